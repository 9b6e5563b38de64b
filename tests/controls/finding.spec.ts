import { expect } from "chai";
import { type Finding, formatFinding, parseFinding } from "../../controls/finding";

const finding: Finding = {
	id: "SEC-001",
	outcome: "NOT EVALUATED",
	resource: "kube-system/cilium",
	finding: "spec.containers[a].securityContext.privileged: it is so; and so",
	fix: "Do this, then that.",
};

describe("a finding's message", () => {
	it("reads back as it was written, also with a colon and a semicolon in it", () => {
		const message =
			"[SEC-001] NOT EVALUATED kube-system/cilium: spec.containers[a].securityContext.privileged: it is so; and so; Do this, then that.";
		expect(formatFinding(finding)).to.equal(message);
		expect(parseFinding(message)).to.deep.equal(finding);
	});

	it("is found after a policy's description and after what the API server says before it", () => {
		expect(parseFinding(`A description\n${formatFinding(finding)}`)).to.deep.equal(finding);
		expect(
			parseFinding(`pods "p" is forbidden: ValidatingAdmissionPolicy 'x' denied request: ${formatFinding(finding)}`),
		).to.deep.equal(finding);
	});

	it("is one line, and its fix holds no semicolon", () => {
		const message = formatFinding({ ...finding, finding: "a\n  b", fix: "c; d\ne" });
		expect(message).to.equal("[SEC-001] NOT EVALUATED kube-system/cilium: a b; c, d e");
	});

	it("shows what a terminal or a log would obey as an escape, and reads back", () => {
		const message = formatFinding({
			...finding,
			resource: "w/x\n::error file=README.md::pwned\u001b[2J: it is",
			finding: "metadata.annotations[a\u202eb\u200b ::warning::c\r ##[error]d\u{e0041}] is so",
		});
		expect(message).to.equal(
			"[SEC-001] NOT EVALUATED w/x\\u000a::error file=README.md::pwned\\u001b[2J:\\u0020it is: metadata.annotations[a\\u202eb\\u200b \\u003a:warning::c\\u000d \\u0023#[error]d\\udb40\\udc41] is so; Do this, then that.",
		);
		expect(parseFinding(message)?.resource).to.equal("w/x\\u000a::error file=README.md::pwned\\u001b[2J:\\u0020it is");
	});

	it("is not seen in another text", () => {
		for (const text of [
			"",
			"can't run policy 'a' during preview",
			"[SEC-001] MAYBE a: b; c",
			"[SEC-001] FAIL a b c",
			"SEC-001 FAIL a: b; c",
		])
			expect(parseFinding(text), text).to.equal(undefined);
	});
});

import { expect } from "chai";
import { stepLines } from "../../cli/stepLines";

const finding = (level: string, message: string) => ({ policy: "a-policy", level, urn: "urn", message });
const report = (findings: ReturnType<typeof finding>[]) => ({
	pack: "gxp-lab",
	version: "0.1.0",
	passed: [],
	findings,
});

describe("what a step came to", () => {
	it("has what stops first, the waived last, and the result with the counts at the end", () => {
		const policies = [
			{
				...report([
					finding("advisory", "[SEC-001] WAIVED cilium: spec is excepted; fix"),
					finding("mandatory", "[INT-001] NOT EVALUATED a: b is not known yet; fix"),
					finding("advisory", "can't run policy"),
				]),
				corrections: [
					{ policy: "sec-002-x", urn: "urn:pulumi:lab::gxp-lab::a:b:Pod::web", paths: ["spec.x", "spec.y"] },
				],
			},
			report([
				finding("advisory", "\n[AUD-002] FAIL stack: x is not in the stack; fix\n"),
				finding("mandatory", "[SEC-003] FAIL a: b; fix"),
				finding("mandatory", "[ACC-001] WAIVED argo: x; fix"),
			]),
		];
		expect(stepLines({ step: "preview", changes: { create: 2, same: 272 }, policies }, "up")).to.deep.equal([
			"preview: 2 create, 272 same",
			"  corrected sec-002-x: Pod web: spec.x, spec.y",
			"  mandatory a-policy: [SEC-003] FAIL a: b; fix",
			"  advisory a-policy: can't run policy",
			"  advisory a-policy: [AUD-002] FAIL stack: x is not in the stack; fix",
			"  not evaluated a-policy: [INT-001] NOT EVALUATED a: b is not known yet; fix",
			"  waived a-policy: [SEC-001] WAIVED cilium: spec is excepted; fix",
			"  waived a-policy: [ACC-001] WAIVED argo: x; fix",
			"preview: 2 create, 272 same; 1 mandatory, 2 advisory, 1 not evaluated, 2 waived",
		]);
	});

	it("counts what would stop it even where there is none of it", () => {
		const policies = [report([finding("advisory", "[SEC-001] WAIVED cilium: spec is excepted; fix")])];
		expect(stepLines({ changes: { same: 272 }, policies }, "preview").at(-1)).to.equal(
			"preview: 272 same; 0 mandatory, 0 advisory, 1 waived",
		);
	});

	it("hides no level that it does not know", () => {
		const lines = stepLines({ changes: {}, policies: [report([finding("remediate", "x")])] }, "up");
		expect(lines).to.deep.equal([
			"up: no operation",
			"  remediate a-policy: x",
			"up: no operation; 0 mandatory, 0 advisory, 1 remediate",
		]);
	});

	it("is one line where the pack said nothing", () => {
		expect(stepLines({ changes: { delete: 3 }, policies: [] }, "destroy")).to.deep.equal(["destroy: 3 delete"]);
	});
});

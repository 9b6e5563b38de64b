import { expect } from "chai";
import { countControls } from "../../../cli/rehearsal/controls";
import type { PackReport } from "../../../cli/rehearsal/step";
import { formatFinding, type Outcome } from "../../../controls/finding";

const ids = ["AUD-001", "CHG-007", "INT-001", "SEC-001"];

function report(passed: string[], findings: Array<[policy: string, id: string, outcome: Outcome]>): PackReport {
	return {
		pack: "gxp",
		version: "0.1.0",
		passed,
		findings: findings.map(([policy, id, outcome]) => ({
			policy,
			level: "mandatory",
			urn: "urn:pulumi:lab::gxp-lab::kubernetes:core/v1:Pod::a",
			message: formatFinding({ id, outcome, resource: "a", finding: "spec is wrong", fix: "Set it." }),
		})),
	};
}

describe("counting controls", () => {
	it("counts an id once, by its worst outcome", () => {
		const reports = [
			report(
				["sec-001-restricted-pods", "int-001-images-by-digest", "aud-001-audit-policy"],
				[
					["sec-001-restricted-pods", "SEC-001", "WAIVED"],
					["sec-001-restricted-pods", "SEC-001", "FAIL"],
					["int-001-images-by-digest", "INT-001", "NOT EVALUATED"],
					["int-001-images-by-digest", "INT-001", "WAIVED"],
				],
			),
		];
		expect(countControls(reports, ids)).to.deep.equal({
			pass: 1,
			fail: 1,
			waived: 0,
			notApplicable: 1,
			notEvaluated: 1,
		});
	});

	it("counts a control that nothing passed or failed as not applicable", () => {
		const counts = { pass: 0, fail: 0, waived: 0, notApplicable: 4, notEvaluated: 0 };
		expect(countControls([report([], [])], ids)).to.deep.equal(counts);
	});

	it("counts every control as not evaluated where no pack reported", () => {
		expect(countControls([], ids)).to.deep.equal({ pass: 0, fail: 0, waived: 0, notApplicable: 0, notEvaluated: 4 });
	});

	it("counts what the engine could not run as not evaluated, even beside a pass", () => {
		const broken = report(["aud-001-audit-policy"], []);
		broken.findings.push({
			policy: "aud-001-audit-policy",
			level: "advisory",
			urn: "",
			message: "can't run policy 'aud-001-audit-policy' from policy pack 'gxp@v0.1.0' during preview",
		});
		expect(countControls([broken], ids)).to.include({ pass: 0, notEvaluated: 1 });
	});

	it("leaves out what the pack says about itself", () => {
		expect(countControls([report([], [["pack-environment", "PACK-ENV", "FAIL"]])], ids)).to.include({ fail: 0 });
	});

	it("takes the worst over several reports, whatever their order", () => {
		const reports = [
			report(
				["sec-001-restricted-pods", "int-001-images-by-digest"],
				[
					["sec-001-restricted-pods", "SEC-001", "WAIVED"],
					["chg-007-protected-state", "CHG-007", "NOT EVALUATED"],
					["chg-007-protected-state", "CHG-007", "WAIVED"],
				],
			),
			report(
				["chg-007-protected-state"],
				[
					["int-001-images-by-digest", "INT-001", "FAIL"],
					["int-001-images-by-digest", "INT-001", "NOT EVALUATED"],
				],
			),
		];
		expect(countControls(reports, ids)).to.deep.equal({
			pass: 0,
			fail: 1,
			waived: 1,
			notApplicable: 1,
			notEvaluated: 1,
		});
	});

	it("counts what is no control as none: the pack's own findings, another policy, another text", () => {
		const said = report(["pack-environment", "mine"], [["pack-exceptions", "PACK-EXCEPTIONS", "FAIL"]]);
		said.findings.push({ policy: "mine", level: "advisory", urn: "", message: "can't run policy 'x'" });
		expect(countControls([said], ids)).to.deep.equal({
			pass: 0,
			fail: 0,
			waived: 0,
			notApplicable: 4,
			notEvaluated: 0,
		});
	});
});

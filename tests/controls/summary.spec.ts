import { expect } from "chai";
import { controlOutcomes, countControls } from "../../controls/summary";

const said = (passed: string[], ...messages: string[]) => ({
	passed,
	findings: messages.map((message) => ({ message })),
});
const finding = (id: string, outcome: string): string => `[${id}] ${outcome} a: b; c`;

describe("the summary of controls", () => {
	it("counts each control of the catalogue once, by its worst outcome", () => {
		const reports = [
			said(
				["sec-001-restricted-pods", "int-001-images-by-digest"],
				finding("SEC-001", "WAIVED"),
				finding("CHG-007", "NOT EVALUATED"),
				finding("CHG-007", "WAIVED"),
			),
			said(["chg-007-protected-state"], finding("INT-001", "FAIL"), finding("INT-001", "NOT EVALUATED")),
		];
		expect(Object.fromEntries(controlOutcomes(reports))).to.deep.equal({
			"AUD-001": "notApplicable",
			"CHG-007": "notEvaluated",
			"INT-001": "fail",
			"SEC-001": "waived",
		});
		expect(countControls(reports)).to.deep.equal({ pass: 0, fail: 1, waived: 1, notApplicable: 1, notEvaluated: 1 });
	});

	it("counts what is no control as none: the pack's own findings, another policy, another text", () => {
		const reports = [said(["pack-environment", "mine"], finding("PACK-EXCEPTIONS", "FAIL"), "can't run policy 'x'")];
		expect(countControls(reports)).to.deep.equal({ pass: 0, fail: 0, waived: 0, notApplicable: 4, notEvaluated: 0 });
	});
});

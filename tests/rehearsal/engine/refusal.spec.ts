import { expect } from "chai";
import { type PreviewOutcome, refusalOf } from "../../../rehearsal/engine/refusal";

function preview(level?: string): PreviewOutcome {
	const finding = { policy: "int-004-locked-buckets", level: level ?? "", message: "is not locked\n" };
	return {
		ok: level !== "mandatory",
		policies: [{ pack: "gxp", findings: level === undefined ? [] : [finding] }],
		packs: { gxp: "0.1.0" },
		errors: [],
	};
}

describe("what a preview says of an up", () => {
	it("refuses it for a mandatory finding, and says which", () => {
		expect(refusalOf(preview("mandatory"))).to.equal(
			"preview: mandatory findings, so up does not start\nint-004-locked-buckets: is not locked",
		);
	});

	it("refuses it for a mandatory finding of a preview that held otherwise", () => {
		expect(refusalOf({ ...preview("mandatory"), ok: true })).to.include("mandatory findings");
	});

	it("lets it start without a finding, and with advisory ones alone", () => {
		for (const level of [undefined, "advisory"]) expect(refusalOf(preview(level))).to.equal(undefined);
	});

	it("refuses it when the preview failed, or when nothing says that the pack ran", () => {
		expect(refusalOf({ ...preview(), ok: false, errors: ["no such image"] })).to.equal("preview: no such image");
		expect(refusalOf({ ...preview(), ok: false })).to.equal("preview: did not hold");
		expect(refusalOf({ ...preview(), packs: {} })).to.equal("preview: the engine did not say that the policy pack ran");
	});
});

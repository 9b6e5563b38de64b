import { expect } from "chai";
import { previewedUp, refusalOf, type StepResult } from "../../../cli/rehearsal/step";

const lateUrn =
	"urn:pulumi:lab::gxp-lab::gxp-lab:platform:Platform$minio:index/s3Bucket:S3Bucket::platform-buckets-pipeline-output";

function preview(level?: string): StepResult {
	const finding = { policy: "int-004-locked-buckets", level: level ?? "", urn: lateUrn, message: "is not locked\n" };
	return {
		type: "result",
		ok: level !== "mandatory",
		changes: { create: 1 },
		policies: [{ pack: "gxp", version: "0.1.0", findings: level === undefined ? [] : [finding], passed: [] }],
		packs: { gxp: "0.1.0" },
		warnings: [],
		errors: [],
		notes: [],
	};
}

describe("an up", () => {
	const upAfter = async (seen: StepResult) => {
		const ran: string[] = [];
		const outcome = await previewedUp(async (step) => {
			ran.push(step);
			return step === "preview" ? seen : preview();
		});
		return { ran, step: outcome.step, refusal: outcome.refusal };
	};

	it("does not start when the preview has a mandatory finding, on however late a resource", async () => {
		expect(await upAfter(preview("mandatory"))).to.deep.equal({
			ran: ["preview"],
			step: "preview",
			refusal: "preview: mandatory findings, so up does not start\nint-004-locked-buckets: is not locked",
		});
	});

	it("starts after a preview without one, and with advisory findings alone", async () => {
		for (const level of [undefined, "advisory"]) {
			expect(await upAfter(preview(level))).to.deep.equal({ ran: ["preview", "up"], step: "up", refusal: undefined });
		}
	});

	it("does not start when the preview failed, or when nothing says that the pack ran", () => {
		expect(refusalOf({ ...preview(), ok: false, errors: ["no such image"] })).to.equal("preview: no such image");
		expect(refusalOf({ ...preview(), ok: false })).to.equal("preview: did not hold");
		expect(refusalOf({ ...preview(), packs: {} })).to.equal("preview: the engine did not say that the policy pack ran");
	});
});

import { expect } from "chai";
import { progressNote, warningLine } from "../../../cli/rehearsal/expected";

const teardown = { step: "destroy", unprotect: true } as const;
const versioning =
	"S3BucketVersioning a: S3 bucket a: cannot suspend versioning (S3Error: An Object Lock configuration is present on this bucket, versioning cannot be suspended.), removing from state anyway";

describe("what a teardown says of locked buckets", () => {
	it("is marked as expected, and nothing else is", () => {
		expect(warningLine(versioning, teardown)).to.equal(`  expected: ${versioning}`);
		expect(warningLine("S3Bucket a: is odd", teardown)).to.equal("  warning: S3Bucket a: is odd");
		expect(progressNote("failed S3Bucket a", teardown)).to.equal(
			"failed S3Bucket a (expected where its versions are locked)",
		);
		expect(progressNote("failed Pod a", teardown)).to.equal("failed Pod a");
	});

	it("is not expected of a step that keeps what is protected, or that makes something", () => {
		for (const options of [{ step: "destroy" }, { step: "up", unprotect: false }] as const) {
			expect(warningLine(versioning, options)).to.equal(`  warning: ${versioning}`);
			expect(progressNote("failed S3Bucket a", options)).to.equal("failed S3Bucket a");
		}
	});
});

import { expect } from "chai";
import { bucketRules } from "../../../components/platform/minio.policies";
import { bucketFaults, type FoundBucket } from "../../../rehearsal/checks/buckets";

const rules = bucketRules({ pipelineOutput: 3, lokiChunks: 30 });
const kms = { encryption: "aws:kms", lock: undefined };
const good: readonly FoundBucket[] = [
	{ bucket: "loki-chunks", ...kms, versioned: true, lock: "COMPLIANCE, 30 Days" },
	{ bucket: "pipeline-input", ...kms, versioned: true },
	{ bucket: "pipeline-output", ...kms, versioned: true, lock: "COMPLIANCE, 3 Days" },
	{ bucket: "pipeline-work", ...kms, versioned: false },
];
const faultsWith = (bucket: string, change: Partial<FoundBucket>) =>
	bucketFaults(
		rules,
		good.map((one) => (one.bucket === bucket ? { ...one, ...change } : one)),
	);

describe("the check of the buckets", () => {
	it("holds for the program's own", () => expect(bucketFaults(rules, good)).to.deep.equal([]));

	it("sees one that is missing, and one too many", () => {
		const all = "loki-chunks, pipeline-input, pipeline-output, pipeline-work";
		expect(bucketFaults(rules, good.slice(1))).to.deep.equal([
			`buckets: pipeline-input, pipeline-output, pipeline-work; it must be ${all}`,
		]);
		expect(bucketFaults(rules, [...good, { bucket: "stray", ...kms, versioned: false }])).to.deep.equal([
			`buckets: ${all}, stray; it must be ${all}`,
		]);
	});

	for (const [bucket, change, fault] of [
		["pipeline-output", { lock: undefined }, "its retention is none; it must be COMPLIANCE, 3 Days"],
		[
			"pipeline-output",
			{ lock: "GOVERNANCE, 3 Days" },
			"its retention is GOVERNANCE, 3 Days; it must be COMPLIANCE, 3 Days",
		],
		[
			"loki-chunks",
			{ lock: "COMPLIANCE, 3 Days" },
			"its retention is COMPLIANCE, 3 Days; it must be COMPLIANCE, 30 Days",
		],
		["pipeline-work", { lock: "COMPLIANCE, 3 Days" }, "its retention is COMPLIANCE, 3 Days; it must be none"],
		["pipeline-work", { versioned: true }, "is versioned; it must not be"],
		["pipeline-input", { versioned: false }, "is not versioned; it must be"],
		["pipeline-input", { encryption: undefined }, "encryption is none; it must be aws:kms"],
	] as const) {
		it(`sees of ${bucket} that ${fault}`, () => {
			expect(faultsWith(bucket, change)).to.deep.equal([`${bucket}: ${fault}`]);
		});
	}
});

import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { find, releaseOf } from "./chartSettings";
import { readPolicy } from "./policyDocument";

const control = controlById("ACC-008");

/** ACC-008 over MinIO's buckets and their policies. A bucket's acl is `private` where it is absent (@pulumi/minio 0.17.1). */
export const privateBuckets: ResourceRule = {
	id: control.id,
	slug: "private-buckets",
	says: control.says,
	fix: control.fix,
	judge,
};

function judge(resource: Resource): Judgement[] | undefined {
	const {
		type,
		properties: { acl, policy },
	} = resource;
	if (type === "minio:index/s3Bucket:S3Bucket") {
		if (isPulumiUnknown(acl)) return [undecided("acl")];
		return acl === undefined || acl === null || acl === "private" ? [] : [violated("acl", "is not private")];
	}
	if (type !== "minio:index/s3BucketPolicy:S3BucketPolicy") return judgeChart(resource);
	if (isPulumiUnknown(policy)) return [undecided("policy")];
	const { statements, faults } = readPolicy(policy, "policy");
	return [
		...faults.map(({ path, what }) => violated(path, what)),
		...statements
			.filter(({ allows }) => allows)
			.flatMap(({ path, principals }) => {
				if (principals.length === 0) return [violated(path, "names nobody whom it allows")];
				return (
					principals
						.filter(({ value }) => /[*?]/.test(value) || value.trim() === "")
						// A condition on an address still lets in whom nobody knows.
						.map(({ path: at }) => violated(at, "lets everybody in"))
				);
			}),
	];
}

/** The buckets that the minio chart's own job makes: `policy` is none, download, upload or public (minio chart 5.4). */
function judgeChart(resource: Resource): Judgement[] | undefined {
	const release = releaseOf(resource);
	if (release !== undefined && typeof release.chart !== "string") return [undecided("chart")];
	if (release?.chart !== "minio") return undefined;
	const buckets = find(release.values, ["buckets"], "values");
	if (buckets === undefined) return [];
	if ("unknown" in buckets) return [undecided(buckets.path)];
	if (!Array.isArray(buckets.value)) return [violated(buckets.path, "is not a list")];
	return buckets.value.flatMap((bucket: unknown, i): Judgement[] => {
		const found = find(bucket, ["policy"], `values.buckets[${i}]`);
		if (found === undefined) return [];
		if ("unknown" in found) return [undecided(found.path)];
		return found.value === "none" || found.value === "" ? [] : [violated(found.path, "lets everybody in")];
	});
}

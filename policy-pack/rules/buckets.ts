import { type Judgement, undecided } from "../../controls/judgement";
import type { Resource, StackJudgement } from "../rule";
import { isPulumiUnknown } from "../unknown";

export const bucketType = "minio:index/s3Bucket:S3Bucket";

/** Buckets that hold no record: intermediate files that a run can make again. Every other bucket is a record bucket. */
const scratch: ReadonlySet<string> = new Set(["pipeline-work"]);

/** Buckets that hold what is audited: Loki's chunks, and what has `audit` as a part of its name. */
const audited = /^loki-chunks$|(^|[.-])audit([.-]|$)/;

/** The name of the bucket that a resource makes or is about; undefined where it is absent, not known yet, or no text. */
export function bucketName({ properties: { bucket } }: Pick<Resource, "properties">): string | undefined {
	return typeof bucket === "string" && !isPulumiUnknown(bucket) ? bucket : undefined;
}

/** A bucket of unknown or generated name is held to be both. */
export function isAuditBucket(resource: Pick<Resource, "properties">): boolean {
	const name = bucketName(resource);
	return name === undefined || audited.test(name);
}

export function isRecordBucket(resource: Pick<Resource, "properties">): boolean {
	const name = bucketName(resource);
	return name === undefined || !scratch.has(name);
}

/** Of a bucket whose name is not known yet it is not known either whether what was found is asked of it. */
export function ofNamedBucket({ properties }: Pick<Resource, "properties">, found: Judgement[]): Judgement[] {
	const decided = found.some(({ outcome }) => outcome === "violated");
	return decided && isPulumiUnknown(properties.bucket) ? [undecided("bucket")] : found;
}

/** Judges whether a bucket has a resource of a type about it, by its name; `what` is missing otherwise. */
export function pairing(
	resources: readonly Resource[],
	type: string,
	what: Judgement,
): (bucket: Resource) => StackJudgement[] {
	const all = resources.filter((resource) => resource.type === type);
	const names = new Set(all.map(bucketName));
	const open = all.some(({ properties }) => isPulumiUnknown(properties.bucket));
	return (resource) => {
		const name = bucketName(resource);
		if (name !== undefined && names.has(name)) return [];
		if (open || isPulumiUnknown(resource.properties.bucket)) return [{ resource, ...undecided("bucket") }];
		return [{ resource, ...what }];
	};
}

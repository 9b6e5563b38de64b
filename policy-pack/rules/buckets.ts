import type { Resource } from "../rule";
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

import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { bucketType, isRecordBucket, ofNamedBucket, pairing } from "../buckets";
import { elements, unknownWithin } from "../installed";
import { isTree } from "../machinePatch";

const control = controlById("INT-005");
const versioningType = "minio:index/s3BucketVersioning:S3BucketVersioning";
const encryptionType = "minio:index/s3BucketServerSideEncryption:S3BucketServerSideEncryption";

/** INT-005 over each resource: what versions a record bucket leaves nothing out, and what encrypts it names a key. */
export const recordBucketSettings: ResourceRule = {
	id: control.id,
	slug: "record-bucket-settings",
	says: control.says,
	fix: control.fix,
	judge: judgeResource,
};

function judgeResource(resource: Resource): Judgement[] | undefined {
	const { type, properties } = resource;
	if ((type !== versioningType && type !== encryptionType) || !isRecordBucket(resource)) return undefined;
	const found = type === versioningType ? judgeVersioning(properties) : judgeEncryption(properties);
	return ofNamedBucket(resource, found);
}

function judgeVersioning({ versioningConfiguration: configuration }: Resource["properties"]): Judgement[] {
	const path = "versioningConfiguration";
	const found: Judgement[] = [];
	const { status, excludedPrefixes, excludeFolders } = isTree(configuration) ? configuration : {};
	const open = unknownWithin(configuration, path);
	if (status !== "Enabled" && open !== path && !isPulumiUnknown(status))
		found.push(violated(`${path}.status`, "is not Enabled"));
	if (elements(excludedPrefixes).some((prefix) => !isPulumiUnknown(prefix)))
		found.push(violated(`${path}.excludedPrefixes`, "leaves objects without versions"));
	if (excludeFolders === true) found.push(violated(`${path}.excludeFolders`, "leaves objects without versions"));
	return open === undefined ? found : [...found, undecided(open)];
}

/** The provider knows `aws:kms` only (@pulumi/minio 0.17.1), with the id of MinIO's key. */
function judgeEncryption({ encryptionType: kind, kmsKeyId }: Resource["properties"]): Judgement[] {
	const found: Judgement[] = [];
	if (isPulumiUnknown(kind)) found.push(undecided("encryptionType"));
	else if (kind !== "aws:kms") found.push(violated("encryptionType", "is not aws:kms"));
	if (isPulumiUnknown(kmsKeyId)) found.push(undecided("kmsKeyId"));
	else if (typeof kmsKeyId !== "string" || kmsKeyId === "") found.push(violated("kmsKeyId", "names no key"));
	return found;
}

/** INT-005 over the stack: each record bucket is versioned (object lock versions it too) and encrypted. */
export const recordBuckets: StackRule = {
	id: control.id,
	slug: "record-buckets",
	says: "Every record bucket is versioned and encrypted.",
	fix: control.fix,
	overObjects: false,
	judge: judgeStack,
};

function judgeStack(resources: readonly Resource[]): StackJudgement[] | undefined {
	const buckets = resources.filter((resource) => resource.type === bucketType && isRecordBucket(resource));
	if (buckets.length === 0) return undefined;
	const versioned = pairing(resources, versioningType, violated("versioning", "is missing"));
	const encrypted = pairing(resources, encryptionType, violated("encryption", "is missing"));
	return buckets.flatMap((bucket) => [...judgeVersions(bucket, versioned(bucket)), ...encrypted(bucket)]);
}

/** A bucket with object lock is versioned by it. */
function judgeVersions(bucket: Resource, found: StackJudgement[]): StackJudgement[] {
	const { objectLocking } = bucket.properties;
	if (objectLocking === true) return [];
	return isPulumiUnknown(objectLocking) && found.length > 0
		? [{ ...undecided("objectLocking"), resource: bucket }]
		: found;
}

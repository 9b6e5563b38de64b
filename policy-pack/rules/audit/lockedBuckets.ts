import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule, StackJudgement, StackRule, Surroundings } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { bucketType, isAuditBucket, ofNamedBucket, pairing } from "../buckets";
import { auditLockDays } from "../retentionDays";

const control = controlById("AUD-004");
const retentionType = "lab:index:BucketRetention";

/** AUD-004 over each resource: the bucket is made with object lock, and its default retention is long enough and COMPLIANCE. */
export const lockedBuckets: ResourceRule = {
	id: control.id,
	slug: "locked-buckets",
	says: control.says,
	fix: control.fix,
	judge: judgeResource,
};

function judgeResource(resource: Resource, { environmentClass }: Surroundings): Judgement[] | undefined {
	const { type, properties } = resource;
	if ((type !== bucketType && type !== retentionType) || !isAuditBucket(resource)) return undefined;
	const found =
		type === bucketType ? judgeLock(properties) : judgeRetention(properties, auditLockDays[environmentClass]);
	return ofNamedBucket(resource, found);
}

function judgeLock({ objectLocking }: Resource["properties"]): Judgement[] {
	if (isPulumiUnknown(objectLocking)) return [undecided("objectLocking")];
	return objectLocking === true ? [] : [violated("objectLocking", "is not true")];
}

function judgeRetention({ mode, days }: Resource["properties"], least: number): Judgement[] {
	const found: Judgement[] = [];
	if (isPulumiUnknown(mode)) found.push(undecided("mode"));
	else if (mode !== "COMPLIANCE") found.push(violated("mode", "is not COMPLIANCE"));
	if (isPulumiUnknown(days)) found.push(undecided("days"));
	else if (typeof days !== "number" || !(days >= least))
		found.push(violated("days", `is less than the ${least} days of this class`));
	return found;
}

/** AUD-004 over the stack: object lock without a default retention locks nothing, so each audit bucket has one. */
export const retainedBuckets: StackRule = {
	id: control.id,
	slug: "retained-buckets",
	says: "Every audit bucket has a default retention.",
	fix: control.fix,
	overObjects: false,
	judge: judgeStack,
};

function judgeStack(resources: readonly Resource[]): StackJudgement[] | undefined {
	const buckets = resources.filter((resource) => resource.type === bucketType && isAuditBucket(resource));
	if (buckets.length === 0) return undefined;
	const missing = violated("default retention", "is missing: object lock alone locks nothing");
	return buckets.flatMap(pairing(resources, retentionType, missing));
}

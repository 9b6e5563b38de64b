import { lockedBuckets, retainedBuckets } from "../../../../policy-pack/rules/audit/lockedBuckets";
import { type RuleCases, resource, type StackRuleCases, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(lockedBuckets);
const bucket = (name: unknown, objectLocking: unknown, called = "proof") =>
	resource("minio:index/s3Bucket:S3Bucket", { bucket: name, objectLocking }, {}, called);
const retention = (name: unknown, mode: unknown, days: unknown, called = "proof") =>
	resource("lab:index:BucketRetention", { bucket: name, mode, days }, {}, called);

const unlocked = "objectLocking is not true";
const mode = "mode is not COMPLIANCE";
const short = "days is less than the 365 days of this class";

export const lockedBucketsCases: RuleCases = {
	policy: "aud-004-locked-buckets",
	compliant: [
		{ says: "a locked bucket", resource: bucket("loki-chunks", true), messages: [] },
		{ says: "a year of COMPLIANCE", resource: retention("loki-chunks", "COMPLIANCE", 365), messages: [] },
		{ says: "another audit bucket", resource: bucket("minio-audit", true), messages: [] },
	],
	violating: [
		{ says: "loki-chunks without a lock", resource: bucket("loki-chunks", false), messages: [fail(unlocked)] },
		{ says: "a lock that is text", resource: bucket("loki-chunks", "true"), messages: [fail(unlocked)] },
		{ says: "an audit bucket by its name's part", resource: bucket("audit.events", false), messages: [fail(unlocked)] },
		{ says: "GOVERNANCE", resource: retention("loki-chunks", "GOVERNANCE", 365), messages: [fail(mode)] },
		{ says: "another case of the word", resource: retention("loki-chunks", "Compliance", 365), messages: [fail(mode)] },
		{ says: "a day less than a year", resource: retention("loki-chunks", "COMPLIANCE", 364), messages: [fail(short)] },
		{ says: "days that are text", resource: retention("loki-chunks", "COMPLIANCE", "365"), messages: [fail(short)] },
		{
			says: "days before today",
			resource: retention("loki-chunks", "COMPLIANCE", -1),
			messages: [fail(short)],
		},
		{
			says: "89 days in a validation",
			resource: retention("loki-chunks", "COMPLIANCE", 89),
			messages: [fail("days is less than the 90 days of this class")],
			environmentClass: "validation",
		},
	],
	absent: [
		{ says: "a bucket that does not say", resource: bucket("loki-chunks", undefined), messages: [fail(unlocked)] },
		{ says: "a bucket without a name", resource: bucket(undefined, undefined), messages: [fail(unlocked)] },
		{
			says: "a retention that says nothing",
			resource: retention("loki-chunks", undefined, undefined),
			messages: [fail(mode), fail(short)],
		},
	],
	nearMiss: [
		{
			says: "a day in a lab",
			resource: retention("loki-chunks", "COMPLIANCE", 1),
			messages: [],
			environmentClass: "lab",
		},
		{ says: "ten years", resource: retention("loki-chunks", "COMPLIANCE", 3650), messages: [] },
		{ says: "a locked bucket of unknown name", resource: bucket(unknown, true), messages: [] },
	],
	otherKind: [
		bucket("pipeline-work", false),
		bucket("auditorium", false),
		bucket("loki-ruler", false),
		retention("pipeline-output", "GOVERNANCE", 1),
		resource("minio:index/s3BucketVersioning:S3BucketVersioning", { bucket: "loki-chunks" }),
	],
	unknown: {
		alone: [
			{ says: "an unknown lock", resource: bucket("loki-chunks", unknown), messages: [notKnown("objectLocking")] },
			{ says: "an unlocked bucket of unknown name", resource: bucket(unknown, false), messages: [notKnown("bucket")] },
			{ says: "unknown days", resource: retention("loki-chunks", "COMPLIANCE", unknown), messages: [notKnown("days")] },
		],
		besideViolation: [
			{
				says: "an unknown mode beside too few days",
				resource: retention("loki-chunks", unknown, 1),
				messages: [notKnown("mode"), fail(short)],
			},
		],
	},
	excepted: excepted(bucket("loki-chunks", false), "objectLocking", unlocked),
};

const whole = wordingOf(retainedBuckets);
const loki = bucket("loki-chunks", true, "chunks");
const missing = "default retention is missing: object lock alone locks nothing";

export const retainedBucketsCases: StackRuleCases = {
	policy: "aud-004-retained-buckets",
	compliant: [
		{
			says: "a bucket with its retention",
			resources: [loki, retention("loki-chunks", "COMPLIANCE", 365)],
			messages: [],
		},
	],
	violating: [
		{ says: "a lock without a retention", resources: [loki], messages: [whole.fail(missing, "chunks")] },
		{
			says: "the retention of another bucket",
			resources: [loki, retention("loki-chunk", "COMPLIANCE", 365)],
			messages: [whole.fail(missing, "chunks")],
		},
		{
			says: "one of two without a retention",
			resources: [loki, bucket("audit", true, "other"), retention("loki-chunks", "COMPLIANCE", 365)],
			messages: [whole.fail(missing, "other")],
		},
	],
	absent: [{ says: "a bucket without a name", resources: [bucket(undefined, true)], messages: [whole.fail(missing)] }],
	nearMiss: [
		{
			says: "a bucket of no audit beside it",
			resources: [loki, bucket("pipeline-work", false, "work"), retention("loki-chunks", "COMPLIANCE", 365)],
			messages: [],
		},
	],
	otherKind: [
		{ says: "no audit bucket", resources: [bucket("pipeline-work", false)], messages: [] },
		{ says: "nothing", resources: [], messages: [] },
	],
	unknown: {
		alone: [
			{
				says: "a retention of an unknown bucket",
				resources: [loki, retention(unknown, "COMPLIANCE", 365)],
				messages: [whole.notKnown("bucket", "chunks")],
			},
			{ says: "a bucket of unknown name", resources: [bucket(unknown, true)], messages: [whole.notKnown("bucket")] },
		],
		besideViolation: [
			{
				says: "a bucket of unknown name beside one without a retention",
				resources: [loki, bucket(unknown, true, "other")],
				messages: [whole.fail(missing, "chunks"), whole.notKnown("bucket", "other")],
			},
		],
	},
	excepted: whole.exceptedStack([loki], "default retention", missing, loki),
};

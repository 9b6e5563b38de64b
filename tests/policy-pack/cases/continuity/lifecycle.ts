import { type Case, type RuleCases, resource, type StackRuleCases, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("BCM-006");
type Tree = Record<string, unknown>;

const type = "minio:index/ilmPolicy:IlmPolicy";
const policy = (rules: unknown, bucket: unknown = "pipeline-output") => resource(type, { bucket, rules });
const rule = (change: Tree): Tree => ({ id: "tidy", status: "Enabled", ...change });
const one = (change: Tree, bucket?: string) => policy([rule(change)], bucket);
const inside = (member: string, i = 0): string => `rules[${i}].${member} deletes inside the bucket's retention`;
const reference = { type, name: "proof" };

const expirations = [
	"30d",
	"3649d",
	"1",
	30,
	"2026-12-31",
	"2026-12-31T00:00:00Z",
	"0d",
	"-1d",
	"30 days",
	"deletemarker",
];

export const recordLifecycle: RuleCases = {
	policy: "bcm-006-record-lifecycle",
	compliant: [
		{ says: "what removes markers only", resource: one({ expiration: "DeleteMarker" }), messages: [] },
		{ says: "an expiry past the retention", resource: one({ expiration: "3651d" }), messages: [] },
	],
	violating: [
		...expirations.map(
			(expiration): Case => ({
				says: `the expiry ${JSON.stringify(expiration)}`,
				resource: one({ expiration }),
				messages: [fail(inside("expiration"))],
			}),
		),
		{
			says: "older versions",
			resource: one({ noncurrentVersionExpirationDays: 30 }),
			messages: [fail(inside("noncurrentVersionExpirationDays"))],
		},
		{
			says: "a second rule, for a prefix",
			resource: policy([rule({ expiration: "DeleteMarker" }), rule({ expiration: "7d", filter: "tmp/" })]),
			messages: [fail(inside("expiration", 1))],
		},
		{
			says: "a member that is not known",
			resource: one({ noncurrentExpiration: { days: "1d" } }),
			messages: [fail("rules[0].noncurrentExpiration cannot be judged")],
		},
		{
			says: "a rule that is off by another word",
			resource: one({ status: "disabled", expiration: "1d" }),
			messages: [fail(inside("expiration"))],
		},
		{
			says: "logs in production",
			resource: one({ expiration: "364d" }, "loki-chunks"),
			messages: [fail(inside("expiration"))],
		},
		{
			says: "raw data",
			resource: one({ expiration: "365d" }, "pipeline-input"),
			messages: [fail(inside("expiration"))],
		},
		...["lims-records", "pipeline-output-scratch", "pipeline-work-2"].map(
			(bucket): Case => ({
				says: `the bucket ${bucket}, which nobody listed`,
				resource: one({ expiration: "3649d" }, bucket),
				messages: [fail(inside("expiration"))],
			}),
		),
		{
			says: "a bucket without a name",
			resource: policy([rule({ expiration: "1d" })], null),
			messages: [fail(inside("expiration"))],
		},
		{
			says: "records in the lab",
			resource: one({ expiration: "2026-12-31" }),
			messages: [fail(inside("expiration"))],
			environmentClass: "lab",
		},
		{ says: "what is no rule", resource: policy(["30d"]), messages: [fail("rules[0] is not a rule")] },
	],
	absent: [
		{ says: "no expiry", resource: one({}), messages: [] },
		{
			says: "no rules",
			resource: resource(type, { bucket: "pipeline-output" }),
			messages: [fail("rules is not a list")],
		},
	],
	nearMiss: [
		{ says: "the last day of the retention", resource: one({ expiration: "3650d" }), messages: [] },
		{
			says: "the last day of the longest retention, in a bucket that nobody listed",
			resource: one({ expiration: "3650d" }, "lims-records"),
			messages: [],
		},
		{ says: "intermediate files", resource: one({ expiration: "7d" }, "pipeline-work"), messages: [] },
		{ says: "a rule that is off", resource: one({ status: "Disabled", expiration: "1d" }), messages: [] },
		{
			says: "a day in the lab, whose retention is one",
			resource: one({ expiration: "1d" }),
			messages: [],
			environmentClass: "lab",
		},
	],
	otherKind: [resource("minio:index/s3Bucket:S3Bucket", {}), resource("lab:index:BucketRetention", {})],
	unknown: {
		alone: [
			{
				says: "an unknown bucket",
				resource: policy([rule({ expiration: "1d" })], unknown),
				messages: [notKnown("bucket")],
			},
			{ says: "unknown rules", resource: policy(unknown), messages: [notKnown("rules")] },
			{
				says: "an unknown expiry",
				resource: one({ expiration: unknown }),
				messages: [notKnown("rules[0].expiration")],
			},
			{
				says: "an unknown status",
				resource: one({ status: unknown, expiration: "1d" }),
				messages: [notKnown("rules[0].status")],
			},
		],
		besideViolation: [
			{
				says: "an unknown rule beside an expiry",
				resource: policy([unknown, rule({ expiration: "30d", filter: unknown })]),
				messages: [notKnown("rules[0]"), fail(inside("expiration", 1))],
			},
		],
	},
	excepted: { resource: one({ expiration: "30d" }), ...excepted(reference, "rules[0]", inside("expiration")) },
};

const retention = (days: unknown, bucket: unknown = "archive") =>
	resource("lab:index:BucketRetention", { bucket, days, mode: "COMPLIANCE" }, {}, "retention");
const ofArchive = (expiration: unknown) => one({ expiration }, "archive");

export const lifecycleOfLocked: StackRuleCases = {
	policy: "bcm-006-lifecycle-of-locked-buckets",
	compliant: [
		{ says: "an expiry past the bucket's own retention", resources: [retention(100), ofArchive("101d")], messages: [] },
	],
	violating: [
		{
			says: "an expiry inside it",
			resources: [retention(100), ofArchive("30d")],
			messages: [fail(inside("expiration"))],
		},
		{ says: "a date", resources: [ofArchive("2030-01-01"), retention(100)], messages: [fail(inside("expiration"))] },
	],
	absent: [
		{ says: "a bucket without retention", resources: [ofArchive("30d")], messages: [] },
		{ says: "no expiry", resources: [retention(100), ofArchive(undefined)], messages: [] },
	],
	nearMiss: [
		{ says: "the last day", resources: [retention(100), ofArchive("100d")], messages: [] },
		{
			says: "the retention of another bucket",
			resources: [retention(100, "archive-2"), ofArchive("30d")],
			messages: [],
		},
	],
	otherKind: [{ says: "no lifecycle", resources: [retention(100)], messages: [] }],
	unknown: {
		alone: [
			{
				says: "an unknown retention",
				resources: [retention(unknown), ofArchive("30d")],
				messages: [notKnown("the retention of its bucket")],
			},
			{ says: "an unknown bucket", resources: [retention(100), policy([], unknown)], messages: [notKnown("bucket")] },
		],
		besideViolation: [
			{
				says: "an unknown rule beside an expiry",
				resources: [retention(100), policy([unknown, rule({ expiration: "30d" })], "archive")],
				messages: [notKnown("rules[0]"), fail(inside("expiration", 1))],
			},
		],
	},
	excepted: { resources: [retention(100), ofArchive("30d")], ...excepted(reference, "rules[0]", inside("expiration")) },
};

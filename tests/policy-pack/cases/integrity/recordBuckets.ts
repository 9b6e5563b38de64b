import { recordBucketSettings, recordBuckets } from "../../../../policy-pack/rules/integrity/recordBuckets";
import { type RuleCases, resource, type StackRuleCases, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(recordBucketSettings);
const bucket = (name: unknown, called = "proof", objectLocking: unknown = false) =>
	resource("minio:index/s3Bucket:S3Bucket", { bucket: name, objectLocking }, {}, called);
const versioning = (name: unknown, versioningConfiguration: unknown) =>
	resource("minio:index/s3BucketVersioning:S3BucketVersioning", { bucket: name, versioningConfiguration });
const encryption = (name: unknown, encryptionType: unknown = "aws:kms", kmsKeyId: unknown = "gxp-lab-prod") =>
	resource("minio:index/s3BucketServerSideEncryption:S3BucketServerSideEncryption", {
		bucket: name,
		encryptionType,
		kmsKeyId,
	});
const enabled = { status: "Enabled" };
const record = "pipeline-output";
const at = "versioningConfiguration";
const notEnabled = `${at}.status is not Enabled`;

export const recordBucketSettingsCases: RuleCases = {
	policy: "int-005-record-bucket-settings",
	compliant: [
		{ says: "versions of everything", resource: versioning(record, enabled), messages: [] },
		{ says: "encryption with the key", resource: encryption(record), messages: [] },
	],
	violating: [
		{
			says: "versions that are suspended",
			resource: versioning(record, { status: "Suspended" }),
			messages: [fail(notEnabled)],
		},
		{
			says: "a status in other case",
			resource: versioning(record, { status: "enabled" }),
			messages: [fail(notEnabled)],
		},
		{
			says: "a prefix without versions",
			resource: versioning(record, { ...enabled, excludedPrefixes: ["results/"] }),
			messages: [fail(`${at}.excludedPrefixes leaves objects without versions`)],
		},
		{
			says: "folders without versions",
			resource: versioning(record, { ...enabled, excludeFolders: true }),
			messages: [fail(`${at}.excludeFolders leaves objects without versions`)],
		},
		{
			says: "another bucket that nobody listed",
			resource: versioning("reports", { status: "Suspended" }),
			messages: [fail(notEnabled)],
		},
		{
			says: "another kind of encryption",
			resource: encryption(record, "none"),
			messages: [fail("encryptionType is not aws:kms")],
		},
		{ says: "an empty key", resource: encryption(record, "aws:kms", ""), messages: [fail("kmsKeyId names no key")] },
	],
	absent: [
		{ says: "versions that say nothing", resource: versioning(record, undefined), messages: [fail(notEnabled)] },
		{
			says: "an encryption that says nothing",
			resource: encryption(record, null, null),
			messages: [fail("encryptionType is not aws:kms"), fail("kmsKeyId names no key")],
		},
	],
	nearMiss: [
		{
			says: "empty lists",
			resource: versioning(record, { ...enabled, excludedPrefixes: [], excludeFolders: false }),
			messages: [],
		},
		{ says: "versions of a bucket of unknown name", resource: versioning(unknown, enabled), messages: [] },
	],
	otherKind: [
		versioning("pipeline-work", { status: "Suspended" }),
		encryption("pipeline-work", "none"),
		bucket(record),
	],
	unknown: {
		alone: [
			{
				says: "an unknown status",
				resource: versioning(record, { status: unknown }),
				messages: [notKnown(`${at}.status`)],
			},
			{ says: "an unknown configuration", resource: versioning(record, unknown), messages: [notKnown(at)] },
			{ says: "an unknown key", resource: encryption(record, "aws:kms", unknown), messages: [notKnown("kmsKeyId")] },
			{
				says: "suspended versions of an unknown bucket",
				resource: versioning(unknown, { status: "Suspended" }),
				messages: [notKnown("bucket")],
			},
		],
		besideViolation: [
			{
				says: "an unknown status beside folders without versions",
				resource: versioning(record, { status: unknown, excludeFolders: true }),
				messages: [fail(`${at}.excludeFolders leaves objects without versions`), notKnown(`${at}.status`)],
			},
		],
	},
	excepted: excepted(versioning(record, { status: "Suspended" }), `${at}.status`, notEnabled),
};

const whole = wordingOf(recordBuckets);
const missing = (what: string, on = "proof") => whole.fail(`${what} is missing`, on);

export const recordBucketsCases: StackRuleCases = {
	policy: "int-005-record-buckets",
	compliant: [
		{
			says: "a bucket with both",
			resources: [bucket(record), versioning(record, enabled), encryption(record)],
			messages: [],
		},
	],
	violating: [
		{
			says: "pipeline-output unversioned",
			resources: [bucket(record), encryption(record)],
			messages: [missing("versioning")],
		},
		{
			says: "pipeline-output unencrypted",
			resources: [bucket(record), versioning(record, enabled)],
			messages: [missing("encryption")],
		},
		{
			says: "the settings of another bucket",
			resources: [bucket(record), versioning("pipeline-input", enabled), encryption("Pipeline-output")],
			messages: [missing("versioning"), missing("encryption")],
		},
	],
	absent: [
		{
			says: "a bucket without a name",
			resources: [bucket(undefined)],
			messages: [missing("versioning"), missing("encryption")],
		},
	],
	nearMiss: [
		{
			says: "a locked bucket, which is versioned",
			resources: [bucket(record, "proof", true), encryption(record)],
			messages: [],
		},
		{
			says: "scratch beside it",
			resources: [bucket("pipeline-work"), bucket(record, "other", true), encryption(record)],
			messages: [],
		},
	],
	otherKind: [
		{ says: "scratch only", resources: [bucket("pipeline-work")], messages: [] },
		{ says: "nothing", resources: [], messages: [] },
	],
	unknown: {
		alone: [
			{
				says: "settings of an unknown bucket",
				resources: [bucket(record), versioning(unknown, enabled), encryption(unknown)],
				messages: [whole.notKnown("bucket"), whole.notKnown("bucket")],
			},
		],
		besideViolation: [
			{
				says: "versions of an unknown bucket beside no encryption",
				resources: [bucket(record), versioning(unknown, enabled)],
				messages: [whole.notKnown("bucket"), missing("encryption")],
			},
		],
	},
	excepted: whole.exceptedStack(
		[bucket(record), encryption(record)],
		"versioning",
		"versioning is missing",
		bucket(record),
	),
};

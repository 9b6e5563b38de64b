import { type Case, type RuleCases, resource, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("ACC-007");
type Tree = Record<string, unknown>;

const policyType = "minio:index/iamPolicy:IamPolicy";
const document = (...statements: unknown[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const statement = (change: Tree = {}): Tree => ({
	Sid: "own",
	Effect: "Allow",
	Action: ["s3:GetObject", "s3:PutObject"],
	Resource: ["arn:aws:s3:::loki-chunks/*"],
	...change,
});
const policy = (text: unknown, name: unknown = "loki-sa") => resource(policyType, { name, policy: text });
const with1 = (change: Tree, name?: string) => policy(document(statement(change)), name);
const attachment = (userName: unknown, policyName: unknown) =>
	resource("minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment", { userName, policyName });
const chart = (values: unknown) =>
	resource("kubernetes:helm.sh/v3:Release", { chart: ".cache/charts/minio-5.4.0.tgz", values });

const at = "policy.Statement[0]";
const oneBucket = "must be one bucket by its name";
const oneAction = "must be one action of S3 by its name";
const notOwn = "is not the user's own bucket";
const tooMuch = "is more than the user may do in the bucket";
const otherKind = [
	resource("minio:index/iamUser:IamUser", { name: "loki-sa" }),
	resource("minio:index/iamGroup:IamGroup", { name: "all" }),
	resource("kubernetes:helm.sh/v3:Release", { chart: "loki", values: { users: [] } }),
];

export const ownBuckets: RuleCases = {
	policy: "acc-007-own-buckets",
	compliant: [
		{ says: "a user's own policy", resource: policy(document(statement())), messages: [] },
		{
			says: "the bucket and its objects",
			resource: policy(
				document(
					statement({ Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::pipeline-input"] }),
					statement({ Action: "s3:GetObject", Resource: "arn:aws:s3:::pipeline-input/*" }),
				),
				"nextflow-sa",
			),
			messages: [],
		},
		{ says: "the attachment of a user's own policy", resource: attachment("loki-sa", "loki-sa"), messages: [] },
		{
			says: "an access key of a bucket user",
			resource: resource("minio:index/iamServiceAccount:IamServiceAccount", { targetUser: "loki-sa" }),
			messages: [],
		},
		{ says: "a chart that makes no user", resource: chart({ users: [], policies: [], svcaccts: [] }), messages: [] },
	],
	violating: [
		...["s3:*", "*", "s3:Get*", "s3:GetObjec?", "admin:ServerInfo", "S3:*", ""].map(
			(action): Case => ({
				says: `the action ${JSON.stringify(action)}`,
				resource: with1({ Action: ["s3:GetObject", action] }),
				messages: [fail(`${at}.Action[1] ${oneAction}`)],
			}),
		),
		...[
			"arn:aws:s3:::*",
			"*",
			"arn:aws:s3:::loki-*",
			"arn:aws:s3:::loki-chunks*",
			"arn:aws:s3:::loki-chunk?/*",
			// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of MinIO's.
			"arn:aws:s3:::${aws:username}/*",
			"arn:aws:s3:::loki-chunks/*/a/*",
			"arn:aws:s3:::",
			"loki-chunks",
		].map(
			(arn): Case => ({
				says: `the resource ${JSON.stringify(arn)}`,
				resource: with1({ Resource: [arn] }),
				messages: [fail(`${at}.Resource[0] ${oneBucket}`)],
			}),
		),
		{
			says: "loki-sa on pipeline-output",
			resource: with1({ Resource: "arn:aws:s3:::pipeline-output/*" }),
			messages: [fail(`${at}.Resource ${notOwn}`)],
		},
		{
			says: "a bucket whose name begins alike",
			resource: with1({ Resource: ["arn:aws:s3:::loki-chunks", "arn:aws:s3:::loki-chunks-2"] }),
			messages: [fail(`${at}.Resource[1] ${notOwn}`)],
		},
		{
			says: "a delete where the user may append",
			resource: with1(
				{ Action: ["s3:PutObject", "s3:DeleteObject"], Resource: ["arn:aws:s3:::pipeline-output/*"] },
				"nextflow-sa",
			),
			messages: [fail(`${at}.Action[1] ${tooMuch}`)],
		},
		{
			says: "the removal of versions and locks",
			resource: with1({ Action: ["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"] }),
			messages: [fail(`${at}.Action[0] ${tooMuch}`), fail(`${at}.Action[1] ${tooMuch}`)],
		},
		{
			says: "what is not named",
			resource: policy(
				document({ Effect: "Allow", NotAction: ["s3:PutObject"], NotResource: ["arn:aws:s3:::loki-chunks"] }),
			),
			messages: [
				fail(`${at} has a member that cannot be judged`),
				fail(`${at} has a member that cannot be judged`),
				fail(`${at} names no action`),
				fail(`${at} names no bucket`),
			],
		},
		{
			says: "members in another case, which MinIO reads too",
			resource: policy('{"Statement":[{"effect":"Allow","action":["s3:*"],"resource":["arn:aws:s3:::*"]}]}'),
			messages: [
				...Array.from({ length: 3 }, () => fail(`${at} has a member that cannot be judged`)),
				fail(`${at}.Effect is neither Allow nor Deny`),
				fail(`${at} names no action`),
				fail(`${at} names no bucket`),
			],
		},
		{
			says: "a member that is there twice",
			resource: policy(
				'{"Statement":[{"Effect":"Allow","Action":["s3:*"],"Action":["s3:GetObject"],"Resource":["arn:aws:s3:::loki-chunks/*"]}]}',
			),
			messages: [fail("policy is not a policy document")],
		},
		{ says: "what is no JSON", resource: policy("Statement: []"), messages: [fail("policy is not a policy document")] },
		{
			says: "a policy of nobody's name",
			resource: policy(document(statement()), "readers"),
			messages: [fail("name is no bucket user's")],
		},
		{
			says: "MinIO's own policy",
			resource: attachment("loki-sa", "consoleAdmin"),
			messages: [fail("policyName is no bucket user's")],
		},
		{
			says: "another user's policy",
			resource: attachment("loki-sa", "nextflow-sa"),
			messages: [fail("policyName is not the user's own")],
		},
		{
			says: "a policy of a group",
			resource: resource("minio:index/iamGroupPolicy:IamGroupPolicy", {
				group: "all",
				policy: document(statement({ Action: ["s3:*"] })),
			}),
			messages: [fail("group gives a policy to a group; each user has its own"), fail(`${at}.Action[0] ${oneAction}`)],
		},
		{
			says: "a policy attached to a group",
			resource: resource("minio:index/iamGroupPolicyAttachment:IamGroupPolicyAttachment", {
				groupName: "all",
				policyName: "loki-sa",
			}),
			messages: [fail("groupName gives a policy to a group; each user has its own")],
		},
		{
			says: "an access key of the root user",
			resource: resource("minio:index/iamServiceAccount:IamServiceAccount", { targetUser: "lab-root" }),
			messages: [fail("targetUser is no bucket user")],
		},
		{
			says: "a chart that makes users and policies",
			resource: chart({ users: [{ accessKey: "console" }], policies: [{ name: "all" }] }),
			messages: [fail("values.users must be an empty list"), fail("values.policies must be an empty list")],
		},
	],
	absent: [
		{
			says: "no policy",
			resource: resource(policyType, { name: "loki-sa" }),
			messages: [fail("policy is not a policy document")],
		},
		{
			says: "a generated name",
			resource: resource(policyType, { namePrefix: "loki-sa", policy: document(statement()) }),
			messages: [fail("name is no bucket user's")],
		},
		{
			says: "a chart that keeps its default user",
			resource: chart({}),
			messages: [fail("values.users must be an empty list")],
		},
		{ says: "no statement", resource: policy("{}"), messages: [fail(`${at} is not a statement`)] },
	],
	nearMiss: [
		{
			says: "a deny of everything",
			resource: policy(document(statement(), { Effect: "Deny", Action: ["s3:*"], Resource: ["arn:aws:s3:::*"] })),
			messages: [],
		},
		{
			says: "objects below a prefix",
			resource: with1({ Resource: ["arn:aws:s3:::loki-chunks/index/*"] }),
			messages: [],
		},
	],
	otherKind,
	unknown: {
		alone: [
			{ says: "an unknown policy", resource: policy(unknown), messages: [notKnown("policy")] },
			{ says: "an unknown name", resource: policy(document(statement()), unknown), messages: [notKnown("name")] },
			{ says: "an unknown user", resource: attachment(unknown, "loki-sa"), messages: [notKnown("userName")] },
			{
				says: "an unknown target",
				resource: resource("minio:index/iamServiceAccount:IamServiceAccount", { targetUser: unknown }),
				messages: [notKnown("targetUser")],
			},
			{
				says: "an unknown chart",
				resource: resource("kubernetes:helm.sh/v3:Release", { chart: unknown, values: {} }),
				messages: [notKnown("chart")],
			},
		],
		besideViolation: [
			{
				says: "an unknown name beside every action",
				resource: policy(document(statement({ Action: "s3:*" })), unknown),
				messages: [fail(`${at}.Action ${oneAction}`), notKnown("name")],
			},
			{
				says: "an unknown user beside MinIO's own policy",
				resource: attachment(unknown, "readwrite"),
				messages: [fail("policyName is no bucket user's"), notKnown("userName")],
			},
		],
	},
	excepted: {
		resource: with1({ Action: ["s3:*"] }),
		...excepted({ type: policyType, name: "proof" }, `${at}.Action`, `${at}.Action[0] ${oneAction}`),
	},
};

const open = controlMessages("ACC-008");
const bucketType = "minio:index/s3Bucket:S3Bucket";
const bucket = (acl?: unknown) =>
	resource(bucketType, { bucket: "pipeline-output", ...(acl === undefined ? {} : { acl }) }, { protect: true });
const bucketPolicy = (text: unknown) =>
	resource("minio:index/s3BucketPolicy:S3BucketPolicy", { bucket: "pipeline-output", policy: text });
const allowing = (Principal: unknown, more: Tree = {}) =>
	bucketPolicy(
		document({
			Effect: "Allow",
			Principal,
			Action: ["s3:GetObject"],
			Resource: ["arn:aws:s3:::pipeline-output/*"],
			...more,
		}),
	);
const everybody = "lets everybody in";

export const privateBuckets: RuleCases = {
	policy: "acc-008-private-buckets",
	compliant: [
		{ says: "a private bucket", resource: bucket("private"), messages: [] },
		{ says: "a user by name", resource: allowing({ AWS: ["arn:aws:iam:::user/loki-sa"] }), messages: [] },
		{ says: "a chart that makes no bucket", resource: chart({ buckets: [] }), messages: [] },
	],
	violating: [
		...["public-read", "public-read-write", "public-write", "public", "Private", ""].map(
			(acl): Case => ({
				says: `the acl ${JSON.stringify(acl)}`,
				resource: bucket(acl),
				messages: [open.fail("acl is not private")],
			}),
		),
		...(
			[
				["*", ""],
				[{ AWS: "*" }, ".AWS"],
				[{ AWS: ["*"] }, ".AWS[0]"],
				[{ AWS: ["arn:aws:iam:::user/*"] }, ".AWS[0]"],
				[{ CanonicalUser: "*" }, ".CanonicalUser"],
			] satisfies [unknown, string][]
		).map(
			([principal, path]): Case => ({
				says: `the principal ${JSON.stringify(principal)}`,
				resource: allowing(principal),
				messages: [open.fail(`${at}.Principal${path} ${everybody}`)],
			}),
		),
		{
			says: "everybody from one address",
			resource: allowing("*", { Condition: { IpAddress: { "aws:SourceIp": "10.20.0.0/24" } } }),
			messages: [open.fail(`${at}.Principal ${everybody}`)],
		},
		{
			says: "everybody but one",
			resource: bucketPolicy(
				document({ Effect: "Allow", NotPrincipal: { AWS: "a" }, Action: "s3:GetObject", Resource: "*" }),
			),
			messages: [open.fail(`${at} has a member that cannot be judged`), open.fail(`${at} names nobody whom it allows`)],
		},
		{
			says: "what is no JSON",
			resource: bucketPolicy("public"),
			messages: [open.fail("policy is not a policy document")],
		},
		{
			says: "a chart that makes a public bucket",
			resource: chart({
				buckets: [
					{ name: "a", policy: "none" },
					{ name: "b", policy: "public" },
				],
			}),
			messages: [open.fail(`values.buckets[1].policy ${everybody}`)],
		},
	],
	absent: [
		{ says: "no acl: the provider's default is private", resource: bucket(), messages: [] },
		{ says: "no policy", resource: bucketPolicy(undefined), messages: [open.fail("policy is not a policy document")] },
		{ says: "nobody named", resource: allowing(undefined), messages: [open.fail(`${at} names nobody whom it allows`)] },
	],
	nearMiss: [
		{
			says: "everybody denied",
			resource: bucketPolicy(
				document({ Effect: "Deny", Principal: "*", Action: ["s3:*"], Resource: ["arn:aws:s3:::pipeline-output/*"] }),
			),
			messages: [],
		},
		{ says: "a chart's bucket without a policy", resource: chart({ buckets: [{ name: "a" }] }), messages: [] },
	],
	otherKind: [resource("minio:index/s3BucketVersioning:S3BucketVersioning", {}), resource(policyType, {})],
	unknown: {
		alone: [
			{ says: "an unknown acl", resource: bucket(unknown), messages: [open.notKnown("acl")] },
			{ says: "an unknown policy", resource: bucketPolicy(unknown), messages: [open.notKnown("policy")] },
			{ says: "unknown values", resource: chart(unknown), messages: [open.notKnown("values")] },
			{
				says: "an unknown chart",
				resource: resource("kubernetes:helm.sh/v3:Release", { chart: unknown, values: {} }),
				messages: [open.notKnown("chart")],
			},
		],
		besideViolation: [
			{
				says: "an unknown name beside a public acl",
				resource: resource(bucketType, { bucket: unknown, acl: "public-read" }),
				messages: [open.fail("acl is not private")],
			},
		],
	},
	excepted: {
		resource: bucket("public-read"),
		...open.excepted({ type: bucketType, name: "proof" }, "acl", "acl is not private"),
	},
};

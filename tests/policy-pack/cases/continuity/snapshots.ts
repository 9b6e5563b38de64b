import { container, podSpec } from "../../../controls/proof/fixtures";
import { type Case, type RuleCases, resource, type StackRuleCases, unknown } from "../case";
import { controlMessages, rootMessages, rootResource } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("BCM-003");
type Tree = Record<string, unknown>;

const labels = { "app.kubernetes.io/component": "etcd-snapshot" };
const recipient = `age1${"q".repeat(58)}`;
const target = "https://backup.example.org/etcd";
const take = { command: ["/bin/snapshot"], args: ["--age", recipient] };
const environment = (...values: unknown[]) => ({ env: values.map((value, i) => ({ name: `A${i}`, value })) });

const job = (change: Tree = {}, more: Tree = {}, metadata: Tree = { labels }, spec: Tree = {}) =>
	resource("kubernetes:batch/v1:CronJob", {
		metadata: { name: "proof", namespace: "proof", ...metadata },
		spec: {
			schedule: "0 3 * * *",
			jobTemplate: {
				spec: {
					template: {
						spec: {
							restartPolicy: "Never",
							...podSpec({
								containers: [container("snapshot", { ...take, ...environment(target), ...change })],
								...more,
							}),
						},
					},
				},
			},
			...spec,
		},
	});
const at = "spec.jobTemplate.spec.template.spec";
const wrong = (list: string): string =>
	`${at}.${list} must encrypt for an age recipient and send to an address outside the cluster`;
const bad = fail(wrong("containers"));
const inside = [
	"https://minio:9000/etcd",
	"https://minio.minio.svc/etcd",
	"https://minio.minio.svc.cluster.local:9000",
	"https://minio.minio.svc.cluster.local.:9000/etcd",
	"https://user:word@minio.minio.svc/etcd",
	"http://localhost:9000",
	"https://127.0.0.1/etcd",
	"https://[::1]:9000/etcd",
	"https://0.0.0.0:9000/etcd",
];

export const etcdSnapshots: RuleCases = {
	policy: "bcm-003-etcd-snapshots",
	compliant: [
		{ says: "an encrypted snapshot for a store outside", resource: job(), messages: [] },
		{
			says: "the snapshot in an init container",
			resource: job(
				{ args: [], env: [] },
				{ initContainers: [container("take", { ...take, ...environment(target) })] },
			),
			messages: [],
		},
	],
	violating: [
		{
			says: "a job that is suspended",
			resource: job({}, {}, { labels }, { suspend: true }),
			messages: [fail("spec.suspend stops the snapshots")],
		},
		{
			says: "a schedule for a day that there is not",
			resource: job({}, {}, { labels }, { schedule: "0 3 30 2 *" }),
			messages: [fail("spec.schedule stops the snapshots")],
		},
		...(
			[
				["suspend", true],
				["parallelism", 0],
			] as const
		).map(([key, value]): Case => {
			const one = job();
			const { jobTemplate } = one.properties.spec as { jobTemplate: { spec: Tree } };
			jobTemplate.spec[key] = value;
			return {
				says: `jobs that are made with ${key} ${value}`,
				resource: one,
				messages: [fail(`spec.jobTemplate.spec.${key} stops the snapshots`)],
			};
		}),
		{ says: "no recipient", resource: job({ args: ["--age", "none"] }), messages: [bad] },
		{ says: "a recipient that is cut short", resource: job({ args: [recipient.slice(0, -1)] }), messages: [bad] },
		{ says: "a private key", resource: job({ args: [`AGE-SECRET-KEY-1${"Q".repeat(58)}`] }), messages: [bad] },
		{ says: "no address", resource: job({ env: [] }), messages: [bad] },
		{ says: "an address in plain text", resource: job(environment("http://backup.example.org/etcd")), messages: [bad] },
		...inside.map(
			(address): Case => ({
				says: `the address ${address}`,
				resource: job(environment(target, address)),
				messages: [fail(wrong("containers[snapshot].env[A1].value"))],
			}),
		),
	],
	absent: [
		{ says: "neither recipient nor address", resource: job({ args: [], env: [] }), messages: [bad] },
		{ says: "another CronJob, without labels", resource: job({ args: [] }, {}, {}), messages: [] },
	],
	nearMiss: [
		{
			says: "a host whose name contains a Service's",
			resource: job(environment("https://minio.svc.example.org/etcd")),
			messages: [],
		},
		{ says: "a bucket, which is no host", resource: job(environment("s3://etcd/lab")), messages: [] },
		{ says: "a host by address", resource: job(environment("https://192.0.2.10:9000/etcd")), messages: [] },
		{
			says: "another component",
			resource: job({ args: [] }, {}, { labels: { "app.kubernetes.io/component": "etcd-snapshots" } }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:batch/v1:Job", { metadata: { labels } }),
		resource("kubernetes:apps/v1:Deployment", {}),
	],
	unknown: {
		alone: [
			{
				says: "an unknown address",
				resource: job(environment(target, unknown)),
				messages: [notKnown(`${at}.containers[snapshot].env[A1].value`)],
			},
			{
				says: "unknown labels",
				resource: job({ env: [] }, {}, { labels: unknown }),
				messages: [notKnown("metadata.labels")],
			},
		],
		besideViolation: [
			{
				says: "an unknown schedule beside no recipient",
				resource: job({ args: [] }, {}, { labels }, { schedule: unknown }),
				messages: [notKnown("spec.schedule"), bad],
			},
		],
	},
	excepted: {
		resource: job({ args: [] }),
		...excepted(
			{ apiVersion: "batch/v1", kind: "CronJob", namespace: "proof", name: "proof" },
			at,
			wrong("containers"),
		),
	},
};

const bootstrap = resource("talos:machine/bootstrap:Bootstrap", { node: "10.20.0.21" }, {}, "bootstrap");
const retention = resource(
	"lab:index:BucketRetention",
	{ endpoint: "minio.lab.gxp.example:9000", bucket: "a", days: 1 },
	{},
	"retention",
);
const certificate = resource(
	"kubernetes:cert-manager.io/v1:Certificate",
	{
		metadata: { name: "minio", namespace: "minio" },
		spec: { dnsNames: ["s3.lab.gxp.example"], ipAddresses: ["10.20.0.201"] },
	},
	{},
	"certificate",
);
const none = "etcd snapshots are taken by no CronJob";
const own = "spec sends the snapshots to an address that this stack serves";
const root = rootMessages("BCM-003");

export const snapshotJob: StackRuleCases = {
	policy: "bcm-003-snapshot-job",
	compliant: [
		{ says: "a job that sends them outside", resources: [bootstrap, retention, certificate, job()], messages: [] },
	],
	violating: [
		{ says: "no job", resources: [bootstrap], messages: [root.fail(none)] },
		{
			says: "the stack's own object storage",
			resources: [bootstrap, retention, job(environment("https://minio.lab.gxp.example:9000/etcd"))],
			messages: [fail(own)],
		},
		{
			says: "a name and an address of the stack's own certificate",
			resources: [
				bootstrap,
				certificate,
				job(environment("https://S3.lab.gxp.example./etcd", "https://10.20.0.201/etcd")),
			],
			messages: [fail(own)],
		},
		{
			says: "a Service by its name and its namespace's",
			resources: [
				bootstrap,
				resource("kubernetes:core/v1:Namespace", { metadata: { name: "minio" } }, {}, "namespace"),
				job(environment("https://minio.minio:9000/etcd")),
			],
			messages: [fail(own)],
		},
		{ says: "a job that is not labelled", resources: [bootstrap, job({}, {}, {})], messages: [root.fail(none)] },
	],
	absent: [
		{ says: "other jobs only", resources: [bootstrap, job({}, {}, { labels: {} })], messages: [root.fail(none)] },
	],
	nearMiss: [
		{
			says: "a host whose name ends in the stack's",
			resources: [bootstrap, retention, job(environment("https://other-minio.lab.gxp.example/etcd"))],
			messages: [],
		},
		{
			says: "a name of two words whose second is no namespace",
			resources: [bootstrap, job(environment("https://minio.example/etcd"))],
			messages: [],
		},
	],
	otherKind: [{ says: "a stack that makes no control plane", resources: [job({}, {}, {})], messages: [] }],
	unknown: {
		alone: [
			{
				says: "a job with unknown labels",
				resources: [bootstrap, job({}, {}, { labels: unknown })],
				messages: [root.notKnown("etcd snapshots")],
			},
			{
				says: "an unknown address",
				resources: [bootstrap, job(environment(target, unknown))],
				messages: [notKnown("spec")],
			},
		],
		besideViolation: [
			{
				says: "an unknown address beside the stack's own",
				resources: [bootstrap, retention, job(environment("https://minio.lab.gxp.example/etcd", unknown))],
				messages: [fail(own)],
			},
			{
				says: "an unknown node beside no job",
				resources: [resource("talos:machine/bootstrap:Bootstrap", { node: unknown })],
				messages: [root.fail(none)],
			},
		],
	},
	excepted: { resources: [bootstrap], ...root.excepted(rootResource, "etcd snapshots", none) },
};

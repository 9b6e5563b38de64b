import { type Case, resource, type StackCase, type StackRuleCases, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("BCM-004");
type Tree = Record<string, unknown>;

const machine = (name: string, nodeName: string) =>
	resource("proxmoxve:index/vmLegacy:VmLegacy", { name, nodeName }, {}, name);
const storageClass = (name: string, nodes: unknown, annotations: Tree = {}) =>
	resource(
		"kubernetes:storage.k8s.io/v1:StorageClass",
		{
			metadata: { name, annotations },
			...(nodes === undefined
				? {}
				: { allowedTopologies: [{ matchLabelExpressions: [{ key: "kubernetes.io/hostname", values: nodes }] }] }),
		},
		{},
		name,
	);
const claim = (namespace: string, name: string, storageClassName?: string) =>
	resource(
		"kubernetes:core/v1:PersistentVolumeClaim",
		{ metadata: { name, namespace }, spec: { ...(storageClassName === undefined ? {} : { storageClassName }) } },
		{ protect: true },
		`${namespace}-${name}`,
	);
const minio = (more: Tree = { persistence: { existingClaim: "minio" } }) =>
	resource(
		"kubernetes:helm.sh/v3:Release",
		{ chart: ".cache/charts/minio-5.4.0.tgz", namespace: "minio", values: more },
		{},
		"minio",
	);
const retention = resource(
	"lab:index:BucketRetention",
	{ endpoint: "minio.lab.gxp.example:9000", bucket: "a", days: 1 },
	{},
	"retention",
);
const cluster = (storage: unknown, endpointURL: unknown, more: Tree = {}) =>
	resource("kubernetes:postgresql.cnpg.io/v1:Cluster", {
		metadata: { name: "proof", namespace: "proof" },
		spec: { storage, backup: { barmanObjectStore: { destinationPath: "s3://a", endpointURL } }, ...more },
	});
const job = (annotations: unknown, labels: Tree = {}) =>
	resource("kubernetes:batch/v1:CronJob", { metadata: { name: "proof", namespace: "proof", annotations, labels } });
const copy = (source: unknown, target: unknown) =>
	job({ "gxp-lab.io/backup-source": source, "gxp-lab.io/backup-target": target });

const ours = "https://minio.lab.gxp.example:9000";
const inCluster = "https://minio.minio.svc:9000";
const together = (path: string): string => `${path} may stand on the same host as what it is a backup of`;
const ofStore = together("spec.backup.barmanObjectStore");
const target = "metadata.annotations[gxp-lab.io/backup-target]";
const hdd = [storageClass("hdd", ["storage-1"]), claim("minio", "minio", "hdd"), minio(), retention];
const volsync = resource("kubernetes:volsync.backube/v1alpha1:ReplicationSource", {
	metadata: { name: "proof", namespace: "proof" },
	spec: { sourcePVC: "data", restic: { repository: "repository" } },
});
const repository = (address: unknown) =>
	resource(
		"kubernetes:core/v1:Secret",
		{ metadata: { name: "repository", namespace: "proof" }, stringData: { RESTIC_REPOSITORY: address } },
		{},
		"repository",
	);

const violating: [string, Case["resource"][], string][] = [
	["a database on the disk of the object storage", [...hdd, cluster({ storageClass: "hdd" }, ours)], ofStore],
	["the object storage by its Service", [...hdd, cluster({ storageClass: "hdd" }, inCluster)], ofStore],
	[
		"a database that may stand anywhere",
		[...hdd, storageClass("any", undefined), cluster({ storageClass: "any" }, ours)],
		ofStore,
	],
	["a class that is not the stack's", [...hdd, cluster({ storageClass: "unheard" }, ours)], ofStore],
	[
		"the default class",
		[
			...hdd,
			storageClass("fast", ["storage-1"], { "storageclass.kubernetes.io/is-default-class": "true" }),
			cluster({}, ours),
		],
		ofStore,
	],
	[
		"two machines of one host",
		[
			...hdd,
			machine("storage-1", "pve1"),
			machine("worker-1", "pve1"),
			storageClass("fast", ["worker-1"]),
			cluster({ storageClass: "fast" }, ours),
		],
		ofStore,
	],
	[
		"hosts of which one is the same",
		[...hdd, storageClass("fast", ["worker-1", "storage-1"]), cluster({ storageClass: "fast" }, ours)],
		ofStore,
	],
	[
		"an object storage without a claim of its own",
		[minio({}), retention, storageClass("fast", ["worker-1"]), cluster({ storageClass: "fast" }, ours)],
		ofStore,
	],
	[
		"two object storages, of which one stands elsewhere",
		[
			...hdd,
			resource(
				"kubernetes:helm.sh/v3:Release",
				{ chart: ".cache/charts/minio-5.4.0.tgz", namespace: "other", values: {} },
				{},
				"another",
			),
			storageClass("fast", ["worker-1"]),
			cluster({ storageClass: "fast" }, ours),
		],
		ofStore,
	],
	[
		"the plugin's store",
		[
			...hdd,
			resource(
				"kubernetes:barmancloud.cnpg.io/v1:ObjectStore",
				{ metadata: { name: "store", namespace: "proof" }, spec: { configuration: { endpointURL: inCluster } } },
				{},
				"store",
			),
			resource("kubernetes:postgresql.cnpg.io/v1:Cluster", {
				metadata: { name: "proof", namespace: "proof" },
				spec: { storage: { storageClass: "hdd" }, plugins: [{ parameters: { barmanObjectName: "store" } }] },
			}),
		],
		together("spec.plugins[0]"),
	],
	[
		"a volume's repository",
		[...hdd, claim("proof", "data", "hdd"), repository(`s3:${ours}/volumes`), volsync],
		together("spec.restic.repository"),
	],
	["a mirror into its source", [copy(ours, ours)], together(target)],
	["a mirror into another bucket of its source", [...hdd, copy(`${ours}/a`, `${inCluster}/b`)], together(target)],
	["a mirror outside, of one host", [copy("https://a.example.org/x", "https://a.example.org/y")], together(target)],
	[
		"a copy of a claim beside it",
		[
			storageClass("hdd", ["storage-1"]),
			claim("proof", "a", "hdd"),
			claim("proof", "b", "hdd"),
			copy("claim/proof/a", "claim/proof/b"),
		],
		together(target),
	],
];

export const separateBackups: StackRuleCases = {
	policy: "bcm-004-separate-backups",
	compliant: [
		{
			says: "a store outside",
			resources: [...hdd, cluster({ storageClass: "hdd" }, "https://backup.example.org")],
			messages: [],
		},
		{
			says: "hosts apart",
			resources: [...hdd, storageClass("fast", ["worker-1"]), cluster({ storageClass: "fast" }, ours)],
			messages: [],
		},
		{ says: "a mirror outside", resources: [...hdd, copy(ours, "https://backup.example.org/a")], messages: [] },
	],
	violating: [
		...violating.map(([says, resources, finding]): StackCase => ({ says, resources, messages: [fail(finding)] })),
		{
			says: "a mirror that does not say where to",
			resources: [job({ "gxp-lab.io/backup-source": ours }, { "app.kubernetes.io/component": "bucket-mirror" })],
			messages: [fail(`${target} is missing on what makes a copy`)],
		},
	],
	absent: [
		{
			says: "a mirror that says neither",
			resources: [job(undefined, { "app.kubernetes.io/component": "bucket-mirror" })],
			messages: [
				fail("metadata.annotations[gxp-lab.io/backup-source] is missing on what makes a copy"),
				fail(`${target} is missing on what makes a copy`),
			],
		},
		{
			says: "a store without an address: the public cloud's",
			resources: [...hdd, cluster({ storageClass: "hdd" }, undefined)],
			messages: [],
		},
	],
	nearMiss: [
		{
			says: "a host whose name ends in the stack's",
			resources: [...hdd, cluster({ storageClass: "hdd" }, "https://other-minio.lab.gxp.example")],
			messages: [],
		},
		{
			says: "two machines of two hosts",
			resources: [
				...hdd,
				machine("storage-1", "pve1"),
				machine("worker-1", "pve2"),
				storageClass("fast", ["worker-1"]),
				cluster({ storageClass: "fast" }, ours),
			],
			messages: [],
		},
		{
			says: "a volume's repository outside",
			resources: [...hdd, claim("proof", "data", "hdd"), repository("sftp:backup@backup.example.org:/a"), volsync],
			messages: [],
		},
	],
	otherKind: [{ says: "nothing that makes a copy", resources: [...hdd, job({})], messages: [] }],
	unknown: {
		alone: [
			{
				says: "an unknown address",
				resources: [...hdd, cluster({ storageClass: "hdd" }, unknown)],
				messages: [notKnown("spec.backup.barmanObjectStore")],
			},
			{ says: "an unknown source", resources: [copy(unknown, ours)], messages: [notKnown(target)] },
		],
		besideViolation: [
			{
				says: "an unknown node beside the same disk",
				resources: [...hdd, machine("worker-1", unknown), cluster({ storageClass: "hdd", size: unknown }, ours)],
				messages: [fail(ofStore)],
			},
		],
	},
	excepted: {
		resources: [copy(ours, ours)],
		...excepted(
			{ apiVersion: "batch/v1", kind: "CronJob", namespace: "proof", name: "proof" },
			target,
			together(target),
		),
	},
};

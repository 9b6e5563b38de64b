import { type Case, type RuleCases, resource, type StackRuleCases, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("BCM-001");
type Tree = Record<string, unknown>;

const cluster = (spec: unknown, name: unknown = "proof", namespace = "proof") =>
	resource("kubernetes:postgresql.cnpg.io/v1:Cluster", { metadata: { name, namespace }, spec }, { protect: true });
const plugin = (change: Tree = {}): Tree => ({
	name: "barman-cloud.cloudnative-pg.io",
	isWALArchiver: true,
	parameters: { barmanObjectName: "proof" },
	...change,
});
const withPlugin = (change: Tree) => cluster({ instances: 3, plugins: [plugin(change)] });
const inTree = { barmanObjectStore: { destinationPath: "s3://databases/proof" } };
const path = "spec.backup.barmanObjectStore.destinationPath";
const missing = `${path} is missing, and no plugin archives the WAL in an object store`;
const reference = { apiVersion: "postgresql.cnpg.io/v1", kind: "Cluster", namespace: "proof", name: "proof" };

const ways: [string, Tree][] = [
	["no backup", { instances: 3 }],
	["a retention without a store", { backup: { retentionPolicy: "30d" } }],
	["an empty path", { backup: { barmanObjectStore: { destinationPath: "" } } }],
	["volume snapshots, which hold no WAL", { backup: { volumeSnapshot: { className: "fast" } } }],
	["a plugin that does not archive the WAL", { plugins: [plugin({ isWALArchiver: false })] }],
	["a plugin that does not say so", { plugins: [plugin({ isWALArchiver: undefined })] }],
	["a plugin that is off", { plugins: [plugin({ enabled: false })] }],
	["a plugin without a store", { plugins: [plugin({ parameters: {} })] }],
	["another plugin", { plugins: [plugin({ name: "barman-cloud.example.org" })] }],
];

export const databaseBackups: RuleCases = {
	policy: "bcm-001-database-backups",
	compliant: [
		{ says: "the Barman Cloud plugin", resource: withPlugin({}), messages: [] },
		{ says: "the store in-tree", resource: cluster({ backup: inTree }), messages: [] },
	],
	violating: ways.map(([says, spec]): Case => ({ says, resource: cluster(spec), messages: [fail(missing)] })),
	absent: [
		{
			says: "no specification",
			resource: resource("kubernetes:postgresql.cnpg.io/v1:Cluster", {
				metadata: { name: "proof", namespace: "proof" },
			}),
			messages: [fail(missing)],
		},
	],
	nearMiss: [
		{ says: "a plugin that is on", resource: withPlugin({ enabled: true }), messages: [] },
		{
			says: "another plugin beside it",
			resource: cluster({ plugins: [plugin({ name: "other.example.org" }), plugin()] }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:postgresql.cnpg.io/v1:Pooler", { spec: {} }),
		resource("kubernetes:cluster.x-k8s.io/v1beta1:Cluster", { spec: {} }),
	],
	unknown: {
		alone: [
			{ says: "an unknown specification", resource: cluster(unknown), messages: [notKnown("spec")] },
			{
				says: "an unknown path",
				resource: cluster({ backup: { barmanObjectStore: { destinationPath: unknown } } }),
				messages: [notKnown(path)],
			},
		],
		besideViolation: [
			{ says: "unknown storage", resource: cluster({ storage: unknown, plugins: [] }), messages: [fail(missing)] },
		],
	},
	excepted: { resource: cluster({ instances: 1 }), ...excepted(reference, "spec", missing) },
};

const database = cluster({ backup: inTree });
const schedule = (spec: Tree = {}, namespace = "proof") =>
	resource(
		"kubernetes:postgresql.cnpg.io/v1:ScheduledBackup",
		{
			metadata: { name: "nightly", namespace },
			spec: { schedule: "0 0 1 * * *", cluster: { name: "proof" }, ...spec },
		},
		{},
		"nightly",
	);
const unscheduled = "spec.backup has no ScheduledBackup of the cluster that runs";

export const scheduledBackups: StackRuleCases = {
	policy: "bcm-001-scheduled-backups",
	compliant: [{ says: "a database with its schedule", resources: [database, schedule()], messages: [] }],
	violating: [
		["no schedule", [database]],
		["a schedule that is suspended", [database, schedule({ suspend: true })]],
		["a schedule of another cluster", [database, schedule({ cluster: { name: "proof-2" } })]],
		["a schedule in another namespace", [database, schedule({}, "other")]],
		["a schedule without a time", [database, schedule({ schedule: "" })]],
	].map(([says, resources]) => ({
		says: String(says),
		resources: resources as Case["resource"][],
		messages: [fail(unscheduled)],
	})),
	absent: [
		{
			says: "a schedule of no cluster",
			resources: [database, schedule({ cluster: undefined })],
			messages: [fail(unscheduled)],
		},
	],
	nearMiss: [
		{ says: "a schedule that says that it runs", resources: [database, schedule({ suspend: false })], messages: [] },
		{
			says: "a second schedule, suspended",
			resources: [database, schedule(), schedule({ suspend: true })],
			messages: [],
		},
	],
	otherKind: [{ says: "a schedule alone", resources: [schedule()], messages: [] }],
	unknown: {
		alone: [
			{
				says: "a schedule of an unknown cluster",
				resources: [database, schedule({ cluster: { name: unknown } })],
				messages: [notKnown("a ScheduledBackup of it")],
			},
		],
		besideViolation: [
			{
				says: "a suspended schedule of an unknown cluster",
				resources: [database, schedule({ suspend: true, cluster: { name: unknown } })],
				messages: [fail(unscheduled)],
			},
		],
	},
	excepted: { resources: [database], ...excepted(reference, "spec.backup", unscheduled) },
};

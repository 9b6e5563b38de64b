import { type Case, resource, type StackCase, type StackRuleCases, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("BCM-002");
type Tree = Record<string, unknown>;

const claim = (metadata: Tree = {}) =>
	resource(
		"kubernetes:core/v1:PersistentVolumeClaim",
		{
			metadata: { name: "proof", namespace: "proof", ...metadata },
			spec: { resources: { requests: { storage: "1Gi" } } },
		},
		{ protect: true },
	);
const velero = (template: Tree = {}, spec: Tree = {}) =>
	resource(
		"kubernetes:velero.io/v1:Schedule",
		{ metadata: { name: "nightly", namespace: "velero" }, spec: { schedule: "0 1 * * *", template, ...spec } },
		{},
		"nightly",
	);
const volsync = (spec: Tree = {}, namespace = "proof") =>
	resource(
		"kubernetes:volsync.backube/v1alpha1:ReplicationSource",
		{
			metadata: { name: "copy", namespace },
			spec: { sourcePVC: "proof", trigger: { schedule: "0 2 * * *" }, ...spec },
		},
		{},
		"copy",
	);
const set = (replicas: unknown, metadata: Tree = {}) =>
	resource(
		"kubernetes:apps/v1:StatefulSet",
		{
			metadata: { name: "db", namespace: "proof" },
			spec: { replicas, volumeClaimTemplates: [{ metadata: { name: "data", ...metadata } }] },
		},
		{},
		"db",
	);
const because = { "gxp-lab.io/backup-exempt-because": "A cache: it is filled again from the source." };
const exempt = { labels: { "gxp-lab.io/backup": "exempt" }, annotations: because };
const not = (path: string): string => `${path} is backed up by no schedule, and does not say why it needs none`;

const uncovered: [string, Case["resource"][]][] = [
	["no schedule", [claim()]],
	["a label without a reason", [claim({ labels: exempt.labels })]],
	["a reason that is empty", [claim({ ...exempt, annotations: { "gxp-lab.io/backup-exempt-because": " " } })]],
	["another value of the label", [claim({ ...exempt, labels: { "gxp-lab.io/backup": "Exempt" } })]],
	["a schedule of other namespaces", [claim(), velero({ includedNamespaces: ["proof-2"] })]],
	["a schedule without this namespace", [claim(), velero({ excludedNamespaces: ["proof"] })]],
	["a schedule of other kinds", [claim(), velero({ includedResources: ["deployments"] })]],
	["a schedule without claims", [claim(), velero({ excludedResources: ["persistentvolumeclaims"] })]],
	["a schedule without volumes", [claim(), velero({ snapshotVolumes: false })]],
	[
		"a schedule of other labels",
		[claim({ labels: { app: "b" } }), velero({ labelSelector: { matchLabels: { app: "a" } } })],
	],
	["a schedule that is paused", [claim(), velero({}, { paused: true })]],
	["a schedule without a time", [claim(), velero({}, { schedule: "" })]],
	["a schedule for the 31st of February", [claim(), velero({}, { schedule: "0 1 31 2 *" })]],
	["a claim that Velero leaves out", [claim({ labels: { "velero.io/exclude-from-backup": "true" } }), velero()]],
	["a schedule without the cluster's volumes", [claim(), velero({ includeClusterResources: false })]],
	["a copy on the 31st of June", [claim(), volsync({ trigger: { schedule: "0 2 31 JUN,9 *" } })]],
	["a copy of another claim", [claim(), volsync({ sourcePVC: "proof-2" })]],
	["a copy in another namespace", [claim(), volsync({}, "other")]],
	["a copy by hand only", [claim(), volsync({ trigger: { manual: "now" } })]],
	["a copy that is paused", [claim(), volsync({ paused: true })]],
];

export const backedUpVolumes: StackRuleCases = {
	policy: "bcm-002-backed-up-volumes",
	compliant: [
		{ says: "a schedule of everything", resources: [claim(), velero()], messages: [] },
		{ says: "a copy of the claim", resources: [claim(), volsync()], messages: [] },
		{ says: "a claim that says why it needs none", resources: [claim(exempt)], messages: [] },
	],
	violating: [
		...uncovered.map(([says, resources]): StackCase => ({ says, resources, messages: [fail(not("spec"))] })),
		{
			says: "one of two claims of a set without a copy",
			resources: [set(2), volsync({ sourcePVC: "data-db-0" })],
			messages: [controlMessages("BCM-002", "db").fail(not("spec.volumeClaimTemplates[0]"))],
		},
	],
	absent: [
		{
			says: "a claim without labels, a schedule without a template",
			resources: [claim(), velero({}, { template: undefined })],
			messages: [],
		},
		{
			says: "a copy without a specification",
			resources: [claim(), volsync({ trigger: undefined })],
			messages: [fail(not("spec"))],
		},
	],
	nearMiss: [
		{
			says: "the last day of a month that has it, and of one that has not",
			resources: [claim(), velero({}, { schedule: "0 1 31 1,2 *" })],
			messages: [],
		},
		{
			says: "a weekday beside a day that never comes",
			resources: [claim(), velero({}, { schedule: "0 1 31 2 1" })],
			messages: [],
		},
		{
			says: "Velero's label that says no",
			resources: [claim({ labels: { "velero.io/exclude-from-backup": "false" } }), velero()],
			messages: [],
		},
		{
			says: "a schedule of this namespace by name",
			resources: [claim(), velero({ includedNamespaces: ["a", "proof"] })],
			messages: [],
		},
		{
			says: "a schedule of this label",
			resources: [claim({ labels: { app: "a", tier: "b" } }), velero({ labelSelector: { matchLabels: { app: "a" } } })],
			messages: [],
		},
		{
			says: "a schedule by one of several selectors",
			resources: [
				claim({ labels: { app: "b" } }),
				velero({
					orLabelSelectors: [
						{ matchLabels: { app: "a" } },
						{ matchExpressions: [{ key: "app", operator: "In", values: ["b", "c"] }] },
					],
				}),
			],
			messages: [],
		},
		{
			says: "copies of both claims of a set",
			resources: [set(2), volsync({ sourcePVC: "data-db-0" }), volsync({ sourcePVC: "data-db-1" })],
			messages: [],
		},
		{ says: "a set whose template says why it needs none", resources: [set(3, exempt)], messages: [] },
	],
	otherKind: [{ says: "a schedule alone", resources: [velero()], messages: [] }],
	unknown: {
		alone: [
			{
				says: "unknown labels",
				resources: [claim({ labels: unknown, annotations: because })],
				messages: [notKnown("spec")],
			},
			{
				says: "a schedule of unknown namespaces",
				resources: [claim(), velero({ includedNamespaces: unknown })],
				messages: [notKnown("spec")],
			},
		],
		besideViolation: [
			{
				says: "a paused schedule of unknown namespaces",
				resources: [claim(), velero({ includedNamespaces: [unknown] }, { paused: true })],
				messages: [fail(not("spec"))],
			},
		],
	},
	excepted: {
		resources: [claim()],
		...excepted(
			{ apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: "proof", name: "proof" },
			"spec",
			not("spec"),
		),
	},
};

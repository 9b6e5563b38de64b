import { podSpec } from "../../../controls/proof/fixtures";
import { type Case, type RuleCases, resource, type StackCase, type StackRuleCases, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("BCM-005");
type Tree = Record<string, unknown>;

const app = { app: "proof" };
const selector = { matchLabels: app };
const overHosts = {
	maxSkew: 1,
	topologyKey: "kubernetes.io/hostname",
	whenUnsatisfiable: "DoNotSchedule",
	labelSelector: selector,
};
const service = (
	spec: Tree = {},
	pod: Tree = { topologySpreadConstraints: [overHosts] },
	metadata: Tree = {},
	kind = "Deployment",
) =>
	resource(`kubernetes:apps/v1:${kind}`, {
		metadata: { name: "proof", namespace: "proof", ...metadata },
		spec: {
			replicas: 2,
			selector,
			template: { metadata: { labels: app }, spec: podSpec(pod) },
			...(kind === "StatefulSet" && { serviceName: "proof" }),
			...spec,
		},
	});
const affinity = (podAntiAffinity: Tree) => service({}, { affinity: { podAntiAffinity } });
const required = (topologyKey: string, more: Tree = { labelSelector: selector }) =>
	affinity({ requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, ...more }] });
const interruptible = {
	labels: { "gxp-lab.io/availability": "interruptible" },
	annotations: { "gxp-lab.io/interruptible-because": "It reconciles again when it is back." },
};
const one = "spec.replicas must be 2 or more";
const together = "spec.template.spec.topologySpreadConstraints must spread the pods over hosts or zones";
const reference = { apiVersion: "apps/v1", kind: "Deployment", namespace: "proof", name: "proof" };

export const redundantServices: RuleCases = {
	policy: "bcm-005-redundant-services",
	compliant: [
		{ says: "a Deployment", resource: service(), messages: [] },
		{ says: "a StatefulSet", resource: service({}, undefined, {}, "StatefulSet"), messages: [] },
		{ says: "anti-affinity by zone", resource: required("topology.kubernetes.io/zone"), messages: [] },
	],
	violating: [
		...["Deployment", "StatefulSet"].map(
			(kind): Case => ({
				says: `one replica of a ${kind}`,
				resource: service({ replicas: 1 }, undefined, {}, kind),
				messages: [fail(one)],
			}),
		),
		{
			says: "one replica, and a blank for a reason",
			resource: service({ replicas: 1 }, undefined, {
				...interruptible,
				annotations: { "gxp-lab.io/interruptible-because": " " },
			}),
			messages: [fail(one)],
		},
		{ says: "no replica at all", resource: service({ replicas: 0 }), messages: [fail(one)] },
		{ says: "pods that may stand together", resource: service({}, {}), messages: [fail(together)] },
		{
			says: "a spread over nothing",
			resource: service({}, { topologySpreadConstraints: [] }),
			messages: [fail(together)],
		},
		{
			says: "a spread over a label of no place",
			resource: service({}, { topologySpreadConstraints: [{ ...overHosts, topologyKey: "example.org/colour" }] }),
			messages: [fail(together)],
		},
		{
			says: "a spread that counts no pod",
			resource: service({}, { topologySpreadConstraints: [{ ...overHosts, labelSelector: undefined }] }),
			messages: [fail(together)],
		},
		{
			says: "anti-affinity that selects no pod",
			resource: required("kubernetes.io/hostname", {}),
			messages: [fail(together)],
		},
		{
			says: "a label without a reason",
			resource: service({ replicas: 1 }, undefined, { labels: interruptible.labels }),
			messages: [fail(one)],
		},
		{
			says: "another value of the label",
			resource: service({ replicas: 1 }, undefined, {
				...interruptible,
				labels: { "gxp-lab.io/availability": "Interruptible" },
			}),
			messages: [fail(one)],
		},
	],
	absent: [
		{
			says: "no number of replicas: Kubernetes' default is one",
			resource: service({ replicas: undefined }),
			messages: [fail(one)],
		},
		{ says: "neither", resource: service({ replicas: 1 }, {}), messages: [fail(one), fail(together)] },
	],
	nearMiss: [
		{ says: "one replica that may be down", resource: service({ replicas: 1 }, {}, interruptible), messages: [] },
		{
			says: "a preference",
			resource: affinity({
				preferredDuringSchedulingIgnoredDuringExecution: [
					{ weight: 100, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector: selector } },
				],
			}),
			messages: [],
		},
		{
			says: "a second constraint that spreads",
			resource: service(
				{},
				{ topologySpreadConstraints: [{ ...overHosts, topologyKey: "example.org/colour" }, overHosts] },
			),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:apps/v1:DaemonSet", { spec: {} }),
		resource("kubernetes:batch/v1:CronJob", { spec: {} }),
		resource("kubernetes:core/v1:Pod", { spec: {} }),
	],
	unknown: {
		alone: [
			{ says: "unknown replicas", resource: service({ replicas: unknown }), messages: [notKnown("spec.replicas")] },
			{
				says: "an unknown spread",
				resource: service({}, { topologySpreadConstraints: unknown }),
				messages: [notKnown("spec.template.spec.topologySpreadConstraints")],
			},
		],
		besideViolation: [
			{
				says: "an unknown spread beside one replica",
				resource: service({ replicas: 1 }, { topologySpreadConstraints: unknown }),
				messages: [fail(one), notKnown("spec.template.spec.topologySpreadConstraints")],
			},
		],
	},
	excepted: { resource: service({ replicas: 1 }), ...excepted(reference, "spec", one) },
};

const budget = (spec: unknown, namespace = "proof") =>
	resource("kubernetes:policy/v1:PodDisruptionBudget", { metadata: { name: "proof", namespace }, spec }, {}, "budget");
const bounds = (least: unknown, most?: unknown, more: Tree = { selector }) =>
	budget({
		...more,
		...(least === undefined ? {} : { minAvailable: least }),
		...(most === undefined ? {} : { maxUnavailable: most }),
	});
const ofBudget = controlMessages("BCM-005", "budget");
const some = (member: string): string => `spec.${member} must let some pods go, and not all of them`;

export const disruptionBudgets: RuleCases = {
	policy: "bcm-005-disruption-budgets",
	compliant: [
		{ says: "one pod that may go", resource: bounds(undefined, 1), messages: [] },
		{ says: "half of them that stay", resource: bounds("50%"), messages: [] },
	],
	violating: [
		...[0, "0%", "00%"].map(
			(most): Case => ({
				says: `no pod that may go: ${JSON.stringify(most)}`,
				resource: bounds(undefined, most),
				messages: [ofBudget.fail(some("maxUnavailable"))],
			}),
		),
		{ says: "all that stay", resource: bounds("100%"), messages: [ofBudget.fail(some("minAvailable"))] },
		{
			says: "more than all that stay",
			resource: bounds("150%"),
			messages: [ofBudget.fail(some("minAvailable"))],
		},
		...[0, "0%"].map(
			(least): Case => ({
				says: `none that stays: ${JSON.stringify(least)}`,
				resource: bounds(least),
				messages: [ofBudget.fail(some("minAvailable"))],
			}),
		),
		{ says: "all that may go", resource: bounds(undefined, "100%"), messages: [ofBudget.fail(some("maxUnavailable"))] },
	],
	absent: [{ says: "neither bound", resource: bounds(undefined), messages: [ofBudget.fail(some("maxUnavailable"))] }],
	nearMiss: [
		{ says: "nearly all that stay", resource: bounds("99%"), messages: [] },
		{ says: "a hundred pods that stay", resource: bounds(100), messages: [] },
		{ says: "ten pods that may go", resource: bounds(undefined, 10), messages: [] },
	],
	otherKind: [
		resource("kubernetes:apps/v1:DaemonSet", { spec: {} }),
		resource("kubernetes:example.org/v1:PodDisruptionBudget", {}),
	],
	unknown: {
		alone: [
			{ says: "an unknown bound", resource: bounds(unknown), messages: [ofBudget.notKnown("spec.minAvailable")] },
		],
		besideViolation: [
			{
				says: "an unknown selector beside no pod that may go",
				resource: bounds(undefined, 0, { selector: unknown }),
				messages: [ofBudget.fail(some("maxUnavailable"))],
			},
		],
	},
	excepted: {
		resource: bounds(undefined, 0),
		...ofBudget.excepted(
			{ apiVersion: "policy/v1", kind: "PodDisruptionBudget", namespace: "proof", name: "proof" },
			"spec",
			some("maxUnavailable"),
		),
	},
};

const unguarded = "spec has no PodDisruptionBudget";
const blocking = "spec never lets a pod of its service go";
const guarded = (least: unknown, most: unknown, replicas: unknown, says: string): StackCase => ({
	says,
	resources: [service({ replicas }), bounds(least, most)],
	messages: [ofBudget.fail(blocking)],
});

export const serviceBudgets: StackRuleCases = {
	policy: "bcm-005-service-budgets",
	compliant: [{ says: "a service and its budget", resources: [service(), bounds(1)], messages: [] }],
	violating: [
		{ says: "a service without a budget", resources: [service()], messages: [fail(unguarded)] },
		guarded(2, undefined, 2, "a budget that keeps as many as there are"),
		guarded("51%", undefined, 2, "a share that is rounded up to all"),
		guarded(undefined, 0, 3, "a budget that lets none go"),
		{
			says: "a budget of other pods",
			resources: [service(), bounds(1, undefined, { selector: { matchLabels: { app: "proof", tier: "a" } } })],
			messages: [fail(unguarded)],
		},
		{
			says: "a budget in another namespace",
			resources: [service(), budget({ minAvailable: 1, selector }, "other")],
			messages: [fail(unguarded)],
		},
		{
			says: "a service that would be excused with a reason",
			resources: [service({}, undefined, { labels: interruptible.labels })],
			messages: [fail(unguarded)],
		},
	],
	absent: [
		{
			says: "a budget without a selector",
			resources: [service(), bounds(1, undefined, {})],
			messages: [fail(unguarded)],
		},
	],
	nearMiss: [
		{ says: "half of two", resources: [service(), bounds("50%")], messages: [] },
		{
			says: "a selector by expression",
			resources: [
				service(),
				bounds(undefined, 1, { selector: { matchExpressions: [{ key: "app", operator: "In", values: ["proof"] }] } }),
			],
			messages: [],
		},
		{ says: "a service that may be down", resources: [service({ replicas: 1 }, {}, interruptible)], messages: [] },
	],
	otherKind: [{ says: "a budget alone", resources: [bounds(1)], messages: [] }],
	unknown: {
		alone: [
			{
				says: "a budget of unknown pods",
				resources: [service(), bounds(1, undefined, { selector: unknown })],
				messages: [notKnown("a disruption budget of it")],
			},
		],
		besideViolation: [
			{
				says: "a budget of unknown pods in another namespace",
				resources: [service(), budget({ minAvailable: 1, selector: unknown }, "other")],
				messages: [fail(unguarded)],
			},
		],
	},
	excepted: { resources: [service()], ...excepted(reference, "spec", unguarded) },
};

import { podSpec } from "../../../controls/proof/fixtures";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("BCM-005");
type Tree = Record<string, unknown>;

const app = { app: "proof" };
export const selector = { matchLabels: app };
const overHosts = {
	maxSkew: 1,
	topologyKey: "kubernetes.io/hostname",
	whenUnsatisfiable: "DoNotSchedule",
	labelSelector: selector,
};
export const service = (
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
export const interruptible = {
	labels: { "gxp-lab.io/availability": "interruptible" },
	annotations: { "gxp-lab.io/interruptible-because": "It reconciles again when it is back." },
};
const one = "spec.replicas must be 2 or more";
const together = "spec.template.spec.topologySpreadConstraints must spread the pods over hosts or zones";
export const reference = { apiVersion: "apps/v1", kind: "Deployment", namespace: "proof", name: "proof" };

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
			says: "a spread that counts other pods",
			resource: service(
				{},
				{ topologySpreadConstraints: [{ ...overHosts, labelSelector: { matchLabels: { app: "other" } } }] },
			),
			messages: [fail(together)],
		},
		{
			says: "a spread so wide that all may stand together",
			resource: service({}, { topologySpreadConstraints: [{ ...overHosts, maxSkew: 2 }] }),
			messages: [fail(together)],
		},
		{
			says: "anti-affinity to other pods",
			resource: required("kubernetes.io/hostname", { labelSelector: { matchLabels: { app: "other" } } }),
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

import { falcoEverywhere } from "../../../../controls/kubernetes/audit/falcoEverywhere";
import { container, podSpec } from "../../../controls/proof/fixtures";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(falcoEverywhere);
const at = "spec.template.spec";
const controlPlane = { key: "node-role.kubernetes.io/control-plane", operator: "Exists", effect: "NoSchedule" };
const image = `docker.io/falcosecurity/falco:0.41.0@sha256:${"a".repeat(64)}`;

const daemonSet = (change: Record<string, unknown>, { name = "falco", of = image } = {}) =>
	resource("kubernetes:apps/v1:DaemonSet", {
		metadata: { name: "proof", namespace: "proof", labels: { "app.kubernetes.io/name": name } },
		spec: {
			selector: { matchLabels: { app: "proof" } },
			template: {
				metadata: { labels: { app: "proof" } },
				spec: podSpec({ containers: [container("falco", { image: of })], tolerations: [controlPlane], ...change }),
			},
		},
	});
const tolerations = (...list: Record<string, unknown>[]) => daemonSet({ tolerations: list });
const not = `${at}.tolerations do not tolerate the control plane`;
const affinity = (kind: string, terms: unknown) => daemonSet({ affinity: { nodeAffinity: { [kind]: terms } } });
const expression = { matchExpressions: [{ key: "gpu", operator: "Exists" }] };

const lists: [string, Case["resource"]][] = [
	["no toleration", tolerations()],
	["another taint's toleration", tolerations({ key: "gxp-lab.io/storage", operator: "Exists" })],
	["a lookalike", tolerations({ ...controlPlane, key: "node-role.kubernetes.io/control-planes" })],
	["the old name alone", tolerations({ ...controlPlane, key: "node-role.kubernetes.io/master" })],
	["another effect", tolerations({ key: controlPlane.key, operator: "Exists", effect: "PreferNoSchedule" })],
	["another value", tolerations({ key: controlPlane.key, value: "true", effect: "NoSchedule" })],
	["an image of another name label", daemonSet({ tolerations: [] }, { name: "runtime" })],
	["another image under the name label", daemonSet({ tolerations: [] }, { of: image.replace("falco:", "sensor:") })],
];

export const falcoEverywhereCases: RuleCases = {
	policy: "aud-005-falco-everywhere",
	compliant: [{ says: "the control plane tolerated", resource: daemonSet({}), messages: [] }],
	violating: [
		...lists.map(([says, one]): Case => ({ says, resource: one, messages: [fail(not)] })),
		{
			says: "a selector of nodes",
			resource: daemonSet({ nodeSelector: { "node-role.kubernetes.io/worker": "" } }),
			messages: [fail(`${at}.nodeSelector[node-role.kubernetes.io/worker] leaves nodes out`)],
		},
		...["windows", "", "Linux"].map(
			(os): Case => ({
				says: `the operating system ${JSON.stringify(os)}`,
				resource: daemonSet({ nodeSelector: { "kubernetes.io/os": os } }),
				messages: [fail(`${at}.nodeSelector leaves nodes out`)],
			}),
		),
		{
			says: "linux, and another label beside it",
			resource: daemonSet({ nodeSelector: { "kubernetes.io/os": "linux", gpu: "yes" } }),
			messages: [fail(`${at}.nodeSelector[gpu] leaves nodes out`)],
		},
		{
			says: "one node",
			resource: daemonSet({ nodeName: "worker-1" }),
			messages: [fail(`${at}.nodeName leaves nodes out`)],
		},
		{
			says: "an affinity to some nodes",
			resource: affinity("requiredDuringSchedulingIgnoredDuringExecution", { nodeSelectorTerms: [expression] }),
			messages: [fail(`${at}.affinity.nodeAffinity leaves nodes out`)],
		},
	],
	absent: [{ says: "no tolerations", resource: daemonSet({ tolerations: undefined }), messages: [fail(not)] }],
	nearMiss: [
		{ says: "everything tolerated", resource: tolerations({ operator: "Exists" }), messages: [] },
		{
			says: "equal to the empty value",
			resource: tolerations({ key: controlPlane.key, effect: "NoSchedule" }),
			messages: [],
		},
		{ says: "every effect", resource: tolerations({ key: controlPlane.key, operator: "Exists" }), messages: [] },
		{
			says: "the operating system selected",
			resource: daemonSet({ nodeSelector: { "kubernetes.io/os": "linux" } }),
			messages: [],
		},
		{
			says: "a preferred affinity",
			resource: affinity("preferredDuringSchedulingIgnoredDuringExecution", [{ weight: 1, preference: expression }]),
			messages: [],
		},
		{
			says: "another DaemonSet without tolerations",
			resource: daemonSet(
				{ tolerations: [] },
				{ name: "falcosidekick", of: image.replace("falco:", "falcosidekick:") },
			),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:apps/v1:Deployment", { spec: {} }),
		resource("kubernetes:example.org/v1:DaemonSet", { spec: {} }),
	],
	unknown: {
		alone: [
			{
				says: "unknown tolerations",
				resource: daemonSet({ tolerations: unknown }),
				messages: [notKnown(`${at}.tolerations`)],
			},
		],
		besideViolation: [
			{
				says: "an unknown selector beside no toleration",
				resource: daemonSet({ tolerations: [], nodeSelector: unknown }),
				messages: [fail(not), notKnown(`${at}.nodeSelector`)],
			},
		],
	},
	excepted: excepted(tolerations(), `${at}.tolerations`, not),
};

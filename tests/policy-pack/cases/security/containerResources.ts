import { containerResources as rule } from "../../../../controls/kubernetes/security/containerResources";
import { carrying, container, podSpec, type Tree } from "../../../controls/proof/fixtures";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const resources = { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } };
const stated = (change: Tree = {}, name = "main"): Tree => container(name, { resources: { ...resources, ...change } });
const silent = (name = "main"): Tree => container(name);
const of = (kind: string, spec: Tree) => {
	const found = carrying(spec).find((one) => one.kind === kind);
	const apiVersion = String(found?.object.apiVersion);
	const group = apiVersion === "v1" ? "core/v1" : apiVersion;
	const { apiVersion: _, kind: __, ...properties } = found?.object ?? {};
	return resource(`kubernetes:${group}:${kind}`, properties);
};
const deployment = (...containers: unknown[]) => of("Deployment", podSpec({ containers }));
// The server has a limit below its request refused by itself, but for a kind whose schema it does not know.
const rollout = (spec: Tree) =>
	resource("kubernetes:argoproj.io/v1alpha1:Rollout", {
		metadata: { name: "proof", namespace: "proof" },
		spec: { selector: { matchLabels: { app: "proof" } }, template: { metadata: { labels: { app: "proof" } }, spec } },
	});
const at = (path: string, what = "is not stated", list = "containers[main]"): string =>
	`spec.template.spec.${list}.resources.${path} ${what}`;
const all = (list = "containers[main]"): string[] =>
	["requests.cpu", "requests.memory"]
		.map((path) => fail(at(path, undefined, list)))
		.concat(fail(at("limits.memory", limit, list)));
const limit = "is not stated, or is below its request";
const below = "is below its request";

export const containerResources: RuleCases = {
	policy: "sec-002-container-resources",
	compliant: [
		{ says: "requests and a limit for memory", resource: deployment(stated()), messages: [] },
		...["StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "PodTemplate", "ReplicationController"].map(
			(kind) => ({
				says: `requests and a limit in a ${kind}`,
				resource: of(kind, podSpec({ containers: [stated()] })),
				messages: [],
			}),
		),
		{
			says: "what the pod states for all its containers",
			resource: of("Deployment", podSpec({ resources, containers: [silent()] })),
			messages: [],
		},
	],
	violating: [
		{ says: "nothing stated", resource: deployment(silent()), messages: all() },
		{ says: "no limit", resource: deployment(stated({ limits: {} })), messages: [fail(at("limits.memory", limit))] },
		{
			says: "a limit of 0, which is none",
			resource: deployment(stated({ limits: { memory: "0" }, requests: { cpu: "1", memory: "0" } })),
			messages: [fail(at("requests.memory")), fail(at("limits.memory", limit))],
		},
		{
			says: "no request for memory",
			resource: deployment(stated({ requests: { cpu: 1 } })),
			messages: [fail(at("requests.memory"))],
		},
		{
			says: "the second container",
			resource: deployment(stated(), silent("second")),
			messages: all("containers[second]"),
		},
		{
			says: "an init container",
			resource: of("Deployment", podSpec({ containers: [stated()], initContainers: [silent("prepare")] })),
			messages: all("initContainers[prepare]"),
		},
		{
			says: "a limit below its request",
			resource: rollout(podSpec({ containers: [stated({ limits: { memory: "63.9Mi" } })] })),
			messages: [fail(at("limits.memory", limit))],
		},
		{
			says: "a limit below its request, in other units",
			resource: rollout(
				podSpec({
					containers: [stated({ requests: { cpu: "1500m", memory: "1Gi" }, limits: { cpu: 1, memory: "1G" } })],
				}),
			),
			messages: [fail(at("limits.cpu", below)), fail(at("limits.memory", limit))],
		},
		{
			says: "a limit of the pod below its request",
			resource: rollout(podSpec({ resources: { ...resources, limits: { memory: "1Mi" } }, containers: [stated()] })),
			messages: [fail("spec.template.spec.resources.limits.memory is not stated, or is below its request")],
		},
		{
			says: "no quantity",
			resource: rollout(podSpec({ containers: [stated({ limits: { memory: "much" } })] })),
			messages: [fail(at("limits.memory", "is malformed"))],
			notInAdmission: "the API server refuses what it cannot evaluate in its own words",
		},
		{
			says: "a limit below its request of a Deployment",
			resource: deployment(stated({ limits: { memory: "1Mi" } })),
			messages: [fail(at("limits.memory", limit))],
			notInAdmission: "the API server's own validation refuses a limit below its request first",
		},
		{
			says: "a Pod that states limits alone",
			resource: of(
				"Pod",
				podSpec({ containers: [container("main", { resources: { limits: { cpu: "1", memory: "64Mi" } } })] }),
			),
			messages: ["requests.cpu", "requests.memory"].map((path) =>
				fail(`spec.containers[main].resources.${path} is not stated`),
			),
			notInAdmission: "the API server sets a Pod's missing requests from its limits before admission",
		},
	],
	absent: [
		{ says: "resources without members", resource: deployment(container("main", { resources: {} })), messages: all() },
		{
			says: "requests alone",
			resource: deployment(container("main", { resources: { requests: resources.requests } })),
			messages: [fail(at("limits.memory", limit))],
		},
	],
	nearMiss: [
		{
			says: "a limit that is its request, in other units",
			resource: deployment(stated({ requests: { cpu: "0.1", memory: "131072Ki" } })),
			messages: [],
		},
		{
			says: "numbers",
			resource: deployment(
				stated({ requests: { cpu: 1, memory: 67_108_864 }, limits: { cpu: 2, memory: 134_217_728 } }),
			),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:core/v1:Service", {}),
		resource("kubernetes:helm.sh/v3:Release", {}),
		// Its pods are those of the Deployment that it refers to.
		resource("kubernetes:argoproj.io/v1alpha1:Rollout", { spec: { workloadRef: { kind: "Deployment", name: "app" } } }),
	],
	unknown: {
		alone: [
			{
				says: "an unknown limit",
				resource: deployment(stated({ limits: { memory: unknown } })),
				messages: [undecided("spec.template.spec.containers[main].resources.limits.memory")],
			},
			{
				says: "unknown resources of the pod",
				resource: of("Deployment", podSpec({ resources: unknown, containers: [stated()] })),
				messages: [undecided("spec.template.spec.resources")],
			},
		],
		besideViolation: [
			{
				says: "an unknown container beside one that states nothing",
				resource: deployment(unknown, silent()),
				messages: [undecided("spec.template.spec.containers[0]"), ...all()],
			},
		],
	},
	excepted: {
		resource: deployment(stated({ limits: {} })),
		exception: {
			control: "SEC-002",
			resource: { apiVersion: "apps/v1", kind: "Deployment", name: "proof" },
			finding: "spec.template.spec",
			...dated,
		},
		waived: [waived(at("limits.memory", limit))],
		expired: [expired(at("limits.memory", limit))],
	},
};

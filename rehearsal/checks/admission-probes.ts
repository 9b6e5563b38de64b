/** Pods that comply, what is wrong in one container of them, and how they are sent: with dry-run, so that none is made. */
import { setTimeout as sleep } from "node:timers/promises";
import { labels } from "../../controls/labels";
import type { Answer, KubernetesClient } from "../kubernetes/client";

export const containerLists = ["containers", "initContainers", "ephemeralContainers"] as const;
export type ContainerList = (typeof containerLists)[number];

const digest = "a".repeat(64);

/** The probes' own service account: no other control must answer before those that are probed. */
const ACCOUNT = "probe";

export const container = (name: string) => ({
	name,
	image: `registry.lab.gxp.example/tool@sha256:${digest}`,
	securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
	resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { memory: "1Mi" } },
});

export const pod = (name: string, namespace: string) => ({
	apiVersion: "v1",
	kind: "Pod",
	metadata: { name, namespace, labels: labels({ name: "rehearsal", owner: "rehearsal", gxpImpact: "none" }, name) },
	spec: {
		serviceAccountName: ACCOUNT,
		automountServiceAccountToken: false,
		securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
		containers: [container("main")],
	},
});

/** What is wrong in a container, and the nearest thing that is right. */
export const faults = {
	"SEC-001": {
		bad: { securityContext: { privileged: true, capabilities: { drop: ["ALL"] } } },
		near: { securityContext: { allowPrivilegeEscalation: false, privileged: false, capabilities: { drop: ["ALL"] } } },
	},
	"INT-001": {
		bad: { image: `registry.lab.gxp.example/tool@sha256:${"a".repeat(63)}` },
		near: { image: `registry.lab.gxp.example/tool:v1@sha256:${digest}` },
	},
} as const;

/** The container as it stands in that list: an ephemeral one may not ask for resources. */
function changed(list: ContainerList, change: object) {
	if (list !== "ephemeralContainers") return { ...container("probe"), ...change };
	const { resources: _none, ...ephemeral } = { ...container("debug"), ...change };
	return ephemeral;
}

/** The pod with that container: what the policy pack is given, and for main and init containers what the API server is. */
export function podWith(namespace: string, list: ContainerList, change: object) {
	const made = pod("probe", namespace);
	return { ...made, spec: { ...made.spec, [list]: [changed(list, change)] } };
}

/** Asks the API server; an ephemeral container is added to the namespace's pod `target`, because it can come no other way. */
export function sendPod(
	api: KubernetesClient,
	namespace: string,
	list: ContainerList,
	change: object,
): Promise<Answer> {
	const pods = `/api/v1/namespaces/${namespace}/pods`;
	if (list !== "ephemeralContainers") {
		return api.call("POST", `${pods}?dryRun=All`, podWith(namespace, list, change));
	}
	return api.call(
		"PATCH",
		`${pods}/target/ephemeralcontainers?dryRun=All`,
		{ spec: { ephemeralContainers: [changed(list, change)] } },
		"application/strategic-merge-patch+json",
	);
}

/** A namespace whose Pod Security level is privileged, so that nothing answers before the policies; with the pod `target`. */
export async function makeNamespace(
	api: KubernetesClient,
	name: string,
	labels: Record<string, string>,
): Promise<void> {
	await namespaceGone(api, name);
	await api.create("/api/v1/namespaces", {
		apiVersion: "v1",
		kind: "Namespace",
		metadata: { name, labels: { "pod-security.kubernetes.io/enforce": "privileged", ...labels } },
	});
	await api.create(`/api/v1/namespaces/${name}/serviceaccounts`, {
		apiVersion: "v1",
		kind: "ServiceAccount",
		metadata: { name: ACCOUNT },
	});
	const pods = `/api/v1/namespaces/${name}/pods`;
	for (let tries = 0; ; tries++) {
		// The admission of service accounts reads the new one from a cache of its own.
		const made = await api.call("POST", pods, pod("target", name));
		if (made.status < 300) return;
		if (tries > 100) throw new Error(`${pods}: the target pod was not admitted: ${made.body.slice(0, 300)}`);
		await sleep(100);
	}
}

/** Does not wait: the controller begins after five seconds (pkg/controller/namespace, namespaceDeletionGracePeriod). */
export async function removeNamespace(api: KubernetesClient, name: string): Promise<void> {
	await api.call("DELETE", `/api/v1/namespaces/${name}/pods/target?gracePeriodSeconds=0`);
	await api.delete(`/api/v1/namespaces/${name}`);
}

/** One that earlier checks of the same sandbox removed may still be going. */
async function namespaceGone(api: KubernetesClient, name: string): Promise<void> {
	for (let tries = 0; tries < 100; tries++) {
		if ((await api.get(`/api/v1/namespaces/${name}`)) === undefined) return;
		await sleep(100);
	}
	throw new Error(`namespace ${name}: still there after 10 s; an earlier check deleted it`);
}

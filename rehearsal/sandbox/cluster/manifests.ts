import type { MachineFacts } from "../../parts/talos/facts";
import { coreDns, flannel, kubeProxy } from "./addons";
import { until } from "./host";
import { type Kube, KubeError, type KubeObject } from "./kube";

const rbac = "rbac.authorization.k8s.io";

function binding(name: string, role: string, groups: readonly string[]): KubeObject {
	return {
		apiVersion: `${rbac}/v1`,
		kind: "ClusterRoleBinding",
		metadata: { name },
		roleRef: { apiGroup: rbac, kind: "ClusterRole", name: role },
		subjects: groups.map((group) => ({ apiGroup: rbac, kind: "Group", name: group })),
	};
}

/** What lets a kubelet with the bootstrap token become a node (controllers/k8s/internal/k8stemplates: csr.go, kubelet.go). */
function nodeBootstrap(facts: MachineFacts): KubeObject[] {
	const [id, secret] = (facts.cluster?.bootstrapToken ?? ".").split(".");
	const csr = "system:certificates.k8s.io:certificatesigningrequests";
	return [
		{
			apiVersion: "v1",
			kind: "Secret",
			metadata: { name: `bootstrap-token-${id}`, namespace: "kube-system" },
			type: "bootstrap.kubernetes.io/token",
			stringData: {
				"token-id": id,
				"token-secret": secret,
				"usage-bootstrap-authentication": "true",
				"auth-extra-groups": "system:bootstrappers:nodes",
			},
		},
		binding("system-bootstrap-node-bootstrapper", "system:node-bootstrapper", [
			"system:bootstrappers:nodes",
			"system:nodes",
		]),
		binding("system-bootstrap-approve-node-client-csr", `${csr}:nodeclient`, ["system:bootstrappers:nodes"]),
		binding("system-bootstrap-node-renewal", `${csr}:selfnodeclient`, ["system:nodes"]),
	];
}

/** The manifests that Talos applies once a first API server is ready, by the machine configuration; small where their content does not matter here. */
export function bootstrapManifests(facts: MachineFacts): KubeObject[] {
	const { cluster } = facts;
	if (cluster === null) return [];
	return [
		...nodeBootstrap(facts),
		...(cluster.coreDNS ? coreDns(cluster) : []),
		...(cluster.kubeProxy ? kubeProxy(cluster) : []),
		...(cluster.cni === "flannel" ? flannel(cluster) : []),
	];
}

const collections: Readonly<Record<string, string>> = {
	Secret: "/api/v1/namespaces/kube-system/secrets",
	ConfigMap: "/api/v1/namespaces/kube-system/configmaps",
	ServiceAccount: "/api/v1/namespaces/kube-system/serviceaccounts",
	Service: "/api/v1/namespaces/kube-system/services",
	Deployment: "/apis/apps/v1/namespaces/kube-system/deployments",
	DaemonSet: "/apis/apps/v1/namespaces/kube-system/daemonsets",
	ClusterRoleBinding: `/apis/${rbac}/v1/clusterrolebindings`,
};

/** Creates what is missing: what is there already is left alone, as Talos leaves it. Tries again until `signal` aborts. */
export async function applyBootstrapManifests(kube: Kube, facts: MachineFacts, signal: AbortSignal): Promise<void> {
	for (const manifest of bootstrapManifests(facts)) {
		const collection = collections[manifest.kind ?? ""];
		if (collection === undefined) throw new Error(`bootstrap manifest: ${manifest.kind} has no known collection`);
		// kube-system is made by the API server itself a moment after it is ready.
		const there = () =>
			kube.get(`${collection}/${manifest.metadata?.name}`).then(
				() => true,
				(cause: unknown) => cause instanceof KubeError && cause.status === 404 && created(kube, collection, manifest),
			);
		if (!(await until(there, signal))) return;
	}
}

function created(kube: Kube, collection: string, manifest: KubeObject): Promise<boolean> {
	return kube.create(collection, manifest).then(
		() => true,
		() => false,
	);
}

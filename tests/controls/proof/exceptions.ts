import type { Exception } from "../../../controls/exceptions";
import type { Answer, ApiServer, User } from "./apiServer";
import { container, podSpec, type Tree } from "./fixtures";

export interface Verdict {
	status: number;
	message: string;
	warnings: string[];
}

export const verdict = ({ status, body, warnings }: Answer): Verdict => ({
	status,
	message: String(body.message ?? ""),
	warnings,
});

export const pods = "/api/v1/namespaces/proof/pods";

const common = { reason: "a test", risk: "none", approver: "rehearsal - not approved", until: "2099-12-31" };
export const exceptions: Exception[] = [
	{
		control: "SEC-001",
		resource: { apiVersion: "apps/v1", kind: "DaemonSet", namespace: "proof", name: "agent" },
		finding: "spec.template.spec",
		...common,
	},
	{
		control: "SEC-001",
		resource: { apiVersion: "apps/v1", kind: "Deployment", namespace: "proof", name: "operator" },
		finding: "spec.template.spec",
		...common,
	},
	{ control: "SEC-001", resource: { staticPod: "kube-apiserver", namespace: "proof" }, finding: "spec", ...common },
	{
		control: "SEC-001",
		resource: {
			podsMadeBy: { namespace: "proof", serviceAccount: "provisioner" },
			namespace: "proof",
			namePrefix: "helper-",
		},
		finding: "spec",
		...common,
	},
	{
		control: "CHG-004",
		resource: { apiVersion: "v1", kind: "ConfigMap", namespace: "proof", name: "protection" },
		finding: "data.apply_to_admins",
		...common,
	},
	{
		control: "ACC-003",
		resource: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "reader" },
		finding: "rules",
		...common,
	},
];

const protection: Tree = {
	rule_name: "main",
	required_approvals: "1",
	dismiss_stale_approvals: "true",
	require_signed_commits: "true",
	enable_push: "false",
};

/** What is excepted of an object without a pod, something else of the same object, and the same of another object. */
export async function provePartly(dry: Dry): Promise<Record<"excepted" | "more" | "another", Verdict>> {
	const settings = (data: Tree, name = "protection"): Tree => ({
		apiVersion: "v1",
		kind: "ConfigMap",
		metadata: { name, labels: { "gxp-lab.io/settings": "branch-protection" } },
		data,
	});
	const path = "/api/v1/namespaces/proof/configmaps";
	return {
		excepted: await dry(path, settings(protection)),
		more: await dry(path, settings({ ...protection, enable_push: "true" })),
		another: await dry(path, settings(protection, "protection-2")),
	};
}

export type Dry = (path: string, object: unknown, as?: User) => Promise<Verdict>;

/** Sends what is excepted, and everything like it. */
export async function proveExceptions(
	server: ApiServer,
	dry: Dry,
	debug: (name: string, container: unknown) => Promise<Verdict>,
	pod: (spec: Tree, metadata?: Tree) => Tree,
): Promise<Record<string, Verdict>> {
	const host = podSpec({ hostNetwork: true });
	const labels = { app: "proof" };
	const workload = (kind: string, name: string): Tree => ({
		apiVersion: "apps/v1",
		kind,
		metadata: { name },
		spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: host } },
	});
	const owner = (kind: string, name: string): Tree => ({
		apiVersion: "apps/v1",
		kind,
		name,
		uid: "3a8b3b3e-0000-4000-8000-000000000000",
		controller: true,
	});
	const account = (name: string): User => ({
		name: `system:serviceaccount:kube-system:${name}`,
		groups: ["system:masters"],
	});
	const ofAgent = pod(host, { name: "agent-x7k2p", ownerReferences: [owner("DaemonSet", "agent")] });
	const ofOperator = pod(host, {
		name: "operator-5d8c-x7k2p",
		labels: { "pod-template-hash": "5d8c" },
		ownerReferences: [owner("ReplicaSet", "operator-5d8c")],
	});
	const mirror = (name: string): Tree =>
		pod(
			{ ...host, nodeName: "cp-1" },
			{ name, annotations: { "kubernetes.io/config.mirror": "0", "kubernetes.io/config.source": "file" } },
		);
	const node: User = { name: "system:node:cp-1", groups: ["system:masters"] };
	const provisioner: User = { name: "system:serviceaccount:proof:provisioner", groups: ["system:masters"] };
	const daemonSets = "/apis/apps/v1/namespaces/proof/daemonsets";
	const replicaSets = "/apis/apps/v1/namespaces/proof/replicasets";
	const result: Record<string, Verdict> = {
		daemonSet: await dry(daemonSets, workload("DaemonSet", "agent")),
		otherDaemonSet: await dry(daemonSets, workload("DaemonSet", "agent-2")),
		podOfDaemonSet: await dry(pods, ofAgent, account("daemon-set-controller")),
		podThatClaimsIt: await dry(pods, ofAgent),
		podOfOther: await dry(
			pods,
			pod(host, { name: "a", ownerReferences: [owner("DaemonSet", "agent-2")] }),
			account("daemon-set-controller"),
		),
		deployment: await dry("/apis/apps/v1/namespaces/proof/deployments", workload("Deployment", "operator")),
		replicaSet: await dry(
			replicaSets,
			{
				...workload("ReplicaSet", "operator-5d8c"),
				metadata: { name: "operator-5d8c", ownerReferences: [owner("Deployment", "operator")] },
			},
			account("deployment-controller"),
		),
		replicaSetAlone: await dry(replicaSets, workload("ReplicaSet", "operator-5d8c")),
		podOfDeployment: await dry(pods, ofOperator, account("replicaset-controller")),
		podOfOtherReplicaSet: await dry(
			pods,
			pod(host, {
				name: "b",
				labels: { "pod-template-hash": "77" },
				ownerReferences: [owner("ReplicaSet", "operator-5d8c")],
			}),
			account("replicaset-controller"),
		),
		staticPod: await dry(pods, mirror("kube-apiserver-cp-1"), node),
		otherStaticPod: await dry(pods, mirror("kube-apiserver-cp-2"), node),
		staticPodOfPerson: await dry(pods, mirror("kube-apiserver-cp-1"), { name: "person", groups: ["system:masters"] }),
		helper: await dry(pods, pod(host, { name: "helper-1" }), provisioner),
		helperOfPerson: await dry(pods, pod(host, { name: "helper-1" })),
		otherPodOfProvisioner: await dry(pods, pod(host, { name: "other-1" }), provisioner),
	};
	const made = await server.call("POST", pods, ofAgent, account("daemon-set-controller"));
	if (made.status !== 201) throw new Error(`agent: ${verdict(made).message}`);
	const patch = async (name: string, change: Tree): Promise<Verdict> =>
		verdict(await server.call("PATCH", `${pods}/${name}`, change, undefined, "application/merge-patch+json"));
	result.labelled = await patch("agent-x7k2p", { metadata: { labels: { seen: "yes" } } });
	result.repointed = await patch("agent-x7k2p", { spec: { activeDeadlineSeconds: 3600 } });
	result.debugged = await debug("agent-x7k2p", { ...container("debugger"), name: "debugger" });
	return result;
}

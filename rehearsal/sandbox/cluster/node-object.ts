import type { Host } from "./host";
import type { KubeObject } from "./kube";

const controlPlaneRole = "node-role.kubernetes.io/control-plane";

interface Taint {
	readonly key: string;
	readonly value?: string;
	readonly effect: string;
}

/** What the kubelet itself registers: NodeRestriction lets a node set no other labels of kubernetes.io. */
export function nodeObject(host: Host): KubeObject {
	return {
		apiVersion: "v1",
		kind: "Node",
		metadata: {
			name: host.hostname,
			labels: {
				"beta.kubernetes.io/arch": "amd64",
				"beta.kubernetes.io/os": "linux",
				"kubernetes.io/arch": "amd64",
				"kubernetes.io/os": "linux",
				"kubernetes.io/hostname": host.hostname,
			},
		},
		spec: { taints: nodeTaints(host) },
	};
}

/** What Talos adds: the role on control planes, and the labels of the configuration (controllers/k8s/node_label_spec.go). */
export function nodeLabels(host: Host): Record<string, string> {
	const { machine } = host.facts;
	return { ...machine.nodeLabels, ...(machine.type === "worker" ? {} : { [controlPlaneRole]: "" }) };
}

/** `value:Effect` or `Effect` under its key, and the control plane's own unless workloads may run there (controllers/k8s/node_taint_spec.go). */
export function nodeTaints(host: Host): Taint[] {
	const { machine, cluster } = host.facts;
	const taints = Object.entries(machine.nodeTaints ?? {}).map(([key, text]): Taint => {
		const at = text.lastIndexOf(":");
		return at < 0 ? { key, effect: text } : { key, value: text.slice(0, at), effect: text.slice(at + 1) };
	});
	if (machine.type !== "worker" && cluster?.scheduleOnControlPlanes !== true) {
		taints.push({ key: controlPlaneRole, effect: "NoSchedule" });
	}
	return taints;
}

/** Conditions, capacity and addresses; not Ready as long as there is no CNI. */
export function nodeStatus(host: Host, network: boolean): Record<string, unknown> {
	const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
	const fine = (type: string, reason: string, message: string) => ({
		type,
		status: "False",
		reason,
		message,
		lastHeartbeatTime: now,
	});
	const capacity = {
		cpu: String(host.cores),
		memory: `${host.memoryMiB}Mi`,
		pods: "110",
		"ephemeral-storage": "50Gi",
	};
	return {
		addresses: [
			{ type: "InternalIP", address: host.address },
			{ type: "Hostname", address: host.hostname },
		],
		capacity,
		allocatable: capacity,
		conditions: [
			fine("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
			fine("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
			fine("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
			network
				? {
						type: "Ready",
						status: "True",
						reason: "KubeletReady",
						message: "kubelet is posting ready status",
						lastHeartbeatTime: now,
					}
				: {
						type: "Ready",
						status: "False",
						reason: "KubeletNotReady",
						message:
							"container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
						lastHeartbeatTime: now,
					},
		],
		nodeInfo: {
			architecture: "amd64",
			operatingSystem: "linux",
			osImage: `Talos (${host.image.version})`,
			kernelVersion: "6.18.44-talos",
			kubeletVersion: host.facts.machine.kubeletImage.split(":").at(-1)?.split("@")[0] ?? "",
			containerRuntimeVersion: "containerd://2.3.3",
			kubeProxyVersion: "",
			machineID: host.id,
			systemUUID: host.id,
			bootID: host.bootId,
		},
	};
}

import { pause } from "./host";
import type { Kube, KubeObject } from "./kube";

interface PodSpec {
	readonly nodeName?: string;
	readonly volumes?: readonly { readonly hostPath?: { readonly path?: string } }[];
}

/** DaemonSets that are a CNI although a stand-in of them mounts nothing. */
const known = new Set(["cilium", "kube-flannel", "calico-node"]);

/** A pod that brings the network to its node: of a DaemonSet, and writing where the kubelet looks for a CNI configuration. */
export function bringsNetwork(pod: KubeObject): boolean {
	const owner = pod.metadata?.ownerReferences?.find((each) => each.kind === "DaemonSet");
	if (owner === undefined) return false;
	const volumes = (pod.spec as PodSpec | undefined)?.volumes ?? [];
	return known.has(owner.name) || volumes.some(({ hostPath }) => hostPath?.path?.startsWith("/etc/cni/net.d") ?? false);
}

/**
 * Which nodes have a CNI: those on which a pod of the CNI's DaemonSet has run. It stays so when the pod goes, as its
 * configuration stays on the node's disk, until the disk is wiped.
 */
export class NodeNetworks {
	private readonly configured = new Set<string>();
	/** The CNI's running pods, by uid: the node of each. */
	private readonly running = new Map<string, string>();
	private readonly listeners = new Map<string, () => void>();
	private watching: AbortController | undefined;

	/** Watches pods through this client until `stop` or the next `follow`. */
	follow(kube: Kube): void {
		this.stop();
		const watching = new AbortController();
		this.watching = watching;
		void (async () => {
			while (!watching.signal.aborted) {
				this.running.clear();
				await kube.watch("/api/v1/pods", (type, pod) => this.seen(type, pod), watching.signal).catch(() => undefined);
				await pause(500, watching.signal);
			}
		})();
	}

	stop(): void {
		this.watching?.abort();
	}

	/** Calls `listener` once, at once or later, when this node has a CNI. */
	whenReady(node: string, listener: () => void): void {
		if (this.configured.has(node) || [...this.running.values()].includes(node)) {
			this.configured.add(node);
			listener();
		} else {
			this.listeners.set(node, listener);
		}
	}

	/** The node's disk was wiped: a pod that runs there, or comes, configures it again. */
	forget(node: string): void {
		this.configured.delete(node);
		this.listeners.delete(node);
	}

	/** To be told of every pod; public for whoever has no API server to watch. */
	seen(type: string, pod: KubeObject): void {
		const uid = pod.metadata?.uid ?? "";
		const node = (pod.spec as PodSpec | undefined)?.nodeName;
		const phase = (pod.status as { phase?: string } | undefined)?.phase;
		if (type === "DELETED" || phase !== "Running" || node === undefined || !bringsNetwork(pod)) {
			this.running.delete(uid);
			return;
		}
		this.running.set(uid, node);
		this.configured.add(node);
		this.listeners.get(node)?.();
		this.listeners.delete(node);
	}
}

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
 * configuration stays on the node's disk.
 */
export class NodeNetworks {
	private readonly ready = new Set<string>();
	private readonly listeners = new Map<string, () => void>();
	private watching: AbortController | undefined;

	/** Watches pods through this client until `stop` or the next `follow`. */
	follow(kube: Kube): void {
		this.stop();
		const watching = new AbortController();
		this.watching = watching;
		const each = (_type: string, pod: KubeObject) => this.seen(pod);
		void (async () => {
			while (!watching.signal.aborted) {
				await kube.watch("/api/v1/pods", each, watching.signal).catch(() => undefined);
				await new Promise((resolve) => setTimeout(resolve, 500).unref());
			}
		})();
	}

	stop(): void {
		this.watching?.abort();
	}

	/** Calls `listener` once, at once or later, when this node has a CNI. */
	whenReady(node: string, listener: () => void): void {
		if (this.ready.has(node)) listener();
		else this.listeners.set(node, listener);
	}

	/** The node's disk was wiped. */
	forget(node: string): void {
		this.ready.delete(node);
		this.listeners.delete(node);
	}

	private seen(pod: KubeObject): void {
		const node = (pod.spec as PodSpec | undefined)?.nodeName;
		const phase = (pod.status as { phase?: string } | undefined)?.phase;
		if (node === undefined || phase !== "Running" || this.ready.has(node) || !bringsNetwork(pod)) return;
		this.ready.add(node);
		this.listeners.get(node)?.();
		this.listeners.delete(node);
	}
}

import { pause } from "./host";
import type { Kube, KubeObject } from "./kube";

interface PodStatus {
	readonly phase?: string;
	readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

/** All its containers are ready, and yet somebody else said that it is not. */
function isContradicted({ status, metadata }: KubeObject): boolean {
	const { phase, conditions = [] } = (status ?? {}) as PodStatus;
	const is = (type: string, value: string) => conditions.some((each) => each.type === type && each.status === value);
	const leaving = (metadata as { deletionTimestamp?: string } | undefined)?.deletionTimestamp !== undefined;
	return phase === "Running" && !leaving && is("ContainersReady", "True") && is("Ready", "False");
}

/**
 * What a living kubelet does for its pods after the node controller said that they are not ready: says again that they
 * are. The controller says it of a pod that comes to a node which is not Ready (pkg/controller/nodelifecycle, processPod),
 * and kwok, which plays the containers, says Ready once only: a Helm release would then wait for its pod in vain.
 */
export async function repeatReadiness(kube: Kube, node: string, signal: AbortSignal): Promise<void> {
	const say = async ({ metadata }: KubeObject) => {
		const ready = { type: "Ready", status: "True", lastTransitionTime: new Date().toISOString() };
		await kube
			.patch(
				`/api/v1/namespaces/${metadata?.namespace ?? ""}/pods/${metadata?.name ?? ""}/status`,
				{ status: { conditions: [ready] } },
				"strategic",
			)
			.catch(() => undefined); // It went meanwhile.
	};
	while (!signal.aborted) {
		try {
			await kube.watch(
				`/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`,
				(type, pod) => {
					if (type !== "DELETED" && isContradicted(pod)) void say(pod);
				},
				signal,
			);
		} catch {
			// The API server is away: the node's own heartbeat tells of it.
		}
		await pause(400, signal);
	}
}

import { ciliumOperatorReplicas, platformImages } from "../../stacks/chart-contents";
import type { LabConfig } from "../../stacks/config";
import type { LockedImage, Locks } from "../../stacks/locks";
import { resources } from "./pod-security.values";

/**
 * Values of the cilium chart 1.20 for Talos (docs.siderolabs.com: Deploying Cilium CNI): no kube-proxy, the API by
 * KubePrism on every node, no module loading, cgroups as Talos mounts them.
 */
export function ciliumValues(config: Pick<LabConfig, "nodes">, locks: Pick<Locks, "imageParts">) {
	return {
		image: image(locks.imageParts(platformImages.cilium)),
		kubeProxyReplacement: true,
		k8sServiceHost: "localhost",
		k8sServicePort: 7445,
		ipam: { mode: "kubernetes" },
		cgroup: { autoMount: { enabled: false }, hostRoot: "/sys/fs/cgroup" },
		securityContext: {
			capabilities: {
				ciliumAgent: [
					"CHOWN",
					"KILL",
					"NET_ADMIN",
					"NET_RAW",
					"IPC_LOCK",
					"SYS_ADMIN",
					"SYS_RESOURCE",
					"DAC_OVERRIDE",
					"FOWNER",
					"SETGID",
					"SETUID",
				],
				cleanCiliumState: ["NET_ADMIN", "SYS_ADMIN", "SYS_RESOURCE"],
			},
		},
		// Talos answers pods' DNS queries on the node; eBPF host routing would step over it.
		bpf: { masquerade: true, hostLegacyRouting: true },
		// A NetworkPolicy's ipBlock does not select nodes otherwise, and the API server is on nodes (cilium#28421).
		policyCIDRMatchMode: "nodes",
		// Addresses come from MetalLB: two controllers would write one Service's status.
		defaultLBServiceIPAM: "none",
		// Policies here are of layers 3 and 4: no proxy, and no second privileged DaemonSet for it.
		l7Proxy: false,
		envoy: { enabled: false },
		// Hubble comes with observability; its certificates must come from cert-manager then.
		hubble: { enabled: false },
		resources: resources("100m", "512Mi", "1Gi"),
		// The chart states none for the agent's init containers (SEC-002).
		initResources: resources("10m", "32Mi", "128Mi"),
		operator: {
			replicas: ciliumOperatorReplicas(config),
			image: operatorImage(locks.imageParts(platformImages.ciliumOperator)),
			resources: resources("50m", "128Mi", "256Mi"),
		},
	};
}

function image({ registry, repository, tag, digest }: LockedImage) {
	return {
		repository: `${registry}/${repository}`,
		tag,
		useDigest: digest !== undefined,
		...(digest === undefined ? {} : { digest }),
	};
}

/** The chart adds `-generic` to the repository and reads that variant's digest. */
function operatorImage({ registry, repository, tag, digest }: LockedImage) {
	return {
		repository: `${registry}/${repository.replace(/-generic$/, "")}`,
		tag,
		useDigest: digest !== undefined,
		...(digest === undefined ? {} : { genericDigest: digest }),
	};
}

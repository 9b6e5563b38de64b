import type { LabConfig } from "../../../stacks/schema";
import { type ConfiguredMachine, isControlPlane, type Patch } from "./patch";

/** Hides a node from load balancers. Talos sets it on control planes. */
const EXCLUDE_FROM_LOAD_BALANCERS = "node.kubernetes.io/exclude-from-external-load-balancers";

/** What the machine is as a node of Kubernetes, and the networks that it must agree on with all others. */
export function kubernetesNode(config: LabConfig, machine: ConfiguredMachine): Patch {
	const { nodeCidr, podCidr, serviceCidr } = config.network;
	const { labels, taints } = machine.node;
	const zone = machine.zone === undefined ? {} : { "topology.kubernetes.io/zone": machine.zone };
	const nodeLabels = { ...zone, ...labels, ...announces(machine) };
	return {
		machine: {
			kubelet: { nodeIP: { validSubnets: [nodeCidr] } },
			...(Object.keys(nodeLabels).length === 0 ? {} : { nodeLabels }),
			...(Object.keys(taints).length === 0 ? {} : { nodeTaints: taints }),
		},
		cluster: {
			network: {
				podSubnets: [podCidr],
				serviceSubnets: [serviceCidr],
				// The platform layer installs Cilium, which also does what kube-proxy does; flannel is Talos' own.
				cni: { name: config.platform.cni === "cilium" ? "none" : "flannel" },
			},
			proxy: { disabled: config.platform.cni === "cilium" },
			// Members find each other by the discovery service: Kubernetes' own registry does not work from 1.32 on.
			discovery: { enabled: true, registries: { kubernetes: { disabled: true } } },
		},
	};
}

/** A control plane that runs the lab's pods must also announce their addresses: the label that forbids it goes. */
function announces(machine: ConfiguredMachine): Patch {
	return isControlPlane(machine) && machine.node.schedulable === true
		? { [EXCLUDE_FROM_LOAD_BALANCERS]: { $patch: "delete" } }
		: {};
}

import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

/** SEC-009 over pods: a host port, and the ports of a pod on the host's network, are reached past every Service. */
export const exposedHostPorts: KubernetesRule = {
	id: "SEC-009",
	slug: "exposed-host-ports",
	says: "No container has a port on its node.",
	why: "A port on the node is reached past every Service, ingress and network policy.",
	fix: "Use a Service of type ClusterIP; what must be on the node is a dated exception.",
	applies: workloads,
	cel: [
		"containers.all(container, container.?ports.orValue([]).all(port, port.?hostPort.orValue(0) == 0))",
		"containers.all(container, podSpec.?hostNetwork.orValue(false) == false || container.?ports.orValue([]).size() == 0)",
	].join(" && "),
	finding: (path) => `${path} is a port on the node`,
};

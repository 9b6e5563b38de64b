import { type ExposedService, exposedServices as listed } from "../../exposed";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

/** An exact entry of the list, as a condition. */
function entry({ namespace, name, type, ports, nodePorts }: ExposedService): string {
	const own = `object.metadata.?namespace.orValue("") == ${JSON.stringify(namespace)} && object.metadata.?name.orValue("") == ${JSON.stringify(name)} && object.spec.?type.orValue("") == "${type}"`;
	const onNodes = nodePorts === undefined ? "" : ` && port.?nodePort.orValue(0) in ${JSON.stringify(nodePorts)}`;
	return `(${own} && object.spec.?ports.orValue([]).all(port, port.port in ${JSON.stringify(ports)}${onNodes}))`;
}

/** The expression for a list: a test gives it others. */
export function exposure(list: readonly ExposedService[]): string {
	const entries = list.map(entry).concat(`object.spec.?type.orValue("ClusterIP") in ["ClusterIP", "ExternalName"]`);
	return [
		`(${entries.join(" || ")})`,
		// An address that the Service claims for itself: any node takes its traffic (CVE-2020-8554).
		"object.spec.?externalIPs.orValue([]).size() == 0",
	].join(" && ");
}

/** SEC-009 over Services. */
export const exposedServices: KubernetesRule = {
	id: "SEC-009",
	slug: "exposed-services",
	says: "A Service that is reached from outside the cluster is on the list.",
	why: "A port that somebody opened for a test is how the next one comes in, and nobody watches it.",
	fix: "Use a ClusterIP behind the ingress; or add the Service's namespace, name, type and ports to controls/exposed.ts in a change of its own.",
	applies: objects({ services: [kind("v1", "Service", "services")] }),
	cel: exposure(listed),
	finding: (path) =>
		path === "spec.externalIPs"
			? `${path} take traffic for addresses that nobody gave the Service`
			: `${path} exposes the Service, and it is not on the list with these ports`,
};

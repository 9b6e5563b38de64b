import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";
import { containerDefaults } from "./defaultResources";

/** A resource of the container or, from 1.34 on, of the whole pod (kubernetes.io: Assign pod-level CPU and memory resources). */
const stated = (resources: string, name: string): string => {
	const positive = (of: string): string =>
		`quantity(string(${of}.?resources.?${resources}.?${name}.orValue("0"))).isGreaterThan(quantity("0"))`;
	return `(${positive("podSpec")} || ${positive("container")})`;
};

/** A number in a manifest (`cpu: 1`) is what its text is. */
const notAbove = (of: string, name: string): string => {
	const limit = `${of}.?resources.?limits.?${name}`;
	const request = `${of}.?resources.?requests.?${name}`;
	return `(!${limit}.hasValue() || quantity(string(${limit}.orValue("0"))).compareTo(quantity(string(${request}.orValue("0")))) >= 0)`;
};

// "0" is what Kubernetes makes no limit of.
const container = [
	stated("requests", "cpu"),
	stated("requests", "memory"),
	stated("limits", "memory"),
	notAbove("container", "cpu"),
	notAbove("container", "memory"),
].join(" && ");

/** SEC-002. Ephemeral containers have no resources (core/v1, EphemeralContainerCommon: "Resources are not allowed"). */
export const containerResources: KubernetesRule = {
	id: "SEC-002",
	slug: "container-resources",
	says: "Containers have CPU and memory requests and a memory limit, and no limit is below its request.",
	why: "A container without a limit can take a node's memory, and what is killed then may be the one that writes a record.",
	fix: "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory, for the container or for the pod.",
	applies: workloads,
	cel: [
		notAbove("podSpec", "cpu"),
		notAbove("podSpec", "memory"),
		`podSpec.containers.all(container, ${container})`,
		`podSpec.?initContainers.orValue([]).all(container, ${container})`,
	].join(" && "),
	remedy: containerDefaults,
	finding: (path) => {
		if (/\.limits\.cpu$/.test(path)) return `${path} is below its request`;
		return /\.limits\.memory$/.test(path) ? `${path} is not stated, or is below its request` : `${path} is not stated`;
	},
};

/** The cluster's nodes are those of the stack file, Ready, with the labels and taints that the program gives them. */
import type { LabConfig, NodeConfig } from "../../stacks/schema";
import { at, type KubernetesObject } from "../kubernetes/client";
import type { Check } from "./check";

const CONTROL_PLANE = "node-role.kubernetes.io/control-plane";
const EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";

const names = (list: readonly string[]) => (list.length === 0 ? "none" : [...list].sort().join(", "));

function isReady(node: KubernetesObject): boolean {
	const conditions = at(node, "status", "conditions");
	if (!Array.isArray(conditions)) return false;
	return conditions.some((condition) => at(condition, "type") === "Ready" && at(condition, "status") === "True");
}

/** The zone of a machine: its own, or that of the Proxmox host that it runs on. */
function zoneOf(config: LabConfig, node: NodeConfig): string | undefined {
	if (node.zone !== undefined || node.kind !== "vm") return node.zone;
	return config.proxmox.hosts.find(({ name }) => name === node.host)?.zone;
}

/** Written down here anew, not taken from components/cluster: what the stack file means for a node's labels; null: must be absent. */
export function wantedLabels(config: LabConfig, node: NodeConfig): Record<string, string | null> {
	const isControlPlane = node.role === "controlPlane";
	return {
		"topology.kubernetes.io/zone": zoneOf(config, node) ?? null,
		[CONTROL_PLANE]: isControlPlane ? "" : null,
		// A control plane whose pods serve must also be announced; Talos leaves the others out.
		[EXCLUDED]: isControlPlane && node.schedulable !== true ? "" : null,
		...node.labels,
	};
}

/** `<key>=<value>:<effect>`, as kubectl writes them. */
export function wantedTaints(node: NodeConfig): string[] {
	const own = Object.entries(node.taints).map(([key, text]) => {
		const at = text.lastIndexOf(":");
		return `${key}=${text.slice(0, Math.max(at, 0))}:${text.slice(at + 1)}`;
	});
	const reserved = node.role === "controlPlane" && node.schedulable !== true ? [`${CONTROL_PLANE}=:NoSchedule`] : [];
	return [...own, ...reserved].sort();
}

function taintsOf(node: KubernetesObject): string[] {
	const taints = at(node, "spec", "taints");
	if (!Array.isArray(taints)) return [];
	return taints
		.map((taint) => `${String(at(taint, "key"))}=${String(at(taint, "value") ?? "")}:${String(at(taint, "effect"))}`)
		.sort();
}

/** All nodes first, so that a stray one shows whether or not it is Ready; then who is not. */
export function readinessFault(config: LabConfig, nodes: readonly KubernetesObject[]): string | undefined {
	const there = names(nodes.map(({ metadata }) => metadata.name));
	const wanted = names(config.nodes.map(({ name }) => name));
	if (there !== wanted) return `nodes: ${there}; it must be ${wanted}`;
	const unready = nodes.filter((node) => !isReady(node)).map(({ metadata }) => metadata.name);
	return unready.length === 0 ? undefined : `not Ready: ${names(unready)}`;
}

export function markFaults(config: LabConfig, nodes: readonly KubernetesObject[]): string[] {
	const told = (label: string | null) => (label === null ? "absent" : JSON.stringify(label));
	return config.nodes.flatMap((wanted) => {
		const node = nodes.find(({ metadata }) => metadata.name === wanted.name);
		if (node === undefined) return [`${wanted.name}: is not there`];
		const wrong: string[] = [];
		for (const [key, value] of Object.entries(wantedLabels(config, wanted))) {
			const found = node.metadata.labels[key] ?? null;
			if (found !== value) wrong.push(`${key} is ${told(found)}; it must be ${told(value)}`);
		}
		const [has, must] = [names(taintsOf(node)), names(wantedTaints(wanted))];
		if (has !== must) wrong.push(`taints are ${has}; it must be ${must}`);
		return wrong.map((text) => `${wanted.name}: ${text}`);
	});
}

export const nodeChecks: Check[] = [
	{
		id: "nodes-ready",
		says: "the cluster's nodes are exactly those of the stack file, and every one is Ready",
		run: async ({ api, config }) => readinessFault(config, (await api.list("/api/v1/nodes")).items),
	},
	{
		id: "nodes-labelled",
		says: "nodes carry their zone, their role, the labels and exactly the taints that the stack file gives them",
		run: async ({ api, config }) => {
			const wrong = markFaults(config, (await api.list("/api/v1/nodes")).items);
			return wrong.length === 0 ? undefined : wrong.join("; ");
		},
	},
	{
		id: "default-storage-class",
		says: "local-hdd is the default StorageClass",
		run: async ({ api }) => {
			const storageClass = await api.get("/apis/storage.k8s.io/v1/storageclasses/local-hdd");
			return storageClass?.metadata.annotations["storageclass.kubernetes.io/is-default-class"] === "true"
				? undefined
				: "it is not";
		},
	},
];

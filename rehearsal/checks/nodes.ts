/** The cluster's nodes are those of the stack file, Ready, with their labels and taints. */
import { at } from "../kubernetes/client";
import type { Check } from "./check";

export const nodeChecks: Check[] = [
	{
		id: "nodes-ready",
		says: "every node of the stack file is Ready, and no other node is there",
		run: async ({ api, config }) => {
			const { items } = await api.list("/api/v1/nodes");
			const ready = items
				.filter((node) => {
					const conditions = at(node, "status", "conditions");
					return (
						Array.isArray(conditions) &&
						conditions.some((condition) => at(condition, "type") === "Ready" && at(condition, "status") === "True")
					);
				})
				.map(({ metadata }) => metadata.name)
				.sort();
			const wanted = config.nodes.map(({ name }) => name).sort();
			return ready.join() === wanted.join() ? undefined : `Ready: ${ready.join(", ")}; it must be ${wanted.join(", ")}`;
		},
	},
	{
		id: "nodes-labelled",
		says: "nodes carry the labels of the stack file",
		run: async ({ api, config }) => {
			const wrong: string[] = [];
			for (const { name, labels } of config.nodes) {
				const node = await api.get(`/api/v1/nodes/${name}`);
				for (const [key, value] of Object.entries(labels)) {
					if (node?.metadata.labels[key] !== value)
						wrong.push(`${name}: ${key} is ${node?.metadata.labels[key] ?? "absent"}`);
				}
			}
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

import { kindOfToken } from "../../kubernetes";
import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";

/** A Kubernetes object of a set, as the rules over sets read it. */
export interface KubernetesObject {
	resource: Resource;
	group: string;
	kind: string;
	namespace: unknown;
	name: unknown;
	labels: unknown;
	annotations: unknown;
	spec: unknown;
}

/** The objects of a set that are of one of the kinds (`apps/Deployment`, `PersistentVolumeClaim`), whatever their version. */
export function objectsOf(resources: readonly Resource[], ...kinds: readonly string[]): KubernetesObject[] {
	return resources.flatMap((resource): KubernetesObject[] => {
		const token = kindOfToken(resource.type);
		if (token === undefined) return [];
		const group = token.apiVersion.includes("/") ? (token.apiVersion.split("/")[0] ?? "") : "";
		if (!kinds.includes(group === "" ? token.kind : `${group}/${token.kind}`)) return [];
		const { metadata, spec } = resource.properties;
		return [
			{
				resource,
				group,
				kind: token.kind,
				namespace: isPulumiUnknown(metadata) ? metadata : (at(metadata, "namespace") ?? "default"),
				name: at(metadata, "name"),
				labels: at(metadata, "labels"),
				annotations: at(metadata, "annotations"),
				spec,
			},
		];
	});
}

/**
 * The objects that may be in a namespace: what is unknown may be in any. Looked up, because a set of thousands would otherwise be
 * gone over for each of its objects.
 */
export function byNamespace(objects: readonly KubernetesObject[]): (namespace: unknown) => readonly KubernetesObject[] {
	if (objects.some(({ namespace }) => isPulumiUnknown(namespace))) return () => objects;
	const known = new Map<unknown, KubernetesObject[]>();
	for (const one of objects) {
		const others = known.get(one.namespace);
		if (others === undefined) known.set(one.namespace, [one]);
		else others.push(one);
	}
	return (namespace) => (isPulumiUnknown(namespace) ? objects : (known.get(namespace) ?? []));
}

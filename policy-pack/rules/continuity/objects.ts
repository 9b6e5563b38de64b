import { kindOfToken } from "../../kubernetes";
import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";
import { isTree, type Tree } from "../machinePatch";

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

/** The elements of a list below a tree; an unknown list is one unknown element. */
export function elements(value: unknown, ...path: readonly string[]): unknown[] {
	const list = at(value, ...path);
	if (isPulumiUnknown(list)) return [list];
	return Array.isArray(list) ? list : [];
}

/** True, false, or what is not known. Either side may be unknown, and then so is the answer. */
export type Known = boolean | "unknown";

export function same(a: unknown, b: unknown): Known {
	if (isPulumiUnknown(a) || isPulumiUnknown(b)) return "unknown";
	return a === b;
}

/** Every part is true; one that is false decides, whatever is unknown. */
export function every(...parts: readonly Known[]): Known {
	if (parts.includes(false)) return false;
	return parts.includes("unknown") ? "unknown" : true;
}

/** One part is true; otherwise one that is unknown may be. */
export function some(parts: readonly Known[]): Known {
	if (parts.includes(true)) return true;
	return parts.includes("unknown") ? "unknown" : false;
}

export function not(part: Known): Known {
	return part === "unknown" ? part : !part;
}

/** A text that is there, and not empty. */
export function isText(value: unknown): Known {
	if (isPulumiUnknown(value)) return "unknown";
	return typeof value === "string" && value.trim() !== "";
}

/** Whether a label selector selects labels. One that is absent selects nothing; what cannot be read selects nothing. */
export function selects(selector: unknown, labels: unknown): Known {
	if (isPulumiUnknown(selector) || isPulumiUnknown(labels)) return "unknown";
	if (!isTree(selector)) return false;
	const bears: Tree = isTree(labels) ? labels : {};
	const given = at(selector, "matchLabels");
	if (isPulumiUnknown(given)) return "unknown";
	const matched = Object.entries(isTree(given) ? given : {}).map(([key, value]) => same(bears[key], value));
	const expressions = elements(selector, "matchExpressions").map((one) => expression(one, bears));
	return every(...matched, ...expressions);
}

function expression(one: unknown, labels: Tree): Known {
	if (isPulumiUnknown(one)) return "unknown";
	const key = at(one, "key");
	const operator = at(one, "operator");
	if (typeof key !== "string") return false;
	const value = labels[key];
	const has = value !== undefined && value !== null;
	const listed = some(elements(one, "values").map((each) => same(each, value)));
	switch (operator) {
		case "Exists":
			return has;
		case "DoesNotExist":
			return !has;
		case "In":
			return every(has, listed);
		case "NotIn":
			return has ? not(listed) : true;
		default:
			return false;
	}
}

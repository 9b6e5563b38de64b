/**
 * Ownership of fields after a create: POST leaves them with the manager `pulumi-kubernetes` (operation Update), and the
 * first server-side apply takes them over, else a removed field would stay (pulumi-kubernetes, await.go, fixCSAFieldManagers).
 */
import { isObject, type Properties, type Value } from "../framework/value";
import { at, textAt } from "./objects";
import type { Json } from "./rest";

const CLIENT_SIDE = ["pulumi-kubernetes", "pulumi-kubernetes.exe", "pulumi-resource-kubernetes", "before-first-apply"];

function entries(live: Properties): Properties[] {
	const found = at(live, "metadata", "managedFields");
	return Array.isArray(found) ? found.filter(isObject) : [];
}

function isClientSide(entry: Properties): boolean {
	return (
		entry.operation === "Update" &&
		entry.subresource === undefined &&
		CLIENT_SIDE.includes(textAt(entry, "manager") ?? "")
	);
}

export function hasClientSideManager(live: Properties): boolean {
	return entries(live).some(isClientSide);
}

/** The union of two field sets: `fieldsV1` is a tree of keys. */
function union(left: Value | undefined, right: Value | undefined): Value {
	if (!isObject(left)) return right ?? {};
	if (!isObject(right)) return left;
	const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
	return Object.fromEntries([...keys].map((key) => [key, union(left[key], right[key])]));
}

/** The JSON patch that hands the create's fields to `manager`, or `undefined` when there is nothing to hand over. */
export function fixedManagers(live: Properties, manager: string): Json[] | undefined {
	const all = entries(live);
	const old = all.filter(isClientSide);
	const [first] = old;
	if (first === undefined) return undefined;
	const own = all.find((entry) => entry.operation === "Apply" && entry.manager === manager);
	const fieldsV1 = [...old, ...(own === undefined ? [] : [own])].reduce<Value>(
		(fields, entry) => union(fields, entry.fieldsV1),
		{},
	);
	const rest = all.filter((entry) => !old.includes(entry) && entry !== own);
	const merged = { ...first, ...own, manager, operation: "Apply", fieldsV1 };
	return [
		{ op: "replace", path: "/metadata/managedFields", value: [...rest, merged] as Json },
		{ op: "replace", path: "/metadata/resourceVersion", value: textAt(live, "metadata", "resourceVersion") ?? "" },
	];
}

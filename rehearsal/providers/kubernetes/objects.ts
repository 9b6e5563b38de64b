/** Objects as plain data: annotations, normal forms, and what differs between two of them. */

import type { PropertyDiffKind } from "../framework/diff";
import { isObject, type Properties, Secret, Unknown, type Value } from "../framework/value";
import type { Kind } from "./api";

export type Path = (string | number)[];

export function at(value: Value | undefined, ...path: Path): Value | undefined {
	let here: Value | undefined = value;
	for (const key of path) {
		if (here instanceof Secret) here = here.value;
		if (typeof key === "number") here = Array.isArray(here) ? here[key] : undefined;
		else here = isObject(here) ? here[key] : undefined;
	}
	return here instanceof Secret ? here.value : here;
}

export function textAt(value: Value | undefined, ...path: Path): string | undefined {
	const found = at(value, ...path);
	return typeof found === "string" && found !== "" ? found : undefined;
}

export function numberAt(value: Value | undefined, ...path: Path): number | undefined {
	const found = at(value, ...path);
	return typeof found === "number" ? found : undefined;
}

export function annotation(object: Properties, name: string): string | undefined {
	return textAt(object, "metadata", "annotations", name);
}

export function isTrue(object: Properties, name: string): boolean {
	return annotation(object, name) === "true";
}

/** `kubernetes:core/v1:Secret` is `v1` `Secret`; a custom resource's token has its own group. */
export function kindOf(type: string, object: Properties): Kind {
	const [, groupVersion = "", kind = ""] = type.split(":");
	return {
		apiVersion: textAt(object, "apiVersion") ?? groupVersion.replace(/^core\//, ""),
		kind: textAt(object, "kind") ?? kind.replace(/Patch$/, ""),
	};
}

/** The SDK's classes write `x_kubernetes_…` where a schema says `x-kubernetes-…`. */
export function dashed(value: Value): Value {
	if (value instanceof Secret) return new Secret(dashed(value.value));
	if (Array.isArray(value)) return value.map(dashed);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [
			key.startsWith("x_kubernetes_") ? key.replaceAll("_", "-") : key,
			dashed(item),
		]),
	);
}

export function underscored(value: Value): Value {
	if (value instanceof Secret) return new Secret(underscored(value.value));
	if (Array.isArray(value)) return value.map(underscored);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [
			key.startsWith("x-kubernetes-") ? key.replaceAll("-", "_") : key,
			underscored(item),
		]),
	);
}

const SERVER_FIELDS = [
	"creationTimestamp",
	"deletionGracePeriodSeconds",
	"deletionTimestamp",
	"generation",
	"managedFields",
	"resourceVersion",
	"selfLink",
	"uid",
];

export function withMetadata(object: Properties, changes: Properties): Properties {
	const metadata = object.metadata instanceof Secret ? object.metadata.value : object.metadata;
	return { ...object, metadata: { ...(isObject(metadata) ? metadata : {}), ...changes } };
}

export function withoutServerFields(object: Properties): Properties {
	if (!isObject(object.metadata)) return object;
	const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([key]) => !SERVER_FIELDS.includes(key)));
	return { ...object, metadata };
}

/**
 * A Secret's `stringData` becomes `data`, as the API server makes it; a CRD loses its status. Marks of secrecy are
 * gone afterwards: the caller marks a Secret's data anew.
 */
export function normalized(kind: Kind, object: Properties): Properties {
	const bare = withoutServerFields(object);
	if (kind.kind === "CustomResourceDefinition") {
		const { status: _, ...rest } = bare;
		return rest;
	}
	if (kind.kind !== "Secret" || kind.apiVersion !== "v1") return bare;
	const { stringData, data, ...rest } = bare;
	if (!isObject(stringData) || Object.keys(stringData).length === 0) return bare;
	const encoded = Object.entries(stringData).map(([key, value]) => [
		key,
		Buffer.from(String(value), "utf8").toString("base64"),
	]);
	return { ...rest, data: { ...(isObject(data) ? data : {}), ...Object.fromEntries(encoded) } };
}

/** Of `source`, what `shape` has too: the live state as far as the inputs spoke of it. */
export function prune(source: Value, shape: Value): Value {
	if (isObject(source) && isObject(shape)) {
		return Object.fromEntries(
			Object.entries(source)
				.filter(([key]) => key in shape)
				.map(([key, value]) => [key, prune(value, shape[key] ?? null)]),
		);
	}
	if (Array.isArray(source) && Array.isArray(shape)) {
		return source.slice(0, shape.length).map((value, index) => prune(value, shape[index] ?? null));
	}
	return source;
}

function isNothing(value: Value | undefined): boolean {
	if (value === undefined || value === null) return true;
	if (Array.isArray(value)) return value.length === 0;
	return isObject(value) && Object.keys(value).length === 0;
}

const SUFFIXES: Record<string, number> = {
	n: 1e-9,
	u: 1e-6,
	m: 1e-3,
	"": 1,
	k: 1e3,
	M: 1e6,
	G: 1e9,
	T: 1e12,
	P: 1e15,
	E: 1e18,
	Ki: 2 ** 10,
	Mi: 2 ** 20,
	Gi: 2 ** 30,
	Ti: 2 ** 40,
	Pi: 2 ** 50,
	Ei: 2 ** 60,
};

function quantity(value: Value): number | undefined {
	if (typeof value === "number") return value;
	const match = typeof value === "string" ? /^([+-]?[0-9.]+)([numkMGTPE]|[KMGTPE]i)?$/.exec(value) : null;
	const factor = SUFFIXES[match?.[2] ?? ""];
	return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

const QUANTITY_PARENTS = new Set(["requests", "limits", "hard", "capacity", "overhead", "podFixed"]);

/** `1000m` comes back as `1`: where a field is a quantity, its amount counts and not its spelling. */
function sameQuantity(path: Path, left: Value, right: Value): boolean {
	const parent = path.at(-2);
	const isQuantity =
		(typeof parent === "string" && QUANTITY_PARENTS.has(parent)) ||
		path.at(-1) === "storage" ||
		path.at(-1) === "sizeLimit";
	if (!isQuantity) return false;
	const before = quantity(left);
	return before !== undefined && before === quantity(right);
}

export interface Change {
	path: Path;
	kind: "add" | "update" | "delete";
	/** The new value; absent for a deletion and for an unknown. */
	value?: Value;
}

/** The changed leaves from `old` to `next`. An empty map or list is as good as none. */
export function changes(old: Value | undefined, next: Value | undefined, path: Path = []): Change[] {
	if (next instanceof Unknown) return [{ path, kind: old === undefined ? "add" : "update" }];
	if (isNothing(old) && isNothing(next)) return [];
	if (next === undefined || next === null) return [{ path, kind: "delete" }];
	if (isObject(next) && (isObject(old) || isNothing(old))) {
		if (!isObject(old) && path.length > 0) return [{ path, kind: "add", value: next }];
		const before = isObject(old) ? old : {};
		const keys = [...new Set([...Object.keys(before), ...Object.keys(next)])].sort();
		return keys.flatMap((key) => changes(before[key], next[key], [...path, key]));
	}
	if (old === undefined || old === null) return [{ path, kind: "add", value: next }];
	if (Array.isArray(old) && Array.isArray(next)) {
		const length = Math.max(old.length, next.length);
		return Array.from({ length }, (_, index) => changes(old[index], next[index], [...path, index])).flat();
	}
	if (old === next || sameQuantity(path, old, next)) return [];
	return [{ path, kind: "update", value: next }];
}

export function pathText(path: Path): string {
	return path.reduce<string>((text, key) => {
		if (typeof key === "number") return `${text}[${key}]`;
		if (/[."[\]]/.test(key)) return `${text}["${key.replaceAll('"', '\\"')}"]`;
		return text === "" ? key : `${text}.${key}`;
	}, "");
}

function matches(pattern: string[], change: Change): boolean {
	const { path } = change;
	const shared = Math.min(pattern.length, path.length);
	for (let index = 0; index < shared; index++) {
		if (pattern[index] !== "*" && pattern[index] !== path[index]) return false;
	}
	if (path.length >= pattern.length) return true;
	const rest = pattern.slice(path.length);
	return !rest.includes("*") && at(change.value ?? null, ...rest) !== undefined;
}

export function detailed(found: Change[], forceNew: string[][]): Record<string, PropertyDiffKind> {
	return Object.fromEntries(
		found.map((change): [string, PropertyDiffKind] => {
			const replace = forceNew.some((pattern) => matches(pattern, change));
			return [pathText(change.path), replace ? `${change.kind}-replace` : change.kind];
		}),
	);
}

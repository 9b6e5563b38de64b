import { isMap, isSeq, type Node, type Pair } from "yaml";
import { isRecord } from "../cel/bind";
import type { Fault } from "./fault";
import type { Parsed } from "./parse";

/** A Kubernetes object in a file. */
export interface GateObject {
	file: string;
	/** The line that it begins on. */
	line: number;
	apiVersion: string;
	kind: string;
	namespace: string | undefined;
	/** Its name, or the beginning of a name that the API server completes. */
	name: string | undefined;
	properties: Record<string, unknown>;
	/** The line of a finding's path, or of what stands nearest above it. */
	lineAt: (path: string) => number;
}

/** How deep lists may hold lists. */
const deepestList = 4;

/**
 * The objects of a document. What has a list `items` is a list of objects to kubectl, whatever its kind
 * (k8s.io/apimachinery, unstructured, `detectList`), so its items are judged one by one; a kind that is no list by its
 * name is judged besides.
 */
export function objectsOf(parsed: Parsed, file: string): { objects: GateObject[]; faults: Fault[] } {
	const objects: GateObject[] = [];
	const faults: Fault[] = [];
	const visit = (
		value: unknown,
		node: Node | null,
		of: { apiVersion: string; kind: string } | undefined,
		depth: number,
	) => {
		const line = parsed.lineOf(node);
		const fault = (text: string, at = line) => void faults.push({ file, line: at, text });
		if (!isRecord(value)) return fault("is not a Kubernetes object; it must be a mapping with apiVersion and kind");
		const apiVersion = value.apiVersion ?? of?.apiVersion;
		const kind = value.kind ?? of?.kind;
		const lineAt = (path: string): number => lineOfPath(parsed, node, path);
		if (apiVersion === undefined || apiVersion === "")
			return fault("has no apiVersion; an object needs apiVersion and kind");
		if (kind === undefined || kind === "") return fault("has no kind; an object needs apiVersion and kind");
		if (typeof apiVersion !== "string" || !/^([a-z0-9][a-z0-9.-]*\/)?[a-z0-9]+$/i.test(apiVersion))
			return fault("apiVersion is none; it must be <version> or <group>/<version>", lineAt("apiVersion"));
		if (typeof kind !== "string" || !/^[a-z][a-z0-9-]*$/i.test(kind))
			return fault("kind is none; it must be a word such as Deployment", lineAt("kind"));
		const items = value.items;
		if (Array.isArray(items)) {
			if (depth >= deepestList) return fault(`is a list in more than ${deepestList} lists; write its objects out`);
			const list = itemsOf(parsed, node);
			const item =
				kind !== "List" && kind.endsWith("List") ? { apiVersion, kind: kind.slice(0, -"List".length) } : undefined;
			items.forEach((one: unknown, i) => {
				visit(one, list === undefined ? node : (parsed.target(list.items[i]) ?? node), item, depth + 1);
			});
		}
		if (kind === "List" && items !== undefined && items !== null && !Array.isArray(items))
			return fault("items is not a list; it must be a list of objects", lineAt("items"));
		if (kind === "List" || (kind.endsWith("List") && Array.isArray(items))) return;
		const metadata = isRecord(value.metadata) ? value.metadata : {};
		objects.push({
			file,
			line,
			apiVersion,
			kind,
			namespace: textOf(metadata.namespace),
			name: textOf(metadata.name) ?? textOf(metadata.generateName),
			properties: value,
			lineAt,
		});
	};
	// A document with nothing but comments.
	if (parsed.value !== null && parsed.value !== undefined) visit(parsed.value, parsed.contents, undefined, 0);
	return { objects, faults };
}

function textOf(value: unknown): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}

function itemsOf(parsed: Parsed, node: Node | null) {
	const pair = isMap(node) ? pairAt(parsed, node, "items") : undefined;
	const list = parsed.target(pair?.value);
	return isSeq(list) ? list : undefined;
}

/**
 * Walks a finding's path, `spec.containers[app].image` or `metadata.labels[a.b/c]`, as far as the text goes. A key may have
 * dots in it: the longest one that fits is taken.
 */
function lineOfPath(parsed: Parsed, start: Node | null, path: string): number {
	let node: Node | null = parsed.target(start);
	let line = parsed.lineOf(start);
	let rest = path;
	while (rest !== "" && node !== null) {
		if (isMap(node)) {
			const step = keyIn(parsed, node, rest);
			if (step === undefined) return line;
			line = parsed.lineOf(parsed.target(step.pair.key) ?? node);
			node = parsed.target(step.pair.value);
			rest = step.rest;
		} else if (isSeq(node)) {
			const [text = "", selector = ""] = /^\[([^\]]*)\]\.?/.exec(rest) ?? [];
			const items: Node | null = parsed.target(elementIn(parsed, node.items, selector));
			if (text === "" || items === null) return line;
			line = parsed.lineOf(items);
			node = items;
			rest = rest.slice(text.length);
		} else return line;
	}
	return line;
}

function keyIn(parsed: Parsed, map: Node, rest: string): { pair: Pair; rest: string } | undefined {
	if (!isMap(map)) return undefined;
	const bracket = /^\[([^\]]*)\]\.?/.exec(rest);
	if (bracket !== null) {
		const pair = pairAt(parsed, map, bracket[1] ?? "");
		return pair && { pair, rest: rest.slice(bracket[0].length) };
	}
	// Every beginning that ends before a dot, a bracket or the end may be the key.
	for (let end = rest.length; end > 0; end--) {
		const next = rest[end];
		if (next !== undefined && next !== "." && next !== "[") continue;
		const pair = pairAt(parsed, map, rest.slice(0, end));
		if (pair !== undefined) return { pair, rest: rest.slice(next === "." ? end + 1 : end) };
	}
	return undefined;
}

/** The pair of a key, also where `<<` brings it in. */
function pairAt(parsed: Parsed, map: Node, key: string): Pair | undefined {
	if (!isMap(map)) return undefined;
	const keyOf = (pair: Pair): string => {
		const node = parsed.target(pair.key);
		return String(node !== null && "value" in node ? node.value : undefined);
	};
	const own = map.items.find((pair) => keyOf(pair) === key);
	if (own !== undefined) return own;
	for (const pair of map.items) {
		const merged = parsed.target(pair.key);
		if (merged === null || !("value" in merged) || String(merged.value) !== "<<") {
			if (merged === null || !("source" in merged) || merged.source !== "<<") continue;
		}
		const value = parsed.target(pair.value);
		const maps = isSeq(value) ? value.items.map((item) => parsed.target(item)) : [value];
		for (const one of maps) {
			const found = one === null ? undefined : pairAt(parsed, one, key);
			if (found !== undefined) return found;
		}
	}
	return undefined;
}

function elementIn(parsed: Parsed, items: readonly unknown[], selector: string): unknown {
	const named = items.find((item) => {
		const node = parsed.target(item);
		if (!isMap(node)) return false;
		const value = parsed.target(pairAt(parsed, node, "name")?.value);
		return value !== null && "value" in value && value.value === selector;
	});
	return named ?? (/^\d+$/.test(selector) ? items[Number(selector)] : undefined);
}

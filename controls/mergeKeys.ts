import {
	type Document,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	type Node,
	type Pair,
	Scalar,
	visit,
	type YAMLMap,
} from "yaml";

/** A merge key `<<` about which readers differ, and what to do about it. */
export interface MergeFault {
	node: Node;
	what: string;
}

const overlaps = "keep one, because readers differ in which one holds";

/**
 * The first merge key of a document that not every reader takes for the same. To YAML's own definition (yaml.org/type/merge.html)
 * a key that is written out holds before a merged one wherever it stands; kubectl's reader (sigs.k8s.io/yaml over go-yaml v2,
 * decode.go, `isMerge`) merges in place, so that the last one holds; go-yaml v3 refuses a second `<<`; a tag or quotes make `<<` a
 * merge key to one and plain text to another. What stays is alike to all: one `<<`, first and plain, whose keys come from nowhere
 * else.
 */
export function mergeFault(document: Document): MergeFault | undefined {
	const keysOf = keysWithMerged(document);
	let fault: MergeFault | undefined;
	visit(document, {
		Map: (_, map) => {
			fault = faultOf(map, document, keysOf);
			return fault === undefined ? undefined : visit.BREAK;
		},
	});
	return fault;
}

/** Documents as plain data; undefined where an alias has no end, or where readers differ in what a merge key makes of one. */
export function plainAlike(documents: readonly Document[]): unknown[] | undefined {
	try {
		const values = documents.map((document): unknown => document.toJS());
		return documents.some((document) => mergeFault(document) !== undefined) ? undefined : values;
	} catch {
		return undefined;
	}
}

function faultOf(map: YAMLMap, document: Document, keysOf: (map: YAMLMap) => string[]): MergeFault | undefined {
	for (const [i, pair] of map.items.entries()) {
		const key = pair.key as Node;
		if (textOf(targetOf(key, document)) !== "<<") continue;
		const said = (what: string): MergeFault => ({ node: key, what: `has a merge key \`<<\` ${what}` });
		if (!isScalar(key) || key.tag !== undefined || key.anchor !== undefined)
			return said("by an alias, or with a tag or an anchor; write it plain, because readers differ in what it is");
		if (!isMergeKey(key)) continue;
		if (i > 0)
			return said("that is not the first key of its mapping; put it first, because readers differ in which key holds");
		const sources = sourcesOf(pair, document);
		if (sources === undefined) return said("of what is no mapping; it must be a mapping, or a list of mappings");
		const keys = keysOf(map);
		if (new Set(keys).size < keys.length) return said(`that brings a key that is there already; ${overlaps}`);
	}
	return undefined;
}

/** Quotes make it a key as any other. */
export function isMergeKey(key: unknown): boolean {
	return isScalar(key) && textOf(key) === "<<" && (key.type ?? Scalar.PLAIN) === Scalar.PLAIN;
}

/** What a merge key merges; undefined where a part of it cannot be. A list behind an alias is none to go-yaml. */
export function sourcesOf({ value }: Pair, document: Document): YAMLMap[] | undefined {
	const maps = (isSeq(value) ? value.items : [value]).map((one) => targetOf(one, document));
	return maps.every((one) => isMap(one)) ? maps : undefined;
}

/** The keys of a mapping with those that `<<` brings, each as often as it comes. JSON has texts only: 1 and "1" are one key. */
function keysWithMerged(document: Document): (map: YAMLMap) => string[] {
	const known = new Map<YAMLMap, string[]>();
	const keysOf = (map: YAMLMap): string[] => {
		const found = known.get(map);
		if (found !== undefined) return found;
		const keys: string[] = [];
		// Before what it merges is looked at: a mapping that merges itself must end.
		known.set(map, keys);
		for (const pair of map.items) {
			if (isMergeKey(pair.key))
				for (const source of sourcesOf(pair, document) ?? []) keys.push(...new Set(keysOf(source)));
			else keys.push(textOf(targetOf(pair.key, document)) ?? String(pair.key));
		}
		return keys;
	};
	return keysOf;
}

function targetOf(node: unknown, document: Document): unknown {
	return isAlias(node) ? node.resolve(document) : node;
}

/** The library makes a symbol of a merge key. */
function textOf(node: unknown): string | undefined {
	if (!isScalar(node)) return undefined;
	return typeof node.value === "symbol" ? node.value.description : String(node.value);
}

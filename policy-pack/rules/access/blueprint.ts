import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { isMergeKey, mergeFault, sourcesOf } from "../../../controls/mergeKeys";
import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { isTree, type Tree } from "../machinePatch";

/** A value with a tag of Authentik's own: `!KeyOf flow`, `!Find [authentik_core.group, [name, platform-admin]]`. */
export class Tagged {
	constructor(
		readonly tag: string,
		readonly value: unknown,
	) {}
}

/** An entry of a blueprint (goauthentik.io, Blueprints, "File structure"). */
export interface Entry {
	/** Where it stands: `data.flows.yaml: entries[2]`. */
	path: string;
	model: string;
	id: unknown;
	/** Its attributes and identifiers; an identifier is an attribute that it is found by. */
	fields: Tree;
	/** It is there in every case: not absent, and on no condition. */
	always: boolean;
	absent: boolean;
}

export interface Blueprints {
	entries: Entry[];
	judgements: Judgement[];
}

/** What blueprints a ConfigMap or a Secret holds; undefined where it holds none. */
export function blueprintsOf({ type, properties }: Resource): Blueprints | undefined {
	if (!/^kubernetes:core\/v1:(ConfigMap|Secret)$/.test(type)) return undefined;
	const found: Blueprints = { entries: [], judgements: [] };
	let any = false;
	for (const member of ["data", "stringData"]) {
		const held = properties[member];
		if (isPulumiUnknown(held)) {
			found.judgements.push(undecided(member));
			any = true;
		}
		if (!isTree(held)) continue;
		for (const [key, given] of Object.entries(held)) {
			const path = `${member}.${key}`;
			if (isPulumiUnknown(given)) {
				// Authentik reads `*.yaml` only.
				if (!/\.ya?ml$/.test(key)) continue;
				found.judgements.push(undecided(path));
				any = true;
				continue;
			}
			if (typeof given !== "string") continue;
			const encoded = type.endsWith(":Secret") && member === "data";
			const text = encoded ? Buffer.from(given, "base64").toString("utf8") : given;
			if (!/authentik_/i.test(text)) continue;
			const entries = read(text, path);
			if (entries === undefined) continue;
			any = true;
			if (typeof entries === "string") found.judgements.push(violated(path, entries));
			else found.entries.push(...entries);
		}
	}
	return any ? found : undefined;
}

/** The entries of a text; what is wrong with it; undefined where it is no blueprint. */
function read(text: string, path: string): Entry[] | string | undefined {
	const document = parseDocument(text, { merge: true, uniqueKeys: true, logLevel: "silent" });
	if (document.errors.length > 0) return /\.ya?ml$/.test(path) ? "is not YAML" : undefined;
	let tree: unknown;
	try {
		tree = plain(document.contents, document, 0);
	} catch {
		return "cannot be read";
	}
	if (!isTree(tree) || !Array.isArray(tree.entries)) return undefined;
	const differs = mergeFault(document);
	if (differs !== undefined) return differs.what;
	return tree.entries.flatMap((one: unknown, i): Entry[] => {
		if (!isTree(one) || typeof one.model !== "string") return [];
		const { model, id, attrs, identifiers, state, conditions } = one;
		const absent = state === "absent";
		return [
			{
				path: `${path}: entries[${i}]`,
				model: model.toLowerCase(),
				id,
				fields: { ...(isTree(attrs) ? attrs : {}), ...(isTree(identifiers) ? identifiers : {}) },
				// `created` leaves what is there already as it is.
				always: !absent && state !== "created" && conditions === undefined,
				absent,
			},
		];
	});
}

/** The plain value of a node with the tags of its own kept. */
function plain(node: unknown, document: Document.Parsed, depth: number): unknown {
	if (depth > 64) throw new Error("nested too deep");
	if (isAlias(node)) return plain(node.resolve(document), document, depth + 1);
	const value = inner(node, document, depth);
	const tag = isScalar(node) || isCollection(node) ? (node as Node).tag : undefined;
	return tag?.startsWith("!") && !tag.startsWith("!!") ? new Tagged(tag, value) : value;
}

function inner(node: unknown, document: Document.Parsed, depth: number): unknown {
	if (isScalar(node)) return node.value;
	if (isSeq(node)) return node.items.map((item) => plain(item, document, depth + 1));
	if (!isMap(node)) return undefined;
	return Object.fromEntries(
		node.items.flatMap((pair): [string, unknown][] => {
			const { key, value } = pair;
			if (!isMergeKey(key)) return [[String(isScalar(key) ? key.value : key), plain(value, document, depth + 1)]];
			const sources = sourcesOf(pair, document) ?? [];
			return sources.flatMap((source) => Object.entries(inner(source, document, depth + 1) ?? {}));
		}),
	);
}

/** Whether a reference is to the entry: by the blueprint's own id, or by a field. */
export function refersTo(reference: unknown, { id, model, fields }: Entry): boolean {
	if (!(reference instanceof Tagged)) return false;
	if (reference.tag === "!KeyOf") return id !== undefined && reference.value === id;
	if (reference.tag !== "!Find" || !Array.isArray(reference.value)) return false;
	const [found, ...conditions]: unknown[] = reference.value;
	if (typeof found !== "string" || found.toLowerCase() !== model || conditions.length === 0) return false;
	return conditions.every(
		(condition) =>
			Array.isArray(condition) && typeof condition[0] === "string" && fields[condition[0]] === condition[1],
	);
}

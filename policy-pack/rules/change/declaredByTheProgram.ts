import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { labelledKinds } from "../../../controls/kubernetes/change/declaredLabels";
import { familyOf } from "../../../controls/kubernetes/scope";
import { inVocabulary, labels, MANAGED_BY, machineTags, PROGRAM, tagPrefixes } from "../../../controls/labels";
import { kindOfToken } from "../../kubernetes";
import type { Resource, ResourceRule, Surroundings } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { isPlain, lookUp } from "../member";

const control = controlById("CHG-002");

/** The provider's types of machines and containers; each has tags. */
const machines = /^proxmoxve:(index|cloned)\/(vm|vmLegacy|vm2Legacy|containerLegacy|container):/;

/**
 * CHG-002 over resources of the program: an object says that the program declares it, so that `declared-labels` judges the
 * rest, here and in admission; a machine has the same as tags.
 */
export const declaredByTheProgram: ResourceRule = {
	id: control.id,
	slug: "declared-by-the-program",
	says: "An object of the program says so, and a machine's tags say what it belongs to.",
	fix: control.fix,
	programOnly: true,
	judge: (resource) => {
		if (machines.test(resource.type)) return judgeTags(resource.properties.tags);
		const objects = objectsOf(resource);
		return objects?.flatMap(({ path, object }) => judgeObject(object, path));
	},
	remediate: (resource, surroundings) =>
		machines.test(resource.type) ? correctTags(resource, surroundings) : correctLabels(resource, surroundings),
};

/** The object itself, or those of a list; undefined for another kind, and for a patch, which declares no object. */
function objectsOf({ type, properties }: Resource): { path: string; object: unknown }[] | undefined {
	const token = kindOfToken(type);
	if (token === undefined) return undefined;
	const applies = (kind: string) => familyOf(labelledKinds, token.apiVersion, kind) !== undefined;
	if (applies(token.kind)) return [{ path: "", object: properties }];
	if (!token.kind.endsWith("List") || !applies(token.kind.slice(0, -"List".length))) return undefined;
	const { items } = properties;
	if (!Array.isArray(items)) return [{ path: "items", object: items }];
	return items.map((object: unknown, i) => ({ path: `items[${i}]`, object }));
}

function judgeObject(object: unknown, at: string): Judgement[] {
	const path = (inner: string) => (at === "" ? inner : `${at}.${inner}`);
	if (isPulumiUnknown(object)) return [undecided(at)];
	const found = lookUp(object, ["metadata", "labels", MANAGED_BY]);
	if ("unknown" in found)
		return [undecided(path(found.unknown.endsWith(MANAGED_BY) ? `metadata.labels[${MANAGED_BY}]` : found.unknown))];
	if (found.value === PROGRAM) return [];
	return [violated(path(`metadata.labels[${MANAGED_BY}]`), `must be ${PROGRAM}`)];
}

/** A tag that must be there once, and what may follow its beginning. */
const stated: readonly { prefix: string; label: string; name: string }[] = [
	{ prefix: tagPrefixes.environment, label: "gxp-lab.io/environment", name: "environment" },
	{ prefix: tagPrefixes.owner, label: "gxp-lab.io/owner", name: "owner" },
	{ prefix: tagPrefixes.gxpImpact, label: "gxp-lab.io/gxp-impact", name: "GxP impact" },
];

function judgeTags(tags: unknown): Judgement[] {
	if (isPulumiUnknown(tags)) return [undecided("tags")];
	if (tags !== undefined && tags !== null && !Array.isArray(tags)) return [violated("tags", "must be a list")];
	const all = elementsOf(tags);
	const unknown = all.some(isPulumiUnknown);
	const known = all.filter((tag): tag is string => typeof tag === "string" && !isPulumiUnknown(tag));
	const found: Judgement[] = known.includes("gxp-lab") || unknown ? [] : [violated("tags", "lacks gxp-lab")];
	for (const { prefix, label, name } of stated) {
		const values = known.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
		if (values.length === 0 && !unknown) found.push(violated("tags", `lacks the ${name}, ${prefix}…`));
		if (values.length > 1) found.push(violated("tags", `states the ${name} more than once`));
		else if (values.some((value) => !inVocabulary(label, value)))
			found.push(violated("tags", `states what the vocabulary has not as ${name}`));
	}
	return unknown ? [...found, undecided("tags")] : found;
}

/*
 * Corrections are set in the properties that came, never in a copy: reading through @pulumi/policy's proxies unwraps a secret, and
 * only setting through them keeps it one (1.21.0, secret.js). For the same reason no method that makes a list of the same
 * species is called on a list of theirs.
 */

function correctTags({ properties }: Resource, { environment, stack }: Surroundings) {
	const { tags } = properties;
	if (environment === undefined || (tags !== undefined && tags !== null && !Array.isArray(tags))) return undefined;
	const all = elementsOf(tags);
	if (all.some((tag) => typeof tag !== "string" || isPulumiUnknown(tag)) || judgeTags(all).length === 0)
		return undefined;
	const ours = (tag: string) => tag === "gxp-lab" || stated.some(({ prefix }) => tag.startsWith(prefix));
	const others = (all as string[]).filter((tag) => !ours(tag));
	properties.tags = [...others, ...machineTags({ name: stack, ...environment })].sort();
	return { properties, paths: ["tags"] };
}

/** Sets what is missing or outside the vocabulary; a label that is right stays. Lists and what is not known yet are left. */
function correctLabels({ type, properties }: Resource, { environment, stack }: Surroundings) {
	const token = kindOfToken(type);
	if (token === undefined || familyOf(labelledKinds, token.apiVersion, token.kind) === undefined) return undefined;
	const { metadata } = properties;
	if (environment === undefined || !isPlain(metadata)) return undefined;
	const { name, labels: given } = metadata;
	if (typeof name !== "string" || isPulumiUnknown(name) || isPulumiUnknown(given)) return undefined;
	if (given !== undefined && given !== null && !isPlain(given)) return undefined;
	const wanted = Object.entries(labels({ name: stack, ...environment }, name)).filter(([label, value]) => {
		const present = given?.[label];
		if (isPulumiUnknown(present)) return false;
		return label === MANAGED_BY ? present !== value : !inVocabulary(label, present);
	});
	if (wanted.length === 0) return undefined;
	if (given === undefined || given === null) metadata.labels = Object.fromEntries(wanted);
	else for (const [label, value] of wanted) given[label] = value;
	return { properties, paths: wanted.map(([label]) => `metadata.labels[${label}]`) };
}

/** A list's elements in one of our own. */
function elementsOf(list: unknown): unknown[] {
	const elements: unknown[] = [];
	if (Array.isArray(list)) for (let i = 0; i < list.length; i++) elements.push(list[i]);
	return elements;
}

import type { EnvironmentClass } from "../../controls/types";
import type { Resource } from "../../policy-pack/rule";
import { unknown } from "./cases/case";

/** What a rule said: where it found a violation, and how much it left open. */
export interface Said {
	/** Paths, without the names of lists' items: one may be what is not known. */
	violated: readonly string[];
	open: number;
}

/** Resources that a rule judges together, and what the case is called. */
export interface Judged {
	says: string;
	resources: readonly Resource[];
	environmentClass?: EnvironmentClass | undefined;
}

export type Judge = (resources: readonly Resource[], environmentClass?: EnvironmentClass) => Said;

type Path = readonly (string | number)[];

/** A part of a resource; its value is undefined where only other cases have a member there. */
interface Part {
	at: number;
	path: Path;
	value: unknown;
}

/** Values of every kind but null: what is there, and is not known yet, will be there. */
const ofEveryKind: readonly unknown[] = ["", "x", 0, 1, true, false, {}, []];

/** So many of the cases' texts are tried, the short ones. */
const mostTexts = 20;
const longest = 2000;

/** In so many cases is a part made unknown that has the same value in the same place. */
const mostAlike = 6;

/**
 * Makes each part of each case unknown, one at a time: a leaf, a mapping, a list, a member that only another case has. What a rule
 * says then has to hold whatever the value turns out to be: a violation that it decides is one with every value that is tried, and
 * where it leaves nothing open, no value is a violation that it did not tell. Tried are the value that was there, what any case has in
 * such a place, texts of the cases where all is said to hold, and something of every kind. A fault is told once for each place.
 */
export function faultsOf(cases: readonly Judged[], judge: Judge): string[] {
	const valuesAt = valuesOf(cases);
	const membersAt = membersOf(cases);
	const contexts = new Set<string>();
	const faults = new Map<string, string>();
	const seen = new Map<string, number>();
	for (const { says, resources, environmentClass } of cases) {
		const known = judge(resources, environmentClass);
		for (const part of resources.flatMap((resource, at) => partsOf(resource, at, membersAt))) {
			const said = (value: unknown): Said => judge(withPart(resources, part, value), environmentClass);
			const place = placeOf(resources[part.at], part.path);
			const fault = (kind: string, what: readonly string[]): void => {
				if (!faults.has(`${kind} ${place}`))
					faults.set(`${kind} ${place}`, `${kind} ${place} (${says}): ${what.join(", ")}`);
			};
			// Most cases of a rule are one object with one change: its other parts are made unknown in some of them only.
			const same = `${place} ${JSON.stringify(part.value)}`;
			seen.set(same, (seen.get(same) ?? 0) + 1);
			if ((seen.get(same) ?? 0) > mostAlike) continue;
			const unsaid = said(unknown);
			const untold = ({ violated }: Said): void => {
				const missing = violated.filter((path) => !unsaid.violated.includes(path));
				if (unsaid.open === 0 && missing.length > 0) fault("silent about", missing);
			};
			if (part.value !== undefined) {
				untold(known);
				const rash = unsaid.violated.filter((path) => !known.violated.includes(path));
				if (rash.length > 0) fault("decides without", rash);
			}
			if (unsaid.open > 0 && unsaid.violated.length === 0) continue;
			// Two of the cases that are alike in this: what is said there hardly depends on the rest.
			const context = [place, unsaid.open === 0, ...unsaid.violated].join(" ");
			if (contexts.has(`${context} again`)) continue;
			contexts.add(contexts.has(context) ? `${context} again` : context);
			for (const value of valuesAt(part.path, unsaid.open === 0 && unsaid.violated.length === 0)) {
				const one = said(value);
				untold(one);
				if (one.violated.length === 0 && unsaid.violated.length > 0) fault("decides without", unsaid.violated);
			}
		}
	}
	return [...faults.values()];
}

/** The mappings of a resource in which a rule waits for an unknown member that nothing has. */
export function waitsFor(resource: Resource, judge: (resource: Resource) => Said): string[] {
	const all = [{ path: [], value: resource.properties }, ...inner(resource.properties)];
	return all.flatMap(({ path, value }) => {
		if (typeof value !== "object" || value === null || Array.isArray(value) || holdsUnknown(value)) return [];
		const [one = resource] = withPart([resource], { at: 0, path: [...path, "of-nobody"], value: undefined }, unknown);
		return judge(one).open > 0 ? [placeOf(resource, path)] : [];
	});
}

/** The resource with its path; the items of a list are alike. */
function placeOf(resource: Resource | undefined, path: Path): string {
	return `${resource?.type.split(":").at(-1)} ${path.map((key) => (typeof key === "number" ? "[]" : key)).join(".")}`;
}

/** Every part below the properties. */
function inner(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
	const own = path.length === 0 ? [] : [{ path, value }];
	if (typeof value !== "object" || value === null) return own;
	const members = Object.entries(value).map(([key, member]) => [Array.isArray(value) ? Number(key) : key, member]);
	return [...own, ...members.flatMap(([key, member]) => inner(member, [...path, key]))];
}

const holdsUnknown = (value: unknown): boolean => JSON.stringify(value ?? null).includes(unknown);

function partsOf(resource: Resource, at: number, membersAt: ReadonlyMap<string, ReadonlySet<string>>): Part[] {
	const all = inner(resource.properties).filter(({ value }) => !holdsUnknown(value));
	const absent = [{ path: [], value: resource.properties }, ...all].flatMap(({ path, value }) =>
		[...(membersAt.get(placeOf(resource, path)) ?? [])]
			.filter((key) => typeof value === "object" && value !== null && !Object.hasOwn(value, key))
			.map((key) => ({ path: [...path, key], value: undefined })),
	);
	return [...all.filter(({ value }) => value !== undefined && value !== null), ...absent].map((one) => ({
		at,
		...one,
	}));
}

/** The members that any case has in a place. */
function membersOf(cases: readonly Judged[]): Map<string, Set<string>> {
	const members = new Map<string, Set<string>>();
	for (const resource of cases.flatMap(({ resources }) => resources))
		for (const { path, value } of [{ path: [], value: resource.properties }, ...inner(resource.properties)]) {
			if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
			const place = placeOf(resource, path);
			members.set(place, new Set([...(members.get(place) ?? []), ...Object.keys(value)]));
		}
	return members;
}

/** What to try at a path: what stands under the same name anywhere, texts of all cases, and something of every kind. */
function valuesOf(cases: readonly Judged[]): (path: Path, withTexts: boolean) => unknown[] {
	const named = new Map<string, Map<string, unknown>>();
	const texts = new Set<unknown>();
	const nameOf = (path: Path): string =>
		`${path.findLast((key) => typeof key === "string")} ${typeof path.at(-1) === "number"}`;
	for (const { path, value } of cases.flatMap(({ resources }) => resources.flatMap((one) => inner(one.properties)))) {
		if (value === undefined || value === null || holdsUnknown(value)) continue;
		const values = named.get(nameOf(path)) ?? new Map<string, unknown>();
		named.set(nameOf(path), values.set(JSON.stringify(value), value));
		if (typeof value === "string" && value.length < longest && texts.size < mostTexts) texts.add(value);
	}
	return (path, withTexts) => [
		...new Set([...(named.get(nameOf(path))?.values() ?? []), ...(withTexts ? texts : []), ...ofEveryKind]),
	];
}

function withPart(resources: readonly Resource[], { at, path }: Part, value: unknown): Resource[] {
	return resources.map((resource, i) =>
		i === at ? { ...resource, properties: put(resource.properties, path, value) as Resource["properties"] } : resource,
	);
}

function put(tree: unknown, [key, ...rest]: Path, value: unknown): unknown {
	if (key === undefined) return value;
	if (Array.isArray(tree)) return tree.map((item: unknown, i) => (i === key ? put(item, rest, value) : item));
	const members = tree as Record<string | number, unknown>;
	return { ...members, [key]: put(members[key], rest, value) };
}

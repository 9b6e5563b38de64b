import { grouped } from "../grouped";

/** `1 finding`, `2 findings`. */
export function count(number: number, what: string): string {
	return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** As pieces of one text, none of which is broken. */
export const listed = (names: readonly string[]): string[] =>
	names.map((name, i) => (i < names.length - 1 ? `${name},` : name));

/** What is named, by its kind: what stands before the last blank, or before a Pulumi name; empty where the name has none. */
export function byKind<Item>(
	items: readonly Item[],
	subjectOf: (item: Item) => string,
): { kind: string; named: { name: string; item: Item }[] }[] {
	const all = items.map((item) => {
		const subject = subjectOf(item);
		const [, kind = "", name = subject] = /^(.+)(?: |::)(\S+)$/.exec(subject) ?? [];
		return { kind, name, item };
	});
	return [...grouped(all, ({ kind }) => kind)].map(([kind, named]) => ({ kind, named }));
}

/** What is named as pieces of one text: each kind once, before the first of it. */
export function namedByKind<Item>(
	items: readonly Item[],
	subjectOf: (item: Item) => string,
	shown: (name: string, item: Item) => string = (name) => name,
): string[] {
	const kinds = byKind(items, subjectOf);
	return kinds.flatMap(({ kind, named }, i) => {
		const names = named.map(({ name, item }) => shown(name, item));
		const pieces = listed([kind === "" ? (names[0] ?? "") : `${kind} ${names[0]}`, ...names.slice(1)]);
		return i < kinds.length - 1 ? [...pieces.slice(0, -1), `${pieces.at(-1)};`] : pieces;
	});
}

const items = /\[([^\]]*)\]/g;

/** A text without the names of lists' items: equal for what differs in these alone, such as the containers of a pod. */
export const withoutItems = (text: string): string => text.replaceAll(items, "[]");

/**
 * Texts that are equal without the items of lists as one, which names all items of the list that differs. Undefined where more than
 * one does: together they would name what was not found.
 */
export function together(texts: readonly string[]): string | undefined {
	const [first = "", ...others] = [...new Set(texts)];
	if (others.length === 0) return first;
	const names = [first, ...others].map((text) => [...text.matchAll(items)].map(([, name = ""]) => name));
	const differing = (names[0] ?? []).flatMap((_, i) => (new Set(names.map((of) => of[i])).size > 1 ? [i] : []));
	const [at, more] = differing;
	if (at === undefined || more !== undefined) return undefined;
	let list = -1;
	return first.replaceAll(items, (own) => {
		list++;
		return list === at ? `[${names.map((of) => of[at]).join(", ")}]` : own;
	});
}

/** What changed between two property bags, as the engine's detailed diff wants it: one entry a leaf path. */
import { equal, isObject, type Properties, Secret, type Value } from "./value";

export type PropertyDiffKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export function pathKey(path: string, key: string): string {
	if (/^[_a-zA-Z][_a-zA-Z0-9-]*$/.test(key)) return path === "" ? key : `${path}.${key}`;
	return `${path}[${JSON.stringify(key)}]`;
}

function bare(value: Value | undefined): Value | undefined {
	return value instanceof Secret ? bare(value.value) : (value ?? undefined);
}

type Change = { path: string; kind: "add" | "delete" | "update" };

function compare(path: string, old: Value | undefined, next: Value | undefined): Change[] {
	const before = bare(old);
	const after = bare(next);
	if (before === undefined && after === undefined) return [];
	if (before === undefined) return [{ path, kind: "add" }];
	if (after === undefined) return [{ path, kind: "delete" }];
	if (isObject(before) && isObject(after)) return compareProperties(path, before, after);
	if (Array.isArray(before) && Array.isArray(after)) {
		const length = Math.max(before.length, after.length);
		return Array.from({ length }, (_, index) => index).flatMap((index) =>
			compare(`${path}[${index}]`, before[index], after[index]),
		);
	}
	return equal(before, after) ? [] : [{ path, kind: "update" }];
}

function compareProperties(path: string, before: Properties, after: Properties): Change[] {
	const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
	return keys.flatMap((key) => compare(pathKey(path, key), before[key], after[key]));
}

/** The changed leaves, without a word on replacement. */
export function changedPaths(olds: Properties, news: Properties): Change[] {
	return compareProperties("", olds, news);
}

function topLevel(path: string): string {
	return /^[^.[]+/.exec(path)?.[0] ?? path;
}

/**
 * The detailed diff of inputs. A change below a property of `replaceOn` replaces; so does an unknown there, because the
 * official plugins plan a replacement as long as they cannot rule it out.
 */
export function diffInputs(
	olds: Properties,
	news: Properties,
	replaceOn: readonly string[] | "all",
): Record<string, PropertyDiffKind> {
	const internal = (path: string) => topLevel(path).startsWith("__");
	return Object.fromEntries(
		changedPaths(olds, news)
			.filter(({ path }) => !internal(path))
			.map(({ path, kind }): [string, PropertyDiffKind] => [
				path,
				replaceOn === "all" || replaceOn.includes(topLevel(path)) ? `${kind}-replace` : kind,
			]),
	);
}

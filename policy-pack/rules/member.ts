import { isPulumiUnknown } from "../unknown";

/** A member of an object; undefined where there is no such object or member. */
export function memberOf(value: unknown, key: string): unknown {
	if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
	return (value as Record<string, unknown>)[key];
}

/** The value at a path, or the first part of the path that is not known yet. */
export function lookUp(value: unknown, path: readonly string[]): { value: unknown } | { unknown: string } {
	let found = value;
	for (const [i, key] of path.entries()) {
		found = memberOf(found, key);
		if (isPulumiUnknown(found)) return { unknown: path.slice(0, i + 1).join(".") };
	}
	return { value: found };
}

export function isPlain(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A part of an object that is not what its kind says; the API server would refuse it, and a rule fails closed on it. */
export class Malformed extends Error {
	constructor(
		readonly path: string,
		readonly what: string,
	) {
		super(`${path} ${what}`);
		this.name = "Malformed";
	}
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path, or undefined where a member is absent. Throws `UnknownValue` where one is unknown. */
export function lookUp(object: Record<string, unknown>, path: readonly string[]): unknown {
	let value: unknown = object;
	for (const [i, selector] of path.entries()) {
		if (value === undefined) return undefined;
		if (!isRecord(value)) throw new Malformed(path.slice(0, i).join("."), "is not an object");
		value = Object.hasOwn(value, selector) ? value[selector] : undefined;
	}
	return value;
}

const places = new WeakMap<object, string>();

/** Notes where an element stands, when it is judged in a list that is not the object's own. */
export function placeAt<T extends object>(element: T, path: string): T {
	places.set(element, path);
	return element;
}

export function placeOf(element: unknown): string | undefined {
	return typeof element === "object" && element !== null ? places.get(element) : undefined;
}

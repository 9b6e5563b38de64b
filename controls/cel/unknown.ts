/**
 * A value that a preview does not know yet, as CEL meets it: reading it throws, and `&&`, `||`, `all` and `exists` absorb
 * the error when the other operands decide (CEL specification, "Logical Operators"). So a rule that is decided without the
 * value stays decided, and one that is not names the value that it waited for.
 */
export class UnknownValue extends Error {
	constructor(readonly path: string) {
		super(`${path} is not known yet`);
		this.name = "UnknownValue";
	}
}

/** Stands for an unknown value in data that is handed to `normalise`. */
export const unknown: unique symbol = Symbol("unknown");

/** How a value says that it is unknown; the policy pack passes Pulumi's sentinels here. */
export type IsUnknown = (value: unknown) => boolean;

export const isUnknownSymbol: IsUnknown = (value) => value === unknown;

/**
 * Copies plain data for CEL: `null` and `undefined` members vanish (the API server drops a null field of a typed object),
 * and an unknown member becomes a property whose reading throws `UnknownValue` with its path.
 */
export function normalise(value: unknown, isUnknown: IsUnknown, path = ""): unknown {
	if (Array.isArray(value)) {
		const copy: unknown[] = new Array(value.length);
		for (let i = 0; i < value.length; i++)
			define(copy, i, value[i], isUnknown, `${path}[${selectorOf(value[i], i, isUnknown)}]`);
		return copy;
	}
	if (typeof value === "number") return toCel(value);
	if (typeof value !== "object" || value === null) return value;
	const copy: Record<string, unknown> = {};
	for (const [key, member] of Object.entries(value)) {
		if (member === null || member === undefined) continue;
		define(copy, key, member, isUnknown, path === "" ? key : `${path}.${key}`);
	}
	return copy;
}

/** JSON has one kind of number; Kubernetes reads one without a fraction, and within 64 bits, as an int. */
function toCel(value: number): number | bigint {
	return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63 ? BigInt(value) : value;
}

/**
 * How a path names an element of a list: by its `name`, where it has one, else by its index. An exception that names a
 * container survives a reordering.
 */
export function selectorOf(element: unknown, index: number, isUnknown: IsUnknown = () => false): string {
	if (typeof element !== "object" || element === null) return String(index);
	const name: unknown = Object.getOwnPropertyDescriptor(element, "name")?.value;
	return typeof name === "string" && !isUnknown(name) && /^[A-Za-z0-9._/-]+$/.test(name) ? name : String(index);
}

function define(target: object, key: string | number, value: unknown, isUnknown: IsUnknown, path: string): void {
	if (isUnknown(value)) defineUnknown(target, key, path);
	else if (key !== "__proto__") (target as Record<string | number, unknown>)[key] = normalise(value, isUnknown, path);
	else Object.defineProperty(target, key, { value: normalise(value, isUnknown, path), enumerable: true });
}

/** Makes the reading of `target[key]` throw `UnknownValue`. */
export function defineUnknown(target: object, key: string | number, path: string): void {
	Object.defineProperty(target, key, {
		enumerable: true,
		configurable: true,
		get() {
			throw new UnknownValue(path);
		},
	});
}

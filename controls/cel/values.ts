/**
 * The values of CEL as they stand in JavaScript: int is bigint, double is number, uint is `Unsigned`, a list
 * is an array, a map is a plain object (what came from a manifest: string keys) or a `Map` (what an expression made), null is
 * null. The rest are `Opaque`.
 *
 * Equality and order are those of cel-go 0.26, which kube-apiserver 1.36 carries (common/types: `Equal` and the `Compare` of
 * each type): values of different types are unequal, but numbers compare by value.
 */
export class CelError extends Error {
	constructor(message: string) {
		// What goes wrong here is caught and counted, never shown: the trace would cost more than the evaluation.
		const limit = Error.stackTraceLimit;
		Error.stackTraceLimit = 0;
		super(message);
		Error.stackTraceLimit = limit;
		this.name = "CelError";
	}
}

export function noSuchOverload(what: string): CelError {
	return new CelError(`no such overload: ${what}`);
}

/** A value of a type that is neither a scalar nor a list nor a map. */
export abstract class Opaque {
	abstract readonly typeName: string;
	abstract equals(other: Opaque): boolean;
	/** Its order, where the type has one: below 0, 0 or above 0. */
	compare(_other: Opaque): number {
		throw noSuchOverload(`_<_ of ${this.typeName}`);
	}
}

export class Optional extends Opaque {
	readonly typeName = "optional_type";
	static readonly none = new Optional(undefined);
	private constructor(readonly value: unknown) {
		super();
	}
	static of(value: unknown): Optional {
		return value === undefined ? Optional.none : new Optional(value);
	}
	get hasValue(): boolean {
		return this.value !== undefined;
	}
	equals(other: Optional): boolean {
		return this.hasValue && other.hasValue ? equal(this.value, other.value) : this.hasValue === other.hasValue;
	}
}

/** A uint. */
export class Unsigned {
	constructor(readonly value: bigint) {}
	toString(): string {
		return this.value.toString();
	}
}

export class TypeValue extends Opaque {
	readonly typeName = "type";
	constructor(readonly name: string) {
		super();
	}
	equals(other: TypeValue): boolean {
		return this.name === other.name;
	}
}

export type CelMap = Map<unknown, unknown> | Record<string, unknown>;

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);

/** Refuses what int64 cannot hold. */
export function int64(value: bigint): bigint {
	if (value > maxInt || value < minInt) throw new CelError("integer overflow");
	return value;
}

export function isMap(value: unknown): value is CelMap {
	return (
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		!(value instanceof Opaque) &&
		!(value instanceof Unsigned) &&
		!(value instanceof Uint8Array)
	);
}

/** The name of a value's type, as CEL's `type()` has it. */
export function typeOf(value: unknown): string {
	switch (typeof value) {
		case "string":
			return "string";
		case "bigint":
			return "int";
		case "number":
			return "double";
		case "boolean":
			return "bool";
		default:
			if (value === null || value === undefined) return "null_type";
			if (Array.isArray(value)) return "list";
			if (value instanceof Opaque) return value.typeName;
			if (value instanceof Unsigned) return "uint";
			if (value instanceof Uint8Array) return "bytes";
			return "map";
	}
}

/** A map's key as it is looked up: 1, 1u and 1.0 are one key. */
export function keyOf(key: unknown): unknown {
	if (key instanceof Unsigned) return key.value;
	if (typeof key === "number") return Number.isInteger(key) ? BigInt(key) : undefined;
	return key;
}

/** The value under a key, or undefined. Throws `UnknownValue` where it is unknown. */
export function lookUpKey(map: CelMap, key: unknown): unknown {
	if (map instanceof Map) return map.get(keyOf(key));
	return typeof key === "string" && Object.hasOwn(map, key) ? map[key] : undefined;
}

export function keysOf(map: CelMap): unknown[] {
	return map instanceof Map ? [...map.keys()] : Object.keys(map);
}

export function sizeOf(map: CelMap): number {
	return map instanceof Map ? map.size : Object.keys(map).length;
}

/** `a == b`; lists and maps element by element, and as soon as two differ. */
export function equal(a: unknown, b: unknown): boolean {
	if (a === b) return typeof a !== "number" || !Number.isNaN(a);
	switch (typeof a) {
		case "string":
		case "boolean":
		case "undefined":
			return false;
		case "bigint":
		case "number":
			return isNumeric(b) && sameNumber(a, b);
	}
	if (a instanceof Unsigned) return isNumeric(b) && sameNumber(a, b);
	if (a === null || b === null) return false;
	if (Array.isArray(a)) {
		if (!Array.isArray(b) || a.length !== b.length) return false;
		for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false;
		return true;
	}
	if (a instanceof Opaque) return b instanceof Opaque && a.typeName === b.typeName && a.equals(b);
	if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
	return isMap(a) && isMap(b) && sameMap(a, b);
}

function sameMap(a: CelMap, b: CelMap): boolean {
	if (sizeOf(a) !== sizeOf(b)) return false;
	for (const key of keysOf(a)) {
		const other = lookUpKey(b, key);
		if (other === undefined || !equal(lookUpKey(a, key), other)) return false;
	}
	return true;
}

type Numeric = bigint | number | Unsigned;

function isNumeric(value: unknown): value is Numeric {
	return typeof value === "bigint" || typeof value === "number" || value instanceof Unsigned;
}

function sameNumber(a: Numeric, b: Numeric): boolean {
	const [x, y] = comparable(a, b);
	return x === y;
}

/** Two integers exactly; an integer beside a double as a double, as cel-go does. */
function comparable(a: Numeric, b: Numeric): [bigint, bigint] | [number, number] {
	const x = a instanceof Unsigned ? a.value : a;
	const y = b instanceof Unsigned ? b.value : b;
	return typeof x === "bigint" && typeof y === "bigint" ? [x, y] : [Number(x), Number(y)];
}

/** -1, 0 or 1; throws where the two have no order. */
export function compare(a: unknown, b: unknown): number {
	if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
	if (isNumeric(a) && isNumeric(b)) {
		const [x, y] = comparable(a, b);
		if (Number.isNaN(x) || Number.isNaN(y)) throw new CelError("NaN values cannot be ordered");
		return x < y ? -1 : x > y ? 1 : 0;
	}
	if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
	if (a instanceof Opaque && b instanceof Opaque && a.typeName === b.typeName) return Math.sign(a.compare(b));
	if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
	throw noSuchOverload(`${typeOf(a)} < ${typeOf(b)}`);
}

/** Go compares the bytes of UTF-8, which is the order of code points; JavaScript's own order is that of UTF-16's units. */
function compareStrings(a: string, b: string): number {
	if (a === b) return 0;
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i++) {
		const x = a.charCodeAt(i);
		const y = b.charCodeAt(i);
		if (x !== y) return place(x) < place(y) ? -1 : 1;
	}
	return a.length < b.length ? -1 : 1;
}

/** A surrogate stands for a code point above all others. */
function place(unit: number): number {
	return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

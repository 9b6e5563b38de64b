import type { Library } from "./library";
import { CelError, noSuchOverload, Opaque } from "./values";

/**
 * Kubernetes' resource.Quantity (apimachinery 0.36, pkg/api/resource/quantity.go): a decimal number with a suffix. As there, a
 * value is held in 64 bits where it fits and as a decimal of any size otherwise, and `isInteger` and `asInteger` know the
 * former only: `quantity("1.5Gi")`, `quantity("1000m")` and `quantity("9.0")` are no integers to them.
 */
export class Quantity extends Opaque {
	readonly typeName = "kubernetes.Quantity";
	/** `value * 10^scale`; `small` where apimachinery holds it in an int64; `computed` is what `add` and `sub` return. */
	private constructor(
		readonly value: bigint,
		readonly scale: number,
		readonly small: boolean,
		readonly computed = false,
	) {
		super();
	}

	static of(value: bigint): Quantity {
		return new Quantity(value, 0, true);
	}

	/** Throws on what apimachinery's ParseQuantity refuses. */
	static parse(text: string): Quantity {
		const match = grammar.exec(text);
		if (match === null || text === "") throw new CelError("not a quantity");
		const { sign, whole = "", fraction, suffix = "" } = match.groups ?? {};
		const { base, exponent } = interpret(suffix);
		const numerator = whole.replace(/^0+/, "") || "0";
		const denominator = fraction ?? "";
		const small = parseSmall(numerator, denominator, base, exponent);
		if (small !== undefined) return new Quantity(sign === "-" ? -small.value : small.value, small.scale, true);
		// The decimal's own parser wants a digit; without one ("." or "-Mi") it refuses.
		if (whole + denominator === "") throw new CelError("not a quantity");
		let value = BigInt(numerator + denominator);
		let scale = (base === 10 ? exponent : 0) - denominator.length;
		if (base === 2) value *= 2n ** BigInt(exponent);
		if (value !== 0n) {
			// A decimal is brought to nanos, rounded away from zero.
			value = scale < nano ? divideUp(value, power10(nano - scale)) : value * power10(scale - nano);
			scale = nano;
		}
		if (base === 2 && compareScaled(value, scale, maxInt64, 0) > 0) [value, scale] = [maxInt64, 0];
		return new Quantity(sign === "-" ? -value : value, scale, false);
	}

	/** As an int64, where apimachinery converts it fast and exactly. */
	get integer(): bigint | undefined {
		if (!this.small || this.scale < 0) return undefined;
		if (this.value === 0n) return 0n;
		if (this.scale > 18) return undefined;
		const value = this.value * power10(this.scale);
		return fitsInt64(value) ? value : undefined;
	}

	/** The mantissa as a double times the power of ten as a double, in this order, as AsApproximateFloat64 does. */
	get approximateFloat(): number {
		const base = Number(this.value);
		return this.scale === 0 ? base : base * doublePower10(this.scale);
	}

	get sign(): bigint {
		return this.value > 0n ? 1n : this.value < 0n ? -1n : 0n;
	}

	add(other: Quantity): Quantity {
		if (this.small && other.small) {
			if (other.value === 0n) return new Quantity(this.value, this.scale, true, true);
			if (this.value === 0n) return new Quantity(other.value, other.scale, true, true);
		}
		const scale = Math.min(this.scale, other.scale);
		const left = this.value * power10(this.scale - scale);
		const right = other.value * power10(other.scale - scale);
		const small = this.small && other.small && fitsInt64(left) && fitsInt64(right) && fitsInt64(left + right);
		return new Quantity(left + right, scale, small, true);
	}

	subtract(other: Quantity): Quantity {
		return this.add(new Quantity(-other.value, other.scale, other.small));
	}

	override compare(other: Quantity): number {
		return compareScaled(this.value, this.scale, other.value, other.scale);
	}

	/** Kubernetes compares with what was parsed only: `add` and `sub` return a pointer, which its `Equal` does not know. */
	equals(other: Quantity): boolean {
		if (other.computed) throw noSuchOverload("a quantity == the result of add or sub; compareTo() compares them");
		return this.compare(other) === 0;
	}
}

const grammar = /^(?<sign>[+-]?)(?<whole>[0-9]*)(?:\.(?<fraction>[0-9]*))?(?<suffix>[eEinumkKMGTP]*[+-]?[0-9]*)$/;

const suffixes: Readonly<Record<string, { base: 2 | 10; exponent: number }>> = {
	n: { base: 10, exponent: -9 },
	u: { base: 10, exponent: -6 },
	m: { base: 10, exponent: -3 },
	"": { base: 10, exponent: 0 },
	k: { base: 10, exponent: 3 },
	M: { base: 10, exponent: 6 },
	G: { base: 10, exponent: 9 },
	T: { base: 10, exponent: 12 },
	P: { base: 10, exponent: 15 },
	E: { base: 10, exponent: 18 },
	Ki: { base: 2, exponent: 10 },
	Mi: { base: 2, exponent: 20 },
	Gi: { base: 2, exponent: 30 },
	Ti: { base: 2, exponent: 40 },
	Pi: { base: 2, exponent: 50 },
	Ei: { base: 2, exponent: 60 },
};

const nano = -9;
const maxInt64 = 2n ** 63n - 1n;

/** A power of ten beyond this is no amount of anything; written out it would fill the memory with zeros. */
const largestPower = 10_000;

function interpret(suffix: string): { base: 2 | 10; exponent: number } {
	if (Object.hasOwn(suffixes, suffix)) return suffixes[suffix] as { base: 2 | 10; exponent: number };
	const exponent = /^[eE]([+-]?[0-9]+)$/.exec(suffix)?.[1];
	if (exponent === undefined || !fitsInt64(BigInt(exponent))) throw new CelError("not a quantity's suffix");
	return { base: 10, exponent: Number(BigInt.asIntN(32, BigInt(exponent))) };
}

/** The value where apimachinery's parser keeps it in an int64: by the count of its digits, not by what would fit. */
function parseSmall(
	numerator: string,
	denominator: string,
	base: 2 | 10,
	exponent: number,
): { value: bigint; scale: number } | undefined {
	let precision = 18 - numerator.length - denominator.length;
	if (base === 2) precision = denominator === "" ? 14 - numerator.length - (exponent * 3) / 10 : -1;
	const scale = (base === 10 ? exponent : 0) - denominator.length;
	if (precision < 0 || scale < nano) return undefined;
	const value = BigInt(numerator + denominator) * (base === 2 ? 2n ** BigInt(exponent) : 1n);
	return fitsInt64(value) ? { value, scale } : undefined;
}

function compareScaled(a: bigint, aScale: number, b: bigint, bScale: number): number {
	if (Math.abs(aScale - bScale) > largestPower && a !== 0n && b !== 0n) {
		if (a > 0n !== b > 0n) return a > 0n ? 1 : -1;
		return aScale > bScale === a > 0n ? 1 : -1;
	}
	if (a === 0n || b === 0n) return a < b ? -1 : a > b ? 1 : 0;
	const scale = Math.min(aScale, bScale);
	const left = a * power10(aScale - scale);
	const right = b * power10(bScale - scale);
	return left < right ? -1 : left > right ? 1 : 0;
}

function power10(exponent: number): bigint {
	if (exponent > largestPower) throw new CelError("a quantity's exponent is out of range");
	return 10n ** BigInt(exponent);
}

/** Go's math.Pow10: exact up to 1e22, then a product of two table entries. */
function doublePower10(exponent: number): number {
	if (exponent > 308) return Number.POSITIVE_INFINITY;
	if (exponent < -323) return 0;
	const size = Math.abs(exponent);
	const large = Number(`1e${Math.floor(size / 32) * 32}`);
	const rest = Number(`1e${size % 32}`);
	return exponent >= 0 ? large * rest : Number(`1e-${Math.floor(size / 32) * 32}`) / rest;
}

function divideUp(value: bigint, divisor: bigint): bigint {
	return (value + divisor - 1n) / divisor;
}

function fitsInt64(value: bigint): boolean {
	return value <= maxInt64 && value >= -maxInt64 - 1n;
}

function asInteger(quantity: Quantity): bigint {
	if (quantity.integer === undefined) throw new CelError("cannot convert value to integer");
	return quantity.integer;
}

function isQuantity(text: string): boolean {
	try {
		Quantity.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** apiserver 0.36, pkg/cel/library/quantity.go. `sign` is a function there, not a method. */
export const quantityLibrary: Library = {
	types: { "kubernetes.Quantity": Quantity },
	overloads: [
		["quantity(string): kubernetes.Quantity", Quantity.parse],
		["isQuantity(string): bool", isQuantity],
		["sign(kubernetes.Quantity): int", (quantity: Quantity) => quantity.sign],
		["kubernetes.Quantity.isInteger(): bool", (quantity: Quantity) => quantity.integer !== undefined],
		["kubernetes.Quantity.asInteger(): int", asInteger],
		["kubernetes.Quantity.asApproximateFloat(): double", (quantity: Quantity) => quantity.approximateFloat],
		["kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity", (a: Quantity, b: Quantity) => a.add(b)],
		["kubernetes.Quantity.add(int): kubernetes.Quantity", (a: Quantity, b: bigint) => a.add(Quantity.of(b))],
		["kubernetes.Quantity.sub(kubernetes.Quantity): kubernetes.Quantity", (a: Quantity, b: Quantity) => a.subtract(b)],
		["kubernetes.Quantity.sub(int): kubernetes.Quantity", (a: Quantity, b: bigint) => a.subtract(Quantity.of(b))],
		["kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool", (a: Quantity, b: Quantity) => a.compare(b) > 0],
		["kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool", (a: Quantity, b: Quantity) => a.compare(b) < 0],
		["kubernetes.Quantity.compareTo(kubernetes.Quantity): int", (a: Quantity, b: Quantity) => BigInt(a.compare(b))],
	],
};

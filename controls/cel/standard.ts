import type { Library } from "./library";
import { unsigned } from "./lists";
import type { Duration, Timestamp } from "./time";
import { CelError, type CelMap, int64, Optional, sizeOf, TypeValue, typeOf, type Unsigned } from "./values";

function notA(type: string): CelError {
	return new CelError(`type conversion error to ${type}`);
}

function codePoints(text: string): bigint {
	let count = 0;
	for (const _ of text) count++;
	return BigInt(count);
}

function parseInteger(text: string): bigint {
	if (!/^[+-]?[0-9]+$/.test(text)) throw notA("int");
	return int64(BigInt(text.replace(/^\+/, "")));
}

function truncated(value: number): bigint {
	// cel-go refuses both ends of int64 too (common/types/overflow.go, doubleToInt64Checked).
	if (!(value > -(2 ** 63) && value < 2 ** 63)) throw new CelError("integer overflow");
	return BigInt(Math.trunc(value));
}

function parseDouble(text: string): number {
	// Go lets underscores separate digits.
	const digits = text.replace(/(?<=[0-9])_(?=[0-9])/g, "");
	if (/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(digits)) {
		const value = Number(digits);
		if (Number.isFinite(value)) return value;
	} else if (/^[+]?inf(?:inity)?$/i.test(text)) return Number.POSITIVE_INFINITY;
	else if (/^-inf(?:inity)?$/i.test(text)) return Number.NEGATIVE_INFINITY;
	else if (/^nan$/i.test(text)) return Number.NaN;
	throw notA("double");
}

/** Go's `%g` with the shortest digits: an exponent below -4 or from 6 on is written as one. */
export function formatDouble(value: number): string {
	if (Number.isNaN(value)) return "NaN";
	if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
	if (Object.is(value, -0)) return "-0";
	const [digits = "", exponent = "0"] = value.toExponential().split("e");
	const power = Number(exponent);
	if (power >= -4 && power < 6) return String(value);
	return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function parseBool(text: string): boolean {
	if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
	if (["0", "f", "F", "false", "FALSE", "False"].includes(text)) return false;
	throw notA("bool");
}

/** UTF-8, and nothing that is not. */
export function decode(bytes: Uint8Array): string {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw notA("string");
	}
}

function optionalValue(optional: Optional): unknown {
	if (!optional.hasValue) throw new CelError("the optional has no value");
	return optional.value;
}

function isZero(value: unknown): boolean {
	if (value === null || value === false || value === "" || value === 0n || value === 0) return true;
	if (Array.isArray(value)) return value.length === 0;
	return typeOf(value) === "map" && sizeOf(value as CelMap) === 0;
}

/** CEL's standard library, and its optional types. */
export const standardLibrary: Library = {
	namespaces: ["optional"],
	overloads: [
		["size(string): int", codePoints],
		["size(bytes): int", (bytes: Uint8Array) => BigInt(bytes.length)],
		["size(list): int", (list: unknown[]) => BigInt(list.length)],
		["size(map): int", (map: CelMap) => BigInt(sizeOf(map))],
		["string.size(): int", codePoints],
		["bytes.size(): int", (bytes: Uint8Array) => BigInt(bytes.length)],
		["list.size(): int", (list: unknown[]) => BigInt(list.length)],
		["map.size(): int", (map: CelMap) => BigInt(sizeOf(map))],
		["string.contains(string): bool", (text: string, part: string) => text.includes(part)],
		["string.startsWith(string): bool", (text: string, part: string) => text.startsWith(part)],
		["string.endsWith(string): bool", (text: string, part: string) => text.endsWith(part)],
		["int(int): int", (value: bigint) => value],
		["int(uint): int", (value: Unsigned) => int64(value.value)],
		["int(double): int", truncated],
		["int(string): int", parseInteger],
		["int(google.protobuf.Timestamp): int", ({ seconds }: Timestamp) => seconds],
		["int(google.protobuf.Duration): int", ({ nanos }: Duration) => nanos],
		["uint(uint): uint", (value: Unsigned) => value],
		["uint(int): uint", unsigned],
		["uint(double): uint", (value: number) => unsigned(BigInt(Math.trunc(Number.isFinite(value) ? value : -1)))],
		[
			"uint(string): uint",
			(text: string) => {
				if (!/^[0-9]+$/.test(text)) throw notA("uint");
				return unsigned(BigInt(text));
			},
		],
		["double(double): double", (value: number) => value],
		["double(int): double", Number],
		["double(uint): double", ({ value }: Unsigned) => Number(value)],
		["double(string): double", parseDouble],
		["string(string): string", (text: string) => text],
		["string(bool): string", String],
		["string(int): string", String],
		["string(uint): string", String],
		["string(double): string", formatDouble],
		["string(bytes): string", decode],
		["string(google.protobuf.Timestamp): string", String],
		["string(google.protobuf.Duration): string", String],
		["bytes(bytes): bytes", (bytes: Uint8Array) => bytes],
		["bytes(string): bytes", (text: string) => new TextEncoder().encode(text)],
		["bool(bool): bool", (value: boolean) => value],
		["bool(string): bool", parseBool],
		["dyn(dyn): dyn", (value: unknown) => value],
		["type(dyn): type", (value: unknown) => new TypeValue(typeOf(value))],
		["optional<A>.hasValue(): bool", (optional: Optional) => optional.hasValue],
		["optional<A>.value(): A", optionalValue],
		["optional.none(): optional<A>", () => Optional.none],
		["optional.of(A): optional<A>", (value: unknown) => Optional.of(value)],
		[
			"optional.ofNonZeroValue(A): optional<A>",
			(value: unknown) => (isZero(value) ? Optional.none : Optional.of(value)),
		],
	],
};

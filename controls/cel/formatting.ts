import { escapes } from "./escapes";
import type { Library } from "./library";
import { decode, formatDouble } from "./standard";
import {
	CelError,
	type CelMap,
	compare,
	isMap,
	keysOf,
	lookUpKey,
	Opaque,
	TypeValue,
	typeOf,
	Unsigned,
} from "./values";

/**
 * `"%s".format([…])` of CEL's string extension in version 2 (cel-go 0.26, ext/formatting.go). `%f` and `%e` are refused: there they
 * write in the manner of a language (`1,234.5`, `1.5 × 10⁰³`).
 */
export const formattingLibrary: Library = {
	overloads: [["string.format(list<dyn>): string", format]],
};

function format(text: string, values: unknown[]): string {
	let next = 0;
	return text.replace(/%(?:%|(?:\.([0-9]*))?([\s\S])?)/g, (clause, precision: string | undefined, letter: string) => {
		if (clause === "%%") return "%";
		if (next >= values.length) throw new CelError("format: too few values");
		if (letter === undefined || precision === "") throw new CelError("format: a clause is cut off");
		return formatClause(letter, values[next++]);
	});
}

/** Refuses a format that is known when a rule is compiled. */
export function checkFormat(text: string): void {
	for (const [, letter] of text.matchAll(/%(?:%|(?:\.[0-9]*)?([\s\S])?)/g))
		if (letter === "f" || letter === "e")
			throw new Error(`CEL format: %${letter} writes in the manner of a language; use %s`);
}

function formatClause(letter: string, value: unknown): string {
	const integer = typeof value === "bigint" ? value : value instanceof Unsigned ? value.value : undefined;
	switch (letter) {
		case "s":
			return formatString(value);
		case "d":
			if (integer !== undefined) return integer.toString();
			break;
		case "b":
			if (typeof value === "boolean") return value ? "1" : "0";
			if (integer !== undefined) return integer.toString(2);
			break;
		case "o":
			if (integer !== undefined) return integer.toString(8);
			break;
		case "x":
		case "X": {
			const hex =
				integer?.toString(16) ??
				(typeof value === "string" || value instanceof Uint8Array ? Buffer.from(value).toString("hex") : undefined);
			if (hex !== undefined) return letter === "X" ? hex.toUpperCase() : hex;
		}
	}
	throw new CelError(`format: %${letter} of ${typeOf(value)}`);
}

function formatString(value: unknown): string {
	if (value === null) return "null";
	if (typeof value === "number") return formatDouble(value);
	if (Array.isArray(value)) return `[${value.map(formatInside).join(", ")}]`;
	if (value instanceof Uint8Array) return decode(value);
	if (value instanceof TypeValue) return value.name;
	if (isMap(value)) return formatMap(value);
	if (value instanceof Opaque && !value.typeName.startsWith("google.protobuf."))
		throw new CelError("format: %s of its type");
	return String(value);
}

function formatMap(map: CelMap): string {
	const entries = keysOf(map).map((key) => {
		if (!["string", "bool", "int", "uint"].includes(typeOf(key))) throw new CelError("format: a map's key");
		return [formatInside(key), formatInside(lookUpKey(map, key))] as const;
	});
	entries.sort(([a], [b]) => compare(a, b));
	return `{${entries.map(([key, value]) => `${key}:${value}`).join(", ")}}`;
}

/** A value inside a list or a map, as a literal of CEL. */
function formatInside(value: unknown): string {
	if (typeof value === "string") return quoteGo(value);
	if (value instanceof Uint8Array) return `b${quoteGo(decode(value))}`;
	if (typeof value === "number") return Number.isFinite(value) ? fixed(value) : `"${formatDouble(value)}"`;
	if (value instanceof Opaque && value.typeName === "google.protobuf.Duration") return `duration("${value}")`;
	if (value instanceof Opaque && value.typeName === "google.protobuf.Timestamp") return `timestamp("${value}")`;
	return formatString(value);
}

/** Go's `%.6f`; JavaScript's `toFixed` writes large numbers with an exponent. */
function fixed(value: number): string {
	return Math.abs(value) < 1e21 ? value.toFixed(6) : `${BigInt(value)}.000000`;
}

/** Go's `%q`. */
function quoteGo(text: string): string {
	const quoted = Array.from(text, (character) => {
		const short = escapes[character];
		if (short !== undefined) return short;
		if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character;
		const code = character.codePointAt(0) ?? 0;
		if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
		return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
	});
	return `"${quoted.join("")}"`;
}

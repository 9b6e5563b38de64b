import { escapes } from "./escapes";
import type { Library } from "./library";
import { CelError } from "./values";

/**
 * CEL's string extension in version 2, the one of Kubernetes' CEL (apiserver 0.36, pkg/cel/environment/base.go; cel-go 0.26,
 * ext/strings.go): positions count code points, and `reverse` is not there yet.
 */
export const stringsLibrary: Library = {
	namespaces: ["strings"],
	overloads: [
		["string.charAt(int): string", charAt],
		["string.indexOf(string): int", (text: string, part: string) => indexOf(text, part, 0n)],
		["string.indexOf(string, int): int", indexOf],
		["string.lastIndexOf(string): int", lastIndexOf],
		["string.lastIndexOf(string, int): int", lastIndexOfBefore],
		["string.lowerAscii(): string", (text: string) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase())],
		["string.upperAscii(): string", (text: string) => text.replace(/[a-z]+/g, (part) => part.toUpperCase())],
		["string.replace(string, string): string", (text: string, old: string, by: string) => replace(text, old, by, -1n)],
		["string.replace(string, string, int): string", replace],
		["string.split(string): list<string>", (text: string, separator: string) => split(text, separator, -1n)],
		["string.split(string, int): list<string>", split],
		["string.substring(int): string", (text: string, start: bigint) => substring(text, start, undefined)],
		["string.substring(int, int): string", substring],
		["string.trim(): string", (text: string) => text.replace(spaceAround, "")],
		["list<string>.join(): string", (list: unknown[]) => join(list, "")],
		["list<string>.join(string): string", join],
		["strings.quote(string): string", quote],
	],
};

/** Go's unicode.IsSpace; JavaScript's `trim` takes U+FEFF for a space and leaves U+0085. */
const space = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const spaceAround = new RegExp(`^${space}|${space}$`, "g");

function runes(text: string): string[] {
	return Array.from(text);
}

function outOfRange(): CelError {
	return new CelError("index out of range");
}

function charAt(text: string, at: bigint): string {
	const all = runes(text);
	if (at < 0n || at > BigInt(all.length)) throw outOfRange();
	return all[Number(at)] ?? "";
}

function indexOf(text: string, part: string, offset: bigint): bigint {
	if (part === "") return offset;
	if (offset < 0n) throw outOfRange();
	const all = runes(text);
	const sought = runes(part);
	for (let i = Number(offset); i + sought.length <= all.length; i++)
		if (sought.every((rune, j) => all[i + j] === rune)) return BigInt(i);
	return -1n;
}

function lastIndexOf(text: string, part: string): bigint {
	const all = runes(text);
	if (part === "") return BigInt(all.length);
	if (Buffer.byteLength(text) < Buffer.byteLength(part)) return -1n;
	return lastIndexOfBefore(text, part, BigInt(all.length - 1));
}

function lastIndexOfBefore(text: string, part: string, offset: bigint): bigint {
	if (part === "") return offset;
	if (offset < 0n) throw outOfRange();
	const all = runes(text);
	if (offset >= BigInt(all.length)) return -1n;
	const sought = runes(part);
	for (let i = Math.min(Number(offset), all.length - sought.length); i >= 0; i--)
		if (sought.every((rune, j) => all[i + j] === rune)) return BigInt(i);
	return -1n;
}

/** Go's strings.Replace: an empty `old` matches before every code point and at the end. */
function replace(text: string, old: string, by: string, limit: bigint): string {
	if (old === by || limit === 0n) return text;
	const pieces = old === "" ? ["", ...runes(text), ""] : text.split(old);
	// Between an empty start and the first code point there is one match, as between any two.
	const count = limit < 0n ? pieces.length - 1 : Math.min(Number(limit), pieces.length - 1);
	return (
		pieces
			.slice(0, count)
			.map((piece) => piece + by)
			.join("") + pieces.slice(count).join(old)
	);
}

/** Go's strings.SplitN. */
function split(text: string, separator: string, limit: bigint): string[] {
	if (limit === 0n) return [];
	const pieces = separator === "" ? runes(text) : text.split(separator);
	if (limit < 0n || BigInt(pieces.length) <= limit) return pieces;
	const count = Number(limit);
	return [...pieces.slice(0, count - 1), pieces.slice(count - 1).join(separator)];
}

function substring(text: string, start: bigint, end: bigint | undefined): string {
	const all = runes(text);
	const size = BigInt(all.length);
	const to = end ?? size;
	if (start < 0n || start > to || to > size) throw outOfRange();
	return all.slice(Number(start), Number(to)).join("");
}

function join(list: unknown[], separator: string): string {
	let text = "";
	for (const [i, item] of list.entries()) {
		if (typeof item !== "string") throw new CelError("join: the list holds what is not a string");
		text += i === 0 ? item : separator + item;
	}
	return text;
}

function quote(text: string): string {
	return `"${Array.from(text, (character) => escapes[character] ?? character).join("")}"`;
}

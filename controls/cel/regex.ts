import { RE2JS } from "re2js";
import type { Library } from "./library";
import { CelError } from "./values";

/** Patterns mostly stand in the rules; those that come from an object must not fill the memory. */
const most = 500;
const compiled = new Map<string, RE2JS>();

/** A pattern of RE2 (Go's regexp, which Kubernetes' CEL uses), compiled once. Throws on what RE2 refuses, such as a lookahead. */
export function compileRegex(pattern: string): RE2JS {
	let regex = compiled.get(pattern);
	if (regex === undefined) {
		try {
			regex = RE2JS.compile(pattern);
		} catch {
			throw new CelError("the pattern is not one of RE2");
		}
		if (compiled.size >= most) compiled.clear();
		compiled.set(pattern, regex);
	}
	return regex;
}

/** Go's FindAllString: an empty match that touches the match before it does not count. */
function findAll(text: string, pattern: string, limit: number): string[] {
	const found: string[] = [];
	const regex = compileRegex(pattern);
	if (limit === 0) return found;
	const matcher = regex.matcher(text);
	let end = -1;
	while (matcher.find()) {
		const empty = matcher.start() === matcher.end();
		if (!(empty && matcher.start() === end)) found.push(matcher.group() ?? "");
		end = matcher.end();
		if (found.length === limit) break;
	}
	return found;
}

/** `matches` of CEL's standard library; `find` and `findAll` of Kubernetes' (apiserver 0.36, pkg/cel/library/regex.go). */
export const regexLibrary: Library = {
	overloads: [
		["matches(string, string): bool", (text: string, pattern: string) => compileRegex(pattern).test(text)],
		["string.matches(string): bool", (text: string, pattern: string) => compileRegex(pattern).test(text)],
		["string.find(string): string", (text: string, pattern: string) => findAll(text, pattern, 1)[0] ?? ""],
		["string.findAll(string): list<string>", (text: string, pattern: string) => findAll(text, pattern, -1)],
		[
			"string.findAll(string, int): list<string>",
			(text: string, pattern: string, limit: bigint) => findAll(text, pattern, Number(limit)),
		],
	],
};

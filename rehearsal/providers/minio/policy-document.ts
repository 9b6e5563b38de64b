/**
 * When two IAM policies say the same: the official provider takes no difference in spelling for drift (utils.go,
 * NormalizeAndCompareJSONPolicies, by hashicorp/awspolicyequivalence), and MinIO gives actions and resources back sorted.
 */
import { isDeepStrictEqual } from "node:util";

/** Lists of these are sets, and a lone value is a list of one. */
const sets = new Set(["Action", "NotAction", "Resource", "NotResource"]);

function canonical(value: unknown, key = ""): unknown {
	if (sets.has(key)) return [...new Set(Array.isArray(value) ? value.map(String) : [String(value)])].sort();
	if (Array.isArray(value)) return value.map((item) => canonical(item));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, canonical(member, name)]));
}

function parsed(text: unknown): unknown {
	try {
		return typeof text === "string" ? JSON.parse(text) : undefined;
	} catch {
		return undefined;
	}
}

export const isDocument = (text: string): boolean => parsed(text) !== undefined;

export function sameDocument(one: unknown, other: unknown): boolean {
	return isDeepStrictEqual(canonical(parsed(one)), canonical(parsed(other)));
}

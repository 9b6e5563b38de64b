import { findSecrets, isSecretValue } from "./findSecrets";

/** Where plain data holds what looks like a secret; or what is not known yet, and may be one under any name. */
export interface SecretPlace {
	path: string;
	outcome: "found" | "unknown";
	/** What it looks like; a text of several lines says which. */
	kind: string;
}

/** What is not known yet, and the places at which a text only names a secret, by their paths. */
export interface Reading {
	isUnknown?: (value: unknown) => boolean;
	isName?: (path: string) => boolean;
}

/** Goes over plain data (a chart's values, an object): each text under its key, and each text by itself. */
export function secretsIn(value: unknown, path: string, reading: Reading = {}, key = ""): SecretPlace[] {
	const { isUnknown = () => false, isName = () => false } = reading;
	if (isUnknown(value)) return [{ path, outcome: "unknown", kind: "a value that is not known yet" }];
	if (typeof value === "string") return inText(value, path, isName(path) ? "" : key);
	if (Array.isArray(value)) return value.flatMap((item: unknown, i) => secretsIn(item, `${path}[${i}]`, reading, key));
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([member, inner]) =>
		secretsIn(inner, /^[A-Za-z0-9_-]+$/.test(member) ? `${path}.${member}` : `${path}[${member}]`, reading, member),
	);
}

function inText(text: string, path: string, key: string): SecretPlace[] {
	if (isSecretValue(key, text)) return [{ path, outcome: "found", kind: "a value under the name of a secret" }];
	const isFile = text.includes("\n");
	// The kinds of Gatekeeper's constraints are many short words with an id among them.
	const isOwnKind = key === "kind" && /^GxpLab[A-Z][A-Za-z0-9]*$/.test(text);
	const found = findSecrets(text).filter(({ kind }) => !(isOwnKind && kind === "a random text"));
	return found.map(({ line, kind }) => ({
		path,
		outcome: "found",
		kind: isFile ? `${kind} in line ${line}` : kind,
	}));
}

/**
 * A run uses a copy of the committed stack file, made at its first step: what is edited for one run stays in its folder,
 * and an edit of the committed file reaches the next run only. A step says so where the two differ.
 *
 * What the file has encrypted, and the salt of the passphrase it is encrypted with, stay behind: the run's state has a
 * passphrase of its own, with which the engine refuses another one's salt ("incorrect passphrase": pulumi/pulumi,
 * pkg/secrets/passphrase), and a rehearsal has no use for a real lab's secrets.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parse, parseDocument } from "yaml";
import { z } from "zod";

export interface StackFiles {
	readonly committed: string;
	readonly used: string;
}

/** What the engine keeps of its secrets provider in a stack file (pulumi/pulumi, sdk/go/common/workspace: ProjectStack). */
const providerKeys = ["encryptionsalt", "encryptedkey", "secretsprovider"];

export function copyStackFile({ committed, used }: StackFiles): void {
	if (!existsSync(used)) writeFileSync(used, withoutSecrets(readFileSync(committed, "utf8")));
}

/** The text as it is where there is nothing to leave out: its comments say what the keys are for. */
function withoutSecrets(text: string): string {
	const document = parseDocument(text);
	const config = document.get("config");
	const keys = providerKeys.filter((key) => document.has(key));
	const encrypted = encryptedKeys(config);
	if (keys.length + encrypted.length === 0) return text;
	for (const key of keys) document.delete(key);
	for (const key of encrypted) document.deleteIn(["config", key]);
	return document.toString();
}

/** Where Pulumi's `secure: <ciphertext>` stands in place of a whole value; stacks/examine.ts refuses it below one. */
function encryptedKeys(config: unknown): string[] {
	if (!isMap(config)) return [];
	return config.items.flatMap(({ key, value }) =>
		isScalar(key) && isMap(value) && value.items.length === 1 && value.has("secure") ? [String(key.value)] : [],
	);
}

/** What the run does without, one line a key: it has a token of its own, and makes machine secrets. */
export function leftOut({ committed, used }: StackFiles): string[] {
	if (!existsSync(committed)) return [];
	const had = encryptedKeys(parseDocument(readFileSync(committed, "utf8")).get("config"));
	const has = new Set(encryptedKeys(parseDocument(readFileSync(used, "utf8")).get("config")));
	return had
		.filter((key) => !has.has(key))
		.map((key) => `${key}: is encrypted for the real lab and left out here; this run has its own`);
}

/** What a step must say; undefined where both files give the same configuration. */
export function stackFileNote(files: StackFiles, root: string): string | undefined {
	if (existsSync(files.committed) && isDeepStrictEqual(settings(files.used), settings(files.committed)))
		return undefined;
	const name = path.basename(files.committed);
	return `uses ${path.relative(root, files.used)}, which differs from ${name}; what this run is to apply, write there`;
}

/** Without the secrets, and what the engine itself writes into a copy: its secrets provider and the passphrase's salt. */
function settings(file: string): unknown {
	return z.record(z.string(), z.unknown()).parse(parse(withoutSecrets(readFileSync(file, "utf8"))));
}

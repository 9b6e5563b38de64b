/**
 * A run uses a copy of the committed stack file, made at its first step: what is edited for one run stays in its folder,
 * and an edit of the committed file reaches the next run only. A step says so where the two differ.
 */
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { z } from "zod";

export interface StackFiles {
	readonly committed: string;
	readonly used: string;
}

export function copyStackFile({ committed, used }: StackFiles): void {
	if (!existsSync(used)) copyFileSync(committed, used);
}

/** What a step must say; undefined where both files give the same configuration. */
export function stackFileNote(files: StackFiles, root: string): string | undefined {
	if (existsSync(files.committed) && isDeepStrictEqual(settings(files.used), settings(files.committed)))
		return undefined;
	const name = path.basename(files.committed);
	return `uses ${path.relative(root, files.used)}, which differs from ${name}; what this run is to apply, write there`;
}

/** Without what the engine itself writes into a copy: its secrets provider and the passphrase's salt. */
function settings(file: string): unknown {
	const {
		encryptionsalt: _,
		secretsprovider: __,
		...rest
	} = z.record(z.string(), z.unknown()).parse(parse(readFileSync(file, "utf8")));
	return rest;
}

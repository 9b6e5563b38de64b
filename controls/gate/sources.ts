import { createReadStream, readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Fault } from "./fault";

/** Bytes of manifests, and how they are named in a finding. */
export interface Source {
	/** The path as it was given, or found below what was given; `-` for standard input. */
	file: string;
	/** Whether somebody named it: then it must hold an object. */
	named: boolean;
	open: () => AsyncIterable<Buffer>;
	/** Whether `open` gives the same bytes again. */
	again: boolean;
}

const manifests = /\.(ya?ml|json)$/i;

/**
 * The files of the arguments, in a fixed order: a folder gives every `.yaml`, `.yml` and `.json` file in it and below it, but
 * not what is in `.git` or `node_modules`. Symbolic links are followed once: a loop, a broken link and what cannot be read are
 * faults, and the rest is still found. Relative paths are from `base`.
 */
export function findSources(
	given: readonly string[],
	stdin: AsyncIterable<Buffer>,
	base: string,
): { sources: Source[]; faults: Fault[] } {
	const sources: Source[] = [];
	const faults: Fault[] = [];
	const seen = new Set<string>();
	const visit = (path: string, named: boolean, above: readonly string[]): void => {
		try {
			const real = realpathSync(resolve(base, path));
			const status = statSync(real);
			if (status.isDirectory()) {
				if (above.includes(real))
					return void faults.push({ file: path, line: 0, text: "is a loop of symbolic links; remove the link" });
				const before = sources.length;
				for (const name of readdirSync(real).sort()) {
					if (name === ".git" || name === "node_modules") continue;
					const child = join(path, name);
					if (manifests.test(name) || isFolder(resolve(base, child))) visit(child, false, [...above, real]);
				}
				if (named && sources.length === before && faults.length === 0)
					faults.push({ file: path, line: 0, text: "holds no .yaml, .yml or .json file; nothing was judged" });
				return;
			}
			if (!status.isFile())
				return void faults.push({ file: path, line: 0, text: "is not a file; it must be a file, a folder or -" });
			if (seen.has(real)) return;
			seen.add(real);
			sources.push({ file: path, named, open: () => createReadStream(real), again: true });
		} catch (error) {
			faults.push({ file: path, line: 0, text: unreadable(error) });
		}
	};
	for (const path of given) {
		if (path === "-") sources.push({ file: "-", named: true, open: () => stdin, again: false });
		else visit(path, true, []);
	}
	return { sources, faults };
}

/** A link that leads nowhere is visited too, and told. */
function isFolder(path: string): boolean {
	try {
		return statSync(path).isDirectory();
	} catch {
		return true;
	}
}

const reasons: Readonly<Record<string, (must: string) => string>> = {
	ENOENT: (must) => `is not there; it must be ${must}`,
	EACCES: () => "cannot be read; its permissions must let you read it",
	EPERM: () => "cannot be read; its permissions must let you read it",
	ELOOP: () => "is a loop of symbolic links; remove the link",
	EISDIR: () => "is a folder; it must be a file",
};

/** What is told of a file that cannot be read. `must`: what it has to be. */
export function unreadable(error: unknown, must = "a file, a folder or - for standard input"): string {
	const code =
		error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
	return reasons[code]?.(must) ?? `cannot be read (${code}); it must be ${must}`;
}

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, parseAllDocuments } from "yaml";

/** The manifests of a repository: the files that git tracks and that hold one, and how many files it tracks. */
export interface Tree {
	/** Their paths from the top. */
	manifests: string[];
	tracked: number;
}

/** A test's fixtures are wrong on purpose. */
const leftOut = /^tests\//;

/**
 * The tracked files that hold a manifest, as they lie in the work tree; one that is deleted there is none. Throws where git
 * tells no files: a tree that was not looked at must not read as one without manifests.
 */
export function manifestsIn(top: string): Tree {
	const tracked = trackedFiles(top);
	const manifests = tracked.filter(
		(file) => /\.(ya?ml|json)$/i.test(file) && !leftOut.test(file) && mayHoldManifest(join(top, file)),
	);
	return { manifests, tracked: tracked.length };
}

function trackedFiles(top: string): string[] {
	try {
		const output = execFileSync("git", ["-C", top, "ls-files", "-z"], {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "ignore"],
			// GIT_DIR and its like would show another tree.
			env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"))),
			maxBuffer: 64 * 1024 * 1024,
		});
		return [...new Set(output.split("\0"))].filter((file) => file !== "").sort();
	} catch (cause) {
		throw new Error(`${top}: git names no tracked files; it must be a git work tree that you may read`, { cause });
	}
}

/** A file that cannot be read is taken for one, so that the gate tells its fault. */
function mayHoldManifest(file: string): boolean {
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch (cause) {
		return !(cause instanceof Error && "code" in cause && cause.code === "ENOENT");
	}
	return holdsManifest(text);
}

/**
 * Whether a document of the text has `apiVersion` and `kind` at its top, however they are written; that of a text that cannot be
 * read is decided by its lines, so that a broken manifest is told and another tool's broken file is not. What has one of the
 * two is none: a chart's Chart.yaml has an `apiVersion`.
 */
export function holdsManifest(text: string): boolean {
	// UTF-16 among others, which some readers take.
	if (text.includes("\0")) return true;
	// Most files of a tree name neither, and their trees need not be made. An escape may hide a word.
	if (!/apiVersion|\\/.test(text) || !/kind|\\/.test(text)) return false;
	const documents = parseAllDocuments(text, { logLevel: "silent", prettyErrors: false, uniqueKeys: false });
	if (!Array.isArray(documents)) return false;
	return documents.some(
		({ contents, errors }) =>
			(isMap(contents) && (contents.has("<<") || (contents.has("apiVersion") && contents.has("kind")))) ||
			(errors.length > 0 && /^["']?apiVersion["']?\s*:/m.test(text) && /^["']?kind["']?\s*:/m.test(text)),
	);
}

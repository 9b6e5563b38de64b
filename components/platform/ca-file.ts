import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes the CA where the MinIO provider reads it, and gives the path relative to the project.
 *
 * The provider takes a file's path and nothing else (`minioCacertFile`, @pulumi/minio 0.17.1), and the path is part of
 * its configuration in state: so it is relative and the same on every machine, below `.cache/`, which is not committed.
 * The name holds the certificate's hash: two runs of one stack with CAs of their own do not write over each other.
 * The certificate is no secret. `up`, `preview` and `refresh --run-program` write it again; a bare `destroy` on a machine
 * that never ran one of them finds no file: run `preview` first.
 */
export function writeCaFile(root: string, stack: string, pem: string): string {
	const hash = createHash("sha256").update(pem).digest("hex").slice(0, 12);
	const path = `.cache/ca/${stack.replace(/[^A-Za-z0-9._-]/g, "-")}-${hash}.pem`;
	const file = join(root, path);
	if (contentOf(file) !== pem) {
		mkdirSync(dirname(file), { recursive: true });
		// A reader sees the old file or the new one, never half of one.
		const draft = `${file}.${process.pid}`;
		writeFileSync(draft, pem);
		renameSync(draft, file);
	}
	return path;
}

function contentOf(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

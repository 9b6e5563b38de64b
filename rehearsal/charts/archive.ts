/** Chart archives: `<name>/…` in a gzipped tar with fixed times and owners, so that the same chart has the same bytes. */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";

/** Packs files (path in the chart -> content), in the order of their names. */
export async function packChart(name: string, files: ReadonlyMap<string, string>): Promise<Buffer> {
	const tar = pack();
	for (const [file, content] of [...files].sort(([left], [right]) => left.localeCompare(right))) {
		tar.entry({ name: `${name}/${file}`, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, content);
	}
	tar.finalize();
	return gzipSync(await buffer(tar), { level: 9 });
}

export const sha256 = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");

/** Another rehearsal may write the same archive at the same time: each renames a file of its own into place. */
export function writeAtomically(file: string, content: Buffer | string): void {
	mkdirSync(path.dirname(file), { recursive: true });
	const mine = `${file}.${randomBytes(6).toString("hex")}`;
	writeFileSync(mine, content);
	renameSync(mine, file);
}

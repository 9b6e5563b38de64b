import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * Puts an empty file system over `.cache/ca`, where the program leaves its lab's CA for the MinIO provider to read: a
 * rehearsal's CA goes with its mount namespace, and nothing of it stays in the checkout.
 */
export async function coverCaFolder(root: string): Promise<void> {
	const folder = join(root, ".cache/ca");
	await mkdir(folder, { recursive: true });
	await promisify(execFile)("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
}

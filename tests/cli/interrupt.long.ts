import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { folderOf, readDescription, removeFolder } from "../../rehearsal/sandbox/folder";
import { leftAfter, namespacesOf } from "../rehearsal/sandbox/traces";

const root = resolve(__dirname, "../..");

/** Rehearses the lab until stderr has a line that starts with `until`, waits, and presses Ctrl-C. */
async function interrupted(until: string, milliseconds: number) {
	const child = spawn(join(root, "lab"), ["rehearse", "--json"], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
	let stdout = "";
	child.stdout.on("data", (text) => {
		stdout += String(text);
	});
	const ended = new Promise<number | null>((done) => child.on("close", done));
	let id = "";
	// Read to the end: who stops reading breaks the pipe, and that is another way to end.
	await new Promise<void>((reached) => {
		createInterface({ input: child.stderr }).on("line", (line) => {
			id = /^sandbox (\S+) /.exec(line)?.[1] ?? id;
			if (line.startsWith(until)) reached();
		});
	});
	await delay(milliseconds);
	const description = readDescription(folderOf(root, id));
	const namespaces = description === undefined ? [] : namespacesOf(description.sandbox.pid);
	process.kill(-(child.pid ?? 0), "SIGINT");
	const code = await ended;
	return { id, code, stdout, left: await leftAfter(id, namespaces) };
}

describe("Ctrl-C in a rehearsal", () => {
	for (const [until, milliseconds] of [
		["sandbox", 0],
		["sandbox", 700],
		["preview", 100],
		["preview", 3000],
		["up", 500],
		["up", 8000],
		["up", 15_000],
	] as const) {
		it(`leaves nothing, ${milliseconds} ms into ${until}`, async function () {
			this.timeout(120_000);
			const { id, code, stdout, left } = await interrupted(until, milliseconds);
			const folder = folderOf(root, id);
			try {
				expect(left).to.deep.equal([]);
				expect(code).to.equal(130);
				expect(JSON.parse(stdout)).to.deep.include({ schemaVersion: 1, ok: false, error: "interrupted" });
				// The folder held secrets: nothing but the logs is left of it.
				for (const path of [folder.passphrase, folder.home, folder.state, folder.data]) {
					expect(existsSync(path), path).to.equal(false);
				}
			} finally {
				removeFolder(folder);
			}
		});
	}
});

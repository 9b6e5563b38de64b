import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { SandboxClient } from "../rehearsal/sandbox/client";
import { type Folder, folderOf, listFolders, processesAlive, removeFolder } from "../rehearsal/sandbox/folder";
import { Misuse, root, say } from "./context";

/** Ends a sandbox and removes its folder; returns when its last process is gone. A dead one is cleaned up. */
export async function takeDown(folder: Folder, within = 10_000): Promise<void> {
	if (processesAlive(folder).length > 0) {
		await new SandboxClient(folder.controlSocket).shutdown(within / 2).catch(() => undefined);
	}
	const deadline = Date.now() + within;
	for (;;) {
		const alive = processesAlive(folder);
		if (alive.length === 0) break;
		const late = Date.now() - deadline;
		if (late > within) {
			const pids = alive.map(({ pid }) => pid).join(", ");
			throw new Error(`${folder.id}: process ${pids} does not end, not even killed; its folder stays`);
		}
		if (late > 0) for (const { pid } of alive) kill(pid);
		await delay(20);
	}
	removeFolder(folder);
}

function kill(pid: number): void {
	try {
		process.kill(pid, "SIGKILL");
	} catch (cause) {
		// It ended by itself in the meantime: that is what was wanted.
		if (!(cause instanceof Error && "code" in cause && cause.code === "ESRCH")) throw cause;
	}
}

function chosen(id: string | undefined, all: boolean): Folder[] {
	const folders = listFolders(root);
	if (all) return folders;
	if (id !== undefined) {
		const folder = folderOf(root, id);
		if (!existsSync(folder.path)) throw new Misuse(`${id}: no such sandbox; \`lab ps\` lists them`);
		return [folder];
	}
	if (folders.length > 1)
		throw new Misuse(`several sandboxes; name one or use --all: ${folders.map((one) => one.id).join(", ")}`);
	return folders;
}

export function downCommand(): Command {
	return new Command("down")
		.description("ends a sandbox and removes what it wrote")
		.argument("[id]", "as `lab ps` lists it; the only one if left out")
		.option("--all", "every sandbox of this checkout")
		.action(async (id: string | undefined, { all }: { all?: boolean }) => {
			const folders = chosen(id, all === true);
			if (folders.length === 0) say("no sandbox; nothing to do");
			for (const folder of folders) {
				await takeDown(folder);
				say(`${folder.id}: gone`);
			}
		});
}

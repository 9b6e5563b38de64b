import { readFileSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { allPids } from "../../../rehearsal/sandbox/alive";
import { folderOf, processesAlive } from "../../../rehearsal/sandbox/folder";
import { root } from "./boot";

const kinds = ["user", "pid", "net", "mnt"] as const;

/** The namespaces of a process, as `/proc/<pid>/ns` names them. */
export function namespacesOf(pid: number): string[] {
	return kinds.map((kind) => readlinkSync(`/proc/${pid}/ns/${kind}`));
}

/** What is left of a sandbox: processes in one of its namespaces, command lines that name its folder, and mounts. */
export function tracesOf(id: string, namespaces: readonly string[]): string[] {
	const found: string[] = [];
	for (const pid of allPids()) {
		if (pid === process.pid) continue;
		try {
			const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
			if (command === "") continue; // A zombie or a kernel thread.
			const inside = kinds.some((kind) => namespaces.includes(readlinkSync(`/proc/${pid}/ns/${kind}`)));
			if (inside || command.includes(id)) found.push(`${pid} ${command}`);
		} catch {
			// It ended while we looked.
		}
	}
	const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
	return [...found, ...mounts.filter((line) => line.includes(id))];
}

/** Until nothing is left; what is left after ten seconds otherwise. */
export async function leftAfter(id: string, namespaces: readonly string[], within = 20_000): Promise<string[]> {
	const deadline = Date.now() + within;
	for (;;) {
		// A process that is being reaped shows nothing of itself for a moment, but its number is still there.
		const known = processesAlive(folderOf(root, id)).map(({ pid }) => `${pid} is not gone`);
		const left = [...tracesOf(id, namespaces), ...known];
		if (left.length === 0 || Date.now() > deadline) return left;
		await delay(25);
	}
}

/**
 * The `file://` backend's locks of engines that were killed. Pulumi refuses to start while there is one and asks for
 * `pulumi cancel`; here it can be told whether the engine lives, since all of them run in one sandbox.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const lock = z.looseObject({ pid: z.number().int() });

/** A process with that number may be a later one: an engine's command line has `pulumi` as its first word. */
function isEngine(pid: number): boolean {
	try {
		return path.basename(readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] ?? "") === "pulumi";
	} catch {
		return false;
	}
}

/** Process numbers of the dead engines that hold the stack; none while a live one holds it too. */
export function deadLockHolders(folder: string): number[] {
	const locks = path.join(folder, "state", ".pulumi", "locks");
	if (!existsSync(locks)) return [];
	const pids = readdirSync(locks, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".json"))
		.map((file) => lock.parse(JSON.parse(readFileSync(path.join(locks, file), "utf8"))).pid);
	return pids.some(isEngine) ? [] : pids;
}

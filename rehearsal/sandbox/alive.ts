import { readdirSync, readFileSync } from "node:fs";

/** A process that cannot be mistaken for a later one with the same number: its start time goes with it. */
export interface Identity {
	readonly pid: number;
	/** Field 22 of /proc/<pid>/stat: clock ticks since boot. */
	readonly started: string;
}

/** Fields of /proc/<pid>/stat after the command name, which may itself hold spaces and parentheses (proc_pid_stat(5)). */
export function stat(
	pid: number | "self",
): { state: string; parent: number; session: number; started: string } | undefined {
	let text: string;
	try {
		text = readFileSync(`/proc/${pid}/stat`, "utf8");
	} catch {
		return undefined; // It ended: between listing /proc and reading it, this is ordinary.
	}
	const [state = "", parent = "0", , session = "0", ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
	return { state, parent: Number(parent), session: Number(session), started: rest[15] ?? "" };
}

export function identify(pid: number): Identity | undefined {
	const found = stat(pid);
	return found === undefined ? undefined : { pid, started: found.started };
}

/** A zombie is not alive: nothing of it is left but its exit code. */
export function isAlive(identity: Identity): boolean {
	const found = stat(identity.pid);
	return found !== undefined && found.started === identity.started && found.state !== "Z";
}

export function allPids(): number[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map(Number);
}

export function childrenOf(pid: number): number[] {
	return allPids().filter((candidate) => stat(candidate)?.parent === pid);
}

/** All processes of a session, also those that moved to another process group, as Pulumi's plugins do. */
export function sessionMembers(session: number): number[] {
	return allPids().filter((candidate) => stat(candidate)?.session === session);
}

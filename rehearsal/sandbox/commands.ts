import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { sessionMembers } from "./alive";
import type { RunEvent, RunRequest } from "./control-protocol";

/**
 * Commands that somebody outside asked for: steps of the engine, checks, a shell's one-liner. Each is a session of its
 * own, and ends with everything that it started: Pulumi puts plugins into process groups of their own, so a signal to
 * one group would leave them behind.
 */
export class Commands {
	private readonly running = new Map<string, ChildProcess>();

	constructor(private readonly environment: NodeJS.ProcessEnv) {}

	list(): { name: string; pid: number }[] {
		return [...this.running].map(([name, child]) => ({ name, pid: child.pid ?? 0 }));
	}

	/** Starts it and tells `tell` what happens. Returns what ends it early. */
	run(request: RunRequest, tell: (event: RunEvent) => void, done: () => void): () => void {
		if (this.running.has(request.name)) throw new Error(`${request.name}: runs already in this sandbox; wait for it`);
		const [word = "", ...args] = request.argv;
		const child = spawn(word === "node" ? process.execPath : word, args, {
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
			env: { ...this.environment, ...request.env },
			...(request.cwd === undefined ? {} : { cwd: request.cwd }),
		});
		const { name } = request;
		this.running.set(name, child);
		if (child.pid !== undefined) tell({ type: "started", pid: child.pid });
		for (const type of ["stdout", "stderr"] as const) {
			createInterface({ input: child[type] }).on("line", (line) => tell({ type, line }));
		}
		child.on("error", (cause) => tell({ type: "stderr", line: cause.message }));
		// The leader's end is the command's end: what it left behind would hold its pipes open forever.
		child.on("exit", () => endSession(child, "SIGKILL"));
		child.on("close", (code, signal) => {
			this.running.delete(name);
			tell({ type: "exit", code, signal });
			done();
		});
		return () => endSession(child, "SIGKILL");
	}

	/** True when there was such a command. */
	signal(name: string, signal: NodeJS.Signals): boolean {
		const child = this.running.get(name);
		if (child === undefined) return false;
		endSession(child, signal);
		return true;
	}

	endAll(): void {
		for (const child of this.running.values()) endSession(child, "SIGKILL");
	}
}

/** To every process of the session, until no new one appears: a process may fork while we look. */
function endSession(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	const told = new Set<number>();
	for (;;) {
		const fresh = sessionMembers(child.pid).filter((pid) => !told.has(pid));
		if (fresh.length === 0) return;
		for (const pid of fresh) {
			told.add(pid);
			try {
				process.kill(pid, signal);
			} catch {
				// It ended by itself in the meantime.
			}
		}
	}
}

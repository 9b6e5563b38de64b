import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** What to run: a part of the sandbox as a process of its own. */
export interface PartCommand {
	/** Who it is in logs and reports, `lab-cp-1/kube-apiserver`. */
	readonly name: string;
	readonly command: string;
	readonly args: readonly string[];
	/** Added to a bare environment: a part inherits nothing of the developer's. */
	readonly env?: Readonly<Record<string, string>>;
	/** The file that takes its output, appended. */
	readonly log: string;
}

export interface RunningPart {
	readonly name: string;
	readonly pid: number;
	/** Resolves with the exit code, or the signal that ended it. */
	readonly exited: Promise<number | string>;
	/** Asks it to end, and ends it after the grace. Resolves when it is gone. */
	stop(graceSeconds?: number): Promise<void>;
}

export type StartPart = (command: PartCommand) => Promise<RunningPart>;

/** Starts a part in a process group of its own, so that Ctrl-C in the front does not reach it. */
export const startPart: StartPart = async ({ name, command, args, env, log }) => {
	await mkdir(dirname(log), { recursive: true });
	const output = openSync(log, "a", 0o600);
	const child = spawn(command, args, {
		detached: true,
		stdio: ["ignore", output, output],
		env: { PATH: process.env.PATH ?? "", HOME: dirname(log), ...env },
	});
	closeSync(output);
	const { pid } = await new Promise<{ pid: number }>((resolve, reject) => {
		child.once("error", reject);
		child.once("spawn", () => resolve({ pid: child.pid as number }));
	});
	const exited = new Promise<number | string>((resolve) => {
		child.once("exit", (code, signal) => resolve(code ?? signal ?? "unknown"));
	});
	return {
		name,
		pid,
		exited,
		async stop(graceSeconds = 5) {
			const signal = (kind: NodeJS.Signals) => {
				if (child.exitCode === null && child.signalCode === null) process.kill(-pid, kind);
			};
			signal("SIGTERM");
			const timer = setTimeout(() => signal("SIGKILL"), graceSeconds * 1000);
			await exited;
			clearTimeout(timer);
		},
	};
};

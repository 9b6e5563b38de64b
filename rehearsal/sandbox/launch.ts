import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SandboxClient } from "./client";
import { type Folder, processesAlive, type SandboxOptions } from "./folder";
import { typescript } from "./typescript";

export interface Sandbox {
	readonly client: SandboxClient;
	readonly supervisorPid: number;
	/** Lets it outlive this process. */
	keep(): void;
	/** Ends it and waits until the last process is gone. */
	end(): Promise<void>;
}

/**
 * Starts the sandbox of a folder and waits until all of it is up. Unless kept, it ends when this process does, however
 * that happens.
 */
export async function launchSandbox(folder: Folder, options: SandboxOptions, within = 60_000): Promise<Sandbox> {
	writeFileSync(folder.options, JSON.stringify(options), { mode: 0o600 });
	const log = join(folder.logs, "sandbox.log");
	const output = openSync(log, "a", 0o600);
	const child = spawn(
		process.execPath,
		[...typescript(folder.root, "rehearsal/sandbox/supervisor.ts"), folder.root, folder.id, options.stack],
		{ cwd: folder.root, detached: true, stdio: ["pipe", output, output] },
	);
	closeSync(output);
	const gone = new Promise<void>((resolve) => {
		child.on("exit", () => resolve());
		child.on("error", () => resolve());
	});
	const { stdin } = child;
	if (stdin === null) throw new Error("sandbox: its supervisor has no standard input");
	stdin.on("error", () => undefined); // It ended first; `gone` tells.
	const client = new SandboxClient(folder.controlSocket);
	let ending: Promise<void> | undefined;
	const end = () => {
		ending ??= endOf(folder, child, gone);
		return ending;
	};
	const deadline = Date.now() + within;
	for (;;) {
		if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
			throw new Error(startFailure(readFileSync(log, "utf8")));
		}
		const state = await client.status().then(
			(status) => status.state,
			() => "starting",
		);
		if (state === "ready") break;
		if (Date.now() > deadline) {
			await end();
			throw new Error(`sandbox: not ready after ${within / 1000} s\n${tail(readFileSync(log, "utf8"))}`);
		}
		await Promise.race([delay(50), gone]);
	}
	return {
		client,
		supervisorPid: child.pid,
		keep: () => {
			stdin.end("keep\n");
			child.unref();
		},
		end,
	};
}

/** Asks the supervisor by closing its pipe, insists after nine seconds, and waits until the last process is gone. */
async function endOf(folder: Folder, child: ChildProcess, gone: Promise<void>): Promise<void> {
	child.stdin?.end();
	await Promise.race([gone, delay(9000, undefined, { ref: false })]);
	if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
	await gone;
	// The kernel ends the namespace after its supervisor: a moment when nothing runs in it, longer with a full cluster.
	const deadline = Date.now() + 10_000;
	for (;;) {
		const alive = processesAlive(folder);
		if (alive.length === 0) return;
		if (Date.now() > deadline)
			throw new Error(`sandbox: process ${alive[0]?.pid} does not end; \`lab down ${folder.id}\``);
		await delay(20);
	}
}

function startFailure(log: string): string {
	if (/^unshare:.*(Operation not permitted|Permission denied|cannot open)/m.test(log)) {
		return `sandbox: user namespaces are restricted on this machine (${tail(log, 1)}); \`lab doctor\` names the two ways on`;
	}
	return `sandbox: ended before it was ready\n${tail(log)}`;
}

function tail(text: string, lines = 20): string {
	return text.trimEnd().split("\n").slice(-lines).join("\n");
}

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { Command } from "commander";
import { insideEnvironment } from "../rehearsal/sandbox/environment";
import { readOptions } from "../rehearsal/sandbox/folder";
import { calledFrom, root, say } from "./context";
import { ofShell } from "./help";
import { keptSandbox } from "./kept";

/**
 * Runs in the namespaces, but for that of processes, which only what it starts is in. It waits there with its own signals kept
 * from it: nsenter(1) itself would be ended by the Ctrl-C that the command may want to handle. A trap that is no `''` is not
 * inherited. Entering a mount namespace leaves a process at its root.
 */
const waits = 'trap : INT QUIT; cd "$1"; shift; setpriv --pdeathsig TERM -- "$@"; exit $?';

/** What enters the namespaces of a process (nsenter(1)): user first, with the credentials kept, then the rest. */
export function enterCommand(pid: number, folder: string, command: readonly string[]): string[] {
	const namespaces = ["-U", "--preserve-credentials", "-n", "-m", "-p", "--no-fork"];
	return ["nsenter", "-t", String(pid), ...namespaces, "--", "sh", "-c", waits, "lab", folder, ...command];
}

/** Runs a command on this terminal to its end; what it ended with, as a shell says it: 128 and the number of a signal. */
export async function runToEnd(words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
	const [program = "", ...args] = words;
	// The terminal sends Ctrl-C and Ctrl-\ to everything in front, also to the command: it decides what comes of them.
	const stay = () => undefined;
	const hand = (signal: NodeJS.Signals) => child.kill(signal);
	// Before it starts: it may have said something, and somebody have heard it, before we are on a processor again.
	for (const signal of ["SIGINT", "SIGQUIT"] as const) process.on(signal, stay);
	for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, hand);
	const child = spawn(program, args, { stdio: "inherit", env });
	try {
		return await new Promise<number>((done, fail) => {
			child.on("error", fail);
			child.on("close", (code, signal) => done(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
		});
	} finally {
		for (const signal of ["SIGINT", "SIGQUIT"] as const) process.off(signal, stay);
		for (const signal of ["SIGTERM", "SIGHUP"] as const) process.off(signal, hand);
	}
}

export function shellCommand(): Command {
	return new Command("shell")
		.description("opens a shell inside a kept sandbox, on the lab's own network, or runs one command there")
		.argument("[id]", "as `lab ps` lists it; the only one if left out")
		.argument("[command...]", "a command to run instead of a shell; the id has to stand before it")
		.passThroughOptions()
		.addHelpText("after", ofShell)
		.action(async (id: string | undefined, rest: string[]) => {
			const command = rest[0] === "--" ? rest.slice(1) : rest;
			const { folder, description } = keptSandbox(root, id);
			const words = command.length > 0 ? command : [process.env.SHELL ?? "/bin/sh"];
			const env = insideEnvironment(folder, readOptions(folder), process.env);
			if (command.length === 0)
				say(`inside ${folder.id}: the parts are on PATH, KUBECONFIG is set; exit leaves it running`);
			process.exitCode = await runToEnd(enterCommand(description.sandbox.pid, calledFrom, words), env).catch(
				(cause: unknown) => {
					const why = cause instanceof Error ? cause.message : String(cause);
					throw new Error(`nsenter: ${why}; util-linux is missing, see \`lab doctor\``, { cause });
				},
			);
		});
}

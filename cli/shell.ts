import { spawnSync } from "node:child_process";
import { Command } from "commander";
import { insideEnvironment } from "../rehearsal/sandbox/environment";
import { readOptions } from "../rehearsal/sandbox/folder";
import { root, say } from "./context";
import { keptSandbox } from "./kept";

/** What enters the namespaces of a process (nsenter(1)): user first, with the credentials kept, then the rest. */
export function enterCommand(pid: number, command: readonly string[]): string[] {
	return ["nsenter", "-t", String(pid), "-U", "--preserve-credentials", "-n", "-m", "-p", "--", ...command];
}

export function shellCommand(): Command {
	return new Command("shell")
		.description("opens a shell inside a kept sandbox, on the lab's own network")
		.argument("[id]", "as `lab ps` lists it; the only one if left out")
		.argument("[command...]", "a command to run instead of a shell")
		.passThroughOptions()
		.action((id: string | undefined, rest: string[]) => {
			const command = rest[0] === "--" ? rest.slice(1) : rest;
			const { folder, description } = keptSandbox(root, id);
			const words = command.length > 0 ? command : [process.env.SHELL ?? "/bin/sh"];
			const env = insideEnvironment(folder, readOptions(folder), process.env);
			if (command.length === 0)
				say(`inside ${folder.id}: the parts are on PATH, KUBECONFIG is set; exit leaves it running`);
			const [program = "", ...args] = enterCommand(description.sandbox.pid, words);
			const { status, error } = spawnSync(program, args, { stdio: "inherit", env, cwd: root });
			if (error !== undefined) throw new Error(`nsenter: ${error.message}; util-linux is missing, see \`lab doctor\``);
			process.exitCode = status ?? 1;
		});
}

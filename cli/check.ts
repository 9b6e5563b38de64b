import { spawnSync } from "node:child_process";
import { Command } from "commander";
import { exitCodes, root, say } from "./context";

/** Runs a tool of node_modules and leaves its output alone. */
export function runTool(words: readonly string[]): boolean {
	const [program = "", ...args] = words;
	const { status, error } = spawnSync(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
	if (error !== undefined) throw new Error(`${program}: ${error.message}`);
	return status === 0;
}

export function checkCommand(): Command {
	return new Command("check").description("types, lint and format").action(() => {
		say("types …");
		const types = runTool(["node_modules/.bin/tsc", "--noEmit"]);
		say("lint and format …");
		const style = runTool(["node_modules/.bin/biome", "check", "."]);
		process.exitCode = types && style ? exitCodes.held : exitCodes.finding;
	});
}

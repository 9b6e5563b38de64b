import type { Command } from "commander";
import { labProgram } from "../../cli/main";

/** A command of `lab` with all that `--help` prints of it. */
export function helpOf(words: string): { command: Command; text: string } {
	let command = labProgram();
	for (const word of words.split(" ")) {
		const found = command.commands.find((one) => one.name() === word);
		if (found === undefined) throw new Error(`${words}: no such command; name another`);
		command = found;
	}
	let text = "";
	command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 });
	command.outputHelp();
	return { command, text };
}

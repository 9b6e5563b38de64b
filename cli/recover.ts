import { Command } from "commander";
import { runInKept, stepOptions } from "./step";

export function recoverCommand(): Command {
	const command = new Command("recover").description("puts a state in order after a kill");
	command.addCommand(
		stepOptions(
			new Command("pending").description("reads each pending resource by its explicit id and imports it"),
		).action((id: string | undefined, flags) => runInKept("recover", id, flags)),
	);
	return command;
}

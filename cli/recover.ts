import { Command } from "commander";
import { ofPending, ofRecover } from "./help";
import { runInKept, stepOptions } from "./step";

export function recoverCommand(): Command {
	const command = new Command("recover")
		.description("puts the state of a kept sandbox in order after an engine was killed")
		.addHelpText("after", ofRecover);
	command.addCommand(
		stepOptions(
			new Command("pending")
				.description("takes what the engine was making when it was killed into the state, each by its id")
				.addHelpText("after", ofPending),
		).action((id: string | undefined, flags) => runInKept("recover", id, flags)),
	);
	return command;
}

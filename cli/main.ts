/** The command line `lab`. Results go to stdout, everything else to stderr; 0 held, 1 a finding, 2 misuse. */
import { Command, CommanderError } from "commander";
import { benchCommand } from "./bench";
import { checkCommand } from "./check";
import { configCommand } from "./config";
import { exitCodes, Misuse, say } from "./context";
import { controlsCommand } from "./controls";
import { doctorCommand } from "./doctor";
import { downCommand } from "./down";
import { psCommand } from "./ps";
import { recoverCommand } from "./recover";
import { rehearseCommand } from "./rehearse";
import { shellCommand } from "./shell";
import { stepCommands } from "./step";
import { testCommand } from "./test";

export function labProgram(): Command {
	const program = new Command("lab")
		.enablePositionalOptions()
		.description("A regulated bioinformatics lab, from hardware to seeded secrets, rehearsed on one machine.")
		.addHelpText("after", "\nExit codes: 0 held, 1 a finding, 2 misuse, 130 interrupted.");
	const commands = [
		rehearseCommand(),
		...stepCommands(),
		recoverCommand(),
		psCommand(),
		shellCommand(),
		downCommand(),
		doctorCommand(),
		checkCommand(),
		testCommand(),
		configCommand(),
		controlsCommand(),
		benchCommand(),
	];
	for (const command of commands) program.addCommand(command);
	for (const command of [program, ...commands, ...commands.flatMap((one) => one.commands)]) command.exitOverride();
	return program;
}

async function main(): Promise<void> {
	try {
		await labProgram().parseAsync();
	} catch (cause) {
		if (cause instanceof CommanderError) {
			process.exitCode = cause.exitCode === 0 ? exitCodes.held : exitCodes.misuse;
			return;
		}
		say(cause instanceof Error ? `lab: ${cause.message}` : `lab: ${String(cause)}`);
		process.exitCode = cause instanceof Misuse ? exitCodes.misuse : exitCodes.finding;
	}
}

/** Whoever reads may have read enough (`| head`): what is written after that is for nobody, and the command ends as it would. */
function outlive(stream: NodeJS.WriteStream): void {
	stream.on("error", (cause: NodeJS.ErrnoException) => {
		if (cause.code !== "EPIPE") throw cause;
	});
}

if (require.main === module) {
	outlive(process.stdout);
	outlive(process.stderr);
	void main();
}

import { Command } from "commander";
import { checkStack } from "../stacks/file";
import { stackJsonSchema } from "../stacks/json-schema";
import { exitCodes, print, root, say } from "./context";

export function configCommand(): Command {
	const command = new Command("config").description("the configuration of an environment");
	command
		.command("check")
		.description("validates a stack file alone; every fault on one line")
		.requiredOption("--stack <name>", "the stack")
		.action(({ stack }: { stack: string }) => {
			const checked = checkStack(stack, root);
			if ("faults" in checked) {
				for (const fault of checked.faults) print(fault);
				process.exitCode = exitCodes.finding;
				return;
			}
			for (const warning of checked.warnings) say(`warning: ${warning}`);
			const { nodes, environment } = checked.config;
			say(`Pulumi.${stack}.yaml: holds (class ${environment.class}, ${nodes.length} nodes)`);
		});
	command
		.command("schema")
		.description("prints the JSON Schema of a stack file, which editors use")
		.action(() => print(JSON.stringify(stackJsonSchema(), null, "\t")));
	return command;
}

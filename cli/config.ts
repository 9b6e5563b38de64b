import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { parseEnvironments } from "../controls/environments";
import { readYaml } from "../controls/readYaml";
import { checkStack, type LabConfig } from "../stacks/file";
import { stackJsonSchema } from "../stacks/json-schema";
import { exitCodes, Misuse, print, root, say, toItsEnd } from "./context";

/** What `config check` says of a stack: faults are its result; the rest goes to standard error. */
export interface Told {
	readonly faults: readonly string[];
	readonly says: readonly string[];
}

export function configCommand(): Command {
	const command = new Command("config").description("the configuration of an environment");
	command
		.command("check")
		.description("validates a stack file alone; every fault on one line")
		.requiredOption("--stack <name>", "the stack")
		.addHelpText("after", "\nExit codes: 0 it holds, 1 it has a fault, 2 misuse, or there is no such stack.")
		.action(
			toItsEnd(({ stack }: { stack: string }) => {
				const { faults, says } = tellStack(stack, root);
				for (const fault of faults) print(fault);
				for (const line of says) say(line);
				if (faults.length > 0) process.exitCode = exitCodes.finding;
			}),
		);
	command
		.command("schema")
		.description("prints the JSON Schema of a stack file, which editors use")
		.action(() => print(JSON.stringify(stackJsonSchema(), null, "\t")));
	return command;
}

/** Refuses a stack that has no file: nothing was checked. */
export function tellStack(stack: string, top: string): Told {
	const checked = checkStack(stack, top);
	if ("faults" in checked) {
		if (!existsSync(join(top, `Pulumi.${stack}.yaml`))) throw new Misuse(checked.faults.join("\n"));
		const { faults, unread = [] } = checked;
		const which = unread.join(", ");
		const left = `${which} could not be read as a whole, and what could not was not compared with the rest`;
		return { faults, says: unread.length === 0 ? [] : [`${left}: correct the above, then check again`] };
	}
	const { nodes, environment } = checked.config;
	return {
		faults: [],
		says: [
			...[...checked.warnings, ...bindingWarnings(stack, environment.class, top)].map((text) => `warning: ${text}`),
			`Pulumi.${stack}.yaml: holds (class ${environment.class}, ${nodes.length} nodes)`,
		],
	};
}

/** The file alone may hold and the first preview be refused all the same: a stack's class is bound elsewhere (policy-pack/own.ts). */
function* bindingWarnings(stack: string, stated: LabConfig["environment"]["class"], top: string): Generator<string> {
	const file = "policy-pack/environments.yaml";
	const path = join(top, file);
	const bound = existsSync(path) ? parseEnvironments(readYaml(path, file), file).get(stack) : undefined;
	if (bound === stated) return;
	const refused = "so a preview refuses the stack";
	if (bound === undefined)
		yield `${file}: does not have ${stack}, ${refused}; add "${stack}: ${stated}" in a change of its own`;
	else yield `${file}: binds ${stack} to ${bound}, not ${stated}, ${refused}; make both say the same`;
}

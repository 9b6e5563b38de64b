import { Command, Option } from "commander";
import { widthOf } from "../controls/gate/formats/wrapped";
import { readOptions } from "../rehearsal/sandbox/folder";
import { type PartName, partNames } from "../rehearsal/sandbox/part-list";
import { exitCodes, print, root, say } from "./context";
import { keptSandbox } from "./kept";
import { chooseEngine, chooseProviders } from "./rehearsal/choices";
import { rehearsedRepository } from "./rehearsal/repository";
import { runStep, type StepName } from "./rehearsal/step";
import { stepLines } from "./stepLines";

interface Flags {
	readonly engine: "auto" | "pulumi" | "embedded";
	readonly providers: "auto" | "stand-in" | "official";
	readonly json?: boolean;
	readonly unprotect?: boolean;
}

/** Adds what every single step takes. */
export function stepOptions(command: Command): Command {
	return command
		.argument("[id]", "as `lab ps` lists it; the only one if left out")
		.addOption(new Option("--engine <engine>").choices(["auto", "pulumi", "embedded"]).default("auto"))
		.addOption(new Option("--providers <providers>").choices(["auto", "stand-in", "official"]).default("auto"))
		.option("--json", "the step's result as one JSON document on stdout");
}

/** Runs one step of the engine in a kept sandbox and says what came of it. */
export async function runInKept(wanted: StepName, id: string | undefined, flags: Flags): Promise<void> {
	const { folder, client, description } = keptSandbox(root, id);
	const choice = chooseEngine(flags.engine, process.env);
	if (flags.unprotect === true) for (const text of await client.unprotect()) say(`  ${text}`);
	const target = {
		stack: description.stack,
		root,
		folder: folder.path,
		pulumi: choice.installed ?? builtPart(readOptions(folder).parts, "pulumi"),
		engine: choice.engine,
		providers: chooseProviders(flags.providers, process.env),
		unprotect: flags.unprotect === true,
	};
	// What previews is judged before; the rest changes nothing by the program.
	if (wanted === "preview" || wanted === "up") {
		const { refusal } = rehearsedRepository(root, description.stack);
		if (refusal !== undefined) throw new Error(refusal);
	}
	const result = await runStep(client, { ...target, step: wanted });
	if (flags.json === true) print(JSON.stringify(result));
	else {
		for (const line of stepLines(result, wanted, widthOf(process.stdout))) print(line);
		for (const error of result.errors) say(`  ${error}`);
	}
	if (result.refusal !== undefined) say(result.refusal);
	process.exitCode = result.ok ? exitCodes.held : exitCodes.finding;
}

function builtPart(parts: Readonly<Record<string, string>>, name: PartName): string {
	const path = parts[name];
	if (path === undefined)
		throw new Error(`${name}: this sandbox was started without it; the parts are ${partNames.join(", ")}`);
	return path;
}

export function stepCommands(): Command[] {
	const of = (step: Exclude<StepName, "recover">, says: string) =>
		stepOptions(new Command(step).description(`${says}, in a kept sandbox`)).action(
			(id: string | undefined, flags: Flags) => runInKept(step, id, flags),
		);
	return [
		of("preview", "previews with the policy pack"),
		of("up", "previews, then applies with the policy pack"),
		of("refresh", "reads what is really there"),
		of("destroy", "deletes everything; refused while something is protected").option(
			"--unprotect",
			"take protection off every resource first",
		),
	];
}

/**
 * One engine step as a process of its own, so that it can be killed without the sandbox: the parts go on.
 * Prints NDJSON on stdout: `{type:"progress"}` lines, then one `{type:"result"}` line. Exit code 0: the step held.
 */
import path from "node:path";
import { Command, Option } from "commander";
import { runStep, type StepName } from "./steps";

const steps: StepName[] = ["preview", "up", "refresh", "destroy", "recover"];

interface Flags {
	readonly folder: string;
	readonly root: string;
	readonly stack: string;
	readonly pulumi: string;
	readonly engine: "pulumi" | "embedded";
	readonly providers: "stand-in" | "official";
	/** False: none, for a preview that is compared. */
	readonly policyPack: string | false;
	readonly unprotect: boolean;
	readonly preview: boolean;
}

function print(line: object): void {
	process.stdout.write(`${JSON.stringify(line)}\n`);
}

const program = new Command("engine")
	.argument("<step>", `one of ${steps.join(", ")}`)
	.requiredOption("--folder <folder>", "the rehearsal's folder")
	.requiredOption("--stack <stack>", "the stack")
	.requiredOption("--pulumi <file>", "the pulumi executable")
	.option("--root <folder>", "the checkout", process.cwd())
	.option("--policy-pack <folder>", "the policy pack", "policy-pack")
	.option("--no-policy-pack", "preview: without it")
	.addOption(new Option("--engine <engine>").choices(["pulumi", "embedded"]).default("embedded"))
	.addOption(new Option("--providers <providers>").choices(["stand-in", "official"]).default("stand-in"))
	.option("--unprotect", "destroy: take protection off first", false)
	.option("--no-preview", "up: start at once, after a preview that the caller has seen hold")
	.action(async (step: string, flags: Flags) => {
		const name = steps.find((known) => known === step);
		if (name === undefined) throw new Error(`${step}: no such step; it must be one of ${steps.join(", ")}`);
		const root = path.resolve(flags.root);
		const result = await runStep(
			name,
			{
				folder: path.resolve(flags.folder),
				root,
				stack: flags.stack,
				pulumi: path.resolve(flags.pulumi),
				ownLanguageHost: flags.engine === "embedded",
				providers: flags.providers,
			},
			{
				policyPack: flags.policyPack === false ? undefined : path.resolve(root, flags.policyPack),
				progress: (text) => print({ type: "progress", text }),
				unprotect: flags.unprotect,
				preview: flags.preview,
			},
		);
		print(result);
		process.exitCode = result.ok ? 0 : 1;
	});

program.parseAsync().catch((cause: unknown) => {
	print({ type: "result", ok: false, errors: [cause instanceof Error ? cause.message : String(cause)] });
	process.exitCode = 2;
});

import { Command, Option } from "commander";
import { type EnvironmentClass, environmentClasses } from "../../controls/types";
import { Misuse, toItsEnd } from "../context";
import { ofCheck, ofControls, ofExport, ofProve, ofQualified } from "../help";

/** What `lab controls check` takes: the repository (`--repository`), or manifests. */
export interface CheckFlags {
	readonly repository?: boolean;
	readonly stack?: string;
	readonly change?: string;
	readonly class?: EnvironmentClass;
	readonly exceptions?: string;
	readonly tree?: boolean;
	readonly rendered?: boolean;
	readonly whole?: boolean;
	readonly json?: boolean;
	readonly sarif?: boolean;
	readonly junit?: boolean;
	readonly policyReport?: boolean;
	readonly output?: string;
}

/**
 * `lab controls …`. `check` judges manifests (cli/controls/check.ts), or with `--repository` the configuration and the
 * repository of one stack (cli/controls/repository.ts).
 */
export function controlsCommand(): Command {
	const command = new Command("controls").description("judges by the controls, proves them and exports them");
	command.addHelpText("after", ofControls);
	command
		.command("check")
		.description("judges manifests by the controls, or with --repository the repository of a stack")
		.argument("[files...]", "manifests: files or folders, or - for standard input")
		.option("--repository", "judge the configuration and the repository instead of manifests")
		.option("--stack <name>", "the stack whose exceptions hold; with --repository, the stack that is judged")
		.option("--change <reference>", "with --repository: the change reference; else the variable GXP_CHANGE")
		.addOption(
			new Option(
				"--class <class>",
				"the class that manifests are judged in (default: that of --stack, else production)",
			).choices(environmentClasses),
		)
		.option("--exceptions <file>", "another file of exceptions than policy-pack/exceptions.yaml")
		.option("--whole", "the manifests are all that a cluster runs, so what is missing is a finding (see below)")
		.option("--tree", "judge the manifests among the files that git tracks here, those of tests/ left out")
		.option("--rendered", "judge what the charts of --stack render to, instead of files")
		.option("--json", "one JSON document on stdout and nothing else")
		.option("--sarif", "SARIF 2.1.0 on stdout and nothing else")
		.option("--junit", "JUnit's XML on stdout and nothing else")
		.option("--policy-report", "a PolicyReport of wgpolicyk8s.io on stdout and nothing else")
		.option(
			"--output <folder>",
			"write the formats above, or all of them, into files of this folder, and print for a person",
		)
		.addHelpText("after", ofCheck)
		.action(
			toItsEnd(async (files: string[], flags: CheckFlags) => {
				if (flags.repository !== true) {
					const { checkManifests } = require("./check") as typeof import("./check");
					return checkManifests(files, flags);
				}
				if (files.length > 0) throw new Misuse("--repository: takes no files; leave them out");
				if (flags.tree === true) throw new Misuse("--repository: does not go with --tree; take one of them");
				const others = [
					"class",
					"exceptions",
					"whole",
					"rendered",
					"sarif",
					"junit",
					"policyReport",
					"output",
				] as const;
				const other = others.find((name) => flags[name] !== undefined);
				if (other !== undefined)
					throw new Misuse(
						`--repository: does not go with --${other === "policyReport" ? "policy-report" : other}; leave it out`,
					);
				if (flags.stack === undefined) throw new Misuse("--repository: needs --stack <name>");
				// Loaded here, so that every other command starts without it.
				const { checkRepository } = require("./repository") as typeof import("./repository");
				await checkRepository({ stack: flags.stack, change: flags.change, json: flags.json === true });
			}),
		);
	command
		.command("prove")
		.description("shows every control to what judges by it, and writes a record of what came of it")
		.addHelpText("after", ofProve)
		.argument("[controls...]", "control ids; all if left out")
		.option(
			"--record <file>",
			"where the record is written (default: .cache/proof.json, or proof-<ids>.json of a part)",
		)
		.option("--json", "one JSON document on stdout and nothing else")
		.action(
			toItsEnd(async (controls: string[], { record, json }: { record?: string; json?: boolean }) => {
				const { proveControls } = require("./prove") as typeof import("./prove");
				await proveControls({ controls, record, json: json === true });
			}),
		);
	command
		.command("export")
		.description("writes the controls of a class for another engine or reader")
		.addHelpText("after", ofExport)
		.requiredOption("--format <format>", "vap, gatekeeper, kyverno, oscal or matrix")
		.addOption(
			new Option("--class <class>", "the class (default: that of --stack, else production)").choices(
				environmentClasses,
			),
		)
		.option("--stack <name>", "the stack whose exceptions hold, besides those of every stack")
		.option(
			"--output <folder>",
			"a folder to write files into; standard output if left out, which oscal and matrix are not for",
		)
		.action(
			toItsEnd(async (flags: { format: string; class?: EnvironmentClass; stack?: string; output?: string }) => {
				const { exportControls } = require("./export") as typeof import("./export");
				const { format, stack, output } = flags;
				await exportControls({ format, wantedClass: flags.class, stack, output });
			}),
		);
	command
		.command("qualified")
		.description(
			"prints the versions that the repository pins, or writes them as those that a record says were qualified",
		)
		.option("--record <file>", "the committed record of the qualification that was executed with them")
		.addHelpText("after", ofQualified)
		.action(
			toItsEnd(({ record }: { record?: string }) => {
				const { qualifiedVersionsCommand } = require("./qualified") as typeof import("./qualified");
				qualifiedVersionsCommand(record);
			}),
		);
	return command;
}

import { Command } from "commander";
import { exitCodes, painter, print } from "./context";
import { diagnose } from "./diagnosis";

export function doctorCommand(): Command {
	return new Command("doctor")
		.description("says what is missing on this machine and how to get it")
		.option("--json", "one JSON document on stdout")
		.action(({ json }: { json?: boolean }) => {
			const findings = diagnose();
			if (json === true) print(JSON.stringify(findings));
			else {
				const paint = painter(process.stdout);
				for (const { name, found, fix } of findings) {
					print(
						`${fix === undefined ? paint("green", "ok     ") : paint("red", "missing")} ${name}: ${found}${fix === undefined ? "" : `; ${fix}`}`,
					);
				}
			}
			process.exitCode = findings.every(({ fix }) => fix === undefined) ? exitCodes.held : exitCodes.finding;
		});
}

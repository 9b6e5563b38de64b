/**
 * Runs the checks inside the sandbox and prints NDJSON: `{type:"check", id, says, held, detail}` a line, and with
 * `--locked` the object versions that a destroy will leave (`{type:"progress"}`). Exit code 1 when one did not hold.
 */
import path from "node:path";
import { Command } from "commander";
import { readContext } from "./context";
import { runChecks } from "./index";
import { lockedVersions } from "./storage";

interface Flags {
	readonly folder: string;
	readonly stack: string;
	readonly root: string;
	readonly pulumi?: string;
	readonly locked: boolean;
}

const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

new Command("checks")
	.requiredOption("--folder <folder>", "the rehearsal's folder")
	.requiredOption("--stack <stack>", "the stack")
	.option("--root <folder>", "the checkout", process.cwd())
	.option("--pulumi <file>", "the pulumi executable; the built part if left out")
	.option("--locked", "list the locked object versions instead", false)
	.action(async ({ folder, stack, root, pulumi, locked }: Flags) => {
		const context = await readContext({
			stack,
			root: path.resolve(root),
			folder: path.resolve(folder),
			...(pulumi === undefined ? {} : { pulumi }),
		});
		if (locked) {
			for (const text of await lockedVersions(context)) print({ type: "progress", text: `stays, locked: ${text}` });
			return;
		}
		for await (const verdict of runChecks(context)) {
			print({ type: "check", ...verdict });
			if (!verdict.held) process.exitCode = 1;
		}
	})
	.parseAsync()
	.catch((cause: unknown) => {
		process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
		process.exitCode = 2;
	});

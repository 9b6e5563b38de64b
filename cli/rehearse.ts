import { Command, Option } from "commander";
import { widthOf } from "../controls/gate/formats/wrapped";
import { calledFrom, exitCodes, Misuse, painter, print, root, say } from "./context";
import { keptLine, summaryOf, type Unapproved } from "./rehearsal/document";
import type { RehearseOptions } from "./rehearsal/run";

interface Flags extends Pick<RehearseOptions, "stack" | "engine" | "providers"> {
	readonly keep?: boolean;
	readonly json?: boolean;
}

export function rehearseCommand(): Command {
	return new Command("rehearse")
		.description("previews, applies, checks, applies again and tears down the lab, on this machine")
		.option("--stack <name>", "the stack to rehearse", "lab")
		.addOption(
			new Option("--engine <engine>", "auto takes pulumi where it is on PATH")
				.choices(["auto", "pulumi", "embedded"])
				.default("auto"),
		)
		.addOption(
			new Option("--providers <providers>", "auto takes the official plugins where all are installed")
				.choices(["auto", "stand-in", "official"])
				.default("auto"),
		)
		.option("--keep", "no teardown: the sandbox stays, detached")
		.option("--json", "one JSON document on stdout and nothing else")
		.addHelpText(
			"after",
			"\nExit codes: 0 everything that was executed held, 1 something did not, 2 misuse, or\nit could not begin, 130 interrupted.",
		)
		.action(async (flags: Flags) => {
			const interruption = new AbortController();
			const interrupt = (signal: string) => {
				say(interruption.signal.aborted ? `${signal}: ending already` : `${signal}: ending the sandbox`);
				interruption.abort();
			};
			for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
			// Loaded here, so that every other command starts without it.
			const { rehearse } = require("./rehearsal/run") as typeof import("./rehearsal/run");
			const running = rehearse({
				root,
				stack: flags.stack,
				engine: flags.engine,
				providers: flags.providers,
				keep: flags.keep === true,
				interrupted: interruption.signal,
			});
			const { document, kept, ending } = await running.catch(async (cause: unknown) => {
				// It did not begin: whoever reads the JSON is told why, whoever reads the exit code that it is misuse.
				const { documentOf, nothingSeen } = require("./rehearsal/seen") as typeof import("./rehearsal/seen");
				const head = { stack: flags.stack, class: null, engine: null, providers: null };
				const error = cause instanceof Error ? cause.message : String(cause);
				if (flags.json === true) print(JSON.stringify(documentOf(nothingSeen(), head, error)));
				throw cause;
			});
			const { interruptedText } = require("./rehearsal/interrupted") as typeof import("./rehearsal/interrupted");
			const { hasBegun } = require("./rehearsal/seen") as typeof import("./rehearsal/seen");
			const paint = painter(process.stdout);
			const cut = document.error === "interrupted";
			// Neither parts nor a sandbox: nothing was judged either, and there is nothing to sum up.
			const judged = document.ok || cut || hasBegun(ending, "repository");
			if (flags.json === true) print(JSON.stringify(document));
			else if (cut)
				print(interruptedText(document, ending, { ...flags, from: calledFrom }, paint, widthOf(process.stdout)));
			else if (hasBegun(ending, "up")) print(summaryOf(document, paint, unapprovedIn(flags.stack)));
			else if (judged) {
				const { notBegunText } = require("./rehearsal/notBegun") as typeof import("./rehearsal/notBegun");
				print(notBegunText(document, ending, paint, unapprovedIn(flags.stack), widthOf(process.stdout)));
			}
			const { logs, sandbox } = ending;
			if (logs !== undefined && (flags.json === true || !cut))
				say(`logs: ${logs} (\`lab down ${sandbox}\` removes them)`);
			if (kept !== undefined) say(keptLine(kept));
			if (!judged) throw new Misuse(`nothing was rehearsed: ${document.error}`);
			process.exitCode = exitCodeOf(document.ok, interruption.signal.aborted);
		});
}

/** Of the exceptions of this stack. A file that cannot be read says nothing of it: the run has said why. */
function unapprovedIn(stack: string): Unapproved {
	const { isApproved } = require("../controls/exceptions") as typeof import("../controls/exceptions");
	const { readExceptions } = require("../controls/exceptionsFile") as typeof import("../controls/exceptionsFile");
	try {
		const own = readExceptions().filter((exception) => exception.stack === undefined || exception.stack === stack);
		const approved = own.filter(isApproved).length;
		if (approved === own.length) return "none";
		return approved === 0 ? "all" : "some";
	} catch {
		return "none";
	}
}

function exitCodeOf(ok: boolean, interrupted: boolean): number {
	if (interrupted) return exitCodes.interrupted;
	return ok ? exitCodes.held : exitCodes.finding;
}

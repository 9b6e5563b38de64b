import { Command } from "commander";
import { benchControlsCommand } from "./bench/controls";
import { machine } from "./bench/machine";
import { exitCodes, Misuse, print, root } from "./context";
import type { RehearsalDocument } from "./rehearsal/document";

export interface BenchTarget {
	readonly name: string;
	readonly limit: number;
	readonly unit: "s" | "MiB";
	/** Null when the run did not come so far. */
	readonly reached: number | null;
	readonly met: boolean;
}

/** The targets of the project, with what this run reached. They hold for 2 processors with the parts cached. */
export function targetsOf({ seconds, peakRssMiB, ok }: RehearsalDocument): BenchTarget[] {
	const target = (name: string, limit: number, unit: "s" | "MiB", reached: number | null): BenchTarget => ({
		name,
		limit,
		unit,
		reached,
		met: ok && reached !== null && reached < limit,
	});
	const rehearsed = seconds.total === null || seconds.parts === null ? null : seconds.total - seconds.parts;
	return [
		target("lab rehearsed from zero", 60, "s", rehearsed === null ? null : Math.round(rehearsed * 10) / 10),
		target("preview", 5, "s", seconds.preview),
		target("second up", 5, "s", seconds.secondUp),
		target("our own processes", 1024, "MiB", peakRssMiB),
	];
}

export function benchCommand(): Command {
	return new Command("bench")
		.description("rehearses the lab and prints what was reached, as JSON")
		.option("--stack <name>", "the stack to rehearse", "lab")
		.action(async ({ stack }: { stack: string }) => {
			const interruption = new AbortController();
			for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interruption.abort());
			const { rehearse } = require("./rehearsal/run") as typeof import("./rehearsal/run");
			const { hasBegun } = require("./rehearsal/seen") as typeof import("./rehearsal/seen");
			const { document, ending } = await rehearse({
				root,
				stack,
				engine: "auto",
				providers: "auto",
				keep: false,
				interrupted: interruption.signal,
			});
			print(
				JSON.stringify({ schemaVersion: 1, machine: machine(), targets: targetsOf(document), rehearsal: document }),
			);
			if (interruption.signal.aborted) process.exitCode = exitCodes.interrupted;
			else if (document.ok || hasBegun(ending, "repository"))
				process.exitCode = document.ok ? exitCodes.held : exitCodes.finding;
			else throw new Misuse(`nothing was rehearsed: ${document.error}`);
		})
		.addCommand(benchControlsCommand());
}

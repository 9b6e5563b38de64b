import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { exitCodes, print, root, say, toItsEnd } from "../context";
import { machine } from "./machine";

interface Flags {
	readonly stack: string;
	readonly objects: number;
	readonly seed: number;
	readonly rounds: number;
	readonly previews: number;
}

export function benchControlsCommand(): Command {
	return new Command("controls")
		.description("measures what the controls cost, and the gate beside other engines, as JSON")
		.option("--stack <name>", "the stack whose previews are compared", "lab")
		.option("--objects <count>", "how many objects the gate and the engines judge", positive, 10_000)
		.option("--seed <number>", "the objects' seed", positive, 1)
		.option("--rounds <count>", "how often each engine runs; the median counts", positive, 3)
		.option(
			"--previews <count>",
			"previews without a pack, with an empty one and with ours; the medians count",
			positive,
			5,
		)
		.action(
			toItsEnd(async ({ stack, objects, seed, rounds, previews: times }: Flags) => {
				const interruption = new AbortController();
				for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interruption.abort());
				const { comparePreviews } = require("./previews") as typeof import("./previews");
				const { benchEngines } = require("./engines") as typeof import("./engines");
				const { mixedObjects } = require("./objects") as typeof import("./objects");
				const previews = await comparePreviews(root, stack, times, interruption.signal);
				interruption.signal.throwIfAborted();
				const folder = mkdtempSync(join(tmpdir(), "gxp-lab-bench-"));
				try {
					const engines = await benchEngines(root, folder, mixedObjects(objects, seed), { rounds, say });
					print(JSON.stringify({ schemaVersion: 1, machine: machine(), seed, previews, engines }));
					const same = engines.comparisons.every(({ differing }) => differing === 0);
					process.exitCode = previews.met && same ? exitCodes.held : exitCodes.finding;
				} finally {
					rmSync(folder, { recursive: true, force: true });
				}
			}),
		);
}

function positive(text: string): number {
	if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1 to 9999999.");
	return Number(text);
}

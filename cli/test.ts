import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { partEnvironment } from "../rehearsal/sandbox/environment";
import { ensureParts } from "../rehearsal/sandbox/parts";
import { calledFrom, exitCodes, Misuse, print, root, say, waiting } from "./context";
import { thisMachine } from "./machine";
import { inOrder, lanesHere, runFiles } from "./test-lanes";
import type { Reported } from "./test-reporter";

interface Count {
	passed: number;
	failed: number;
	/** Titles of what was not executed: never counted as passed. */
	readonly skipped: string[];
}

function take(line: Reported, file: string, count: Count): void {
	const seconds = "milliseconds" in line ? Math.round(line.milliseconds / 1000) : 0;
	if (line.type === "file" && seconds > 5) say(`${seconds} s  all of ${file}`);
	if (line.type === "skip") count.skipped.push(line.title);
	if (line.type === "pass") {
		count.passed++;
		if (seconds > 2) say(`${seconds} s  ${line.title}`);
	}
	if (line.type === "fail") {
		count.failed++;
		say(`FAILED  ${line.title}\n${line.says}\n`);
	}
}

/** The project's own test files. */
function testFiles(long: boolean): string[] {
	return readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".spec.ts") || (long && name.endsWith(".long.ts")))
		.map((name) => join("tests", name));
}

/** As the checkout has them: those that are named from where `lab` was called, or from its top. */
export function namedFiles(given: readonly string[], from = calledFrom, top = root): string[] {
	const found = given.map((file) => {
		const paths = /\.(spec|long)\.ts$/.test(file) ? [resolve(from, file), resolve(top, file)] : [];
		return paths.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
	});
	const none = given.filter((_, i) => found[i] === undefined);
	if (none.length > 0)
		throw new Misuse(
			`${none.join(", ")}: is no test file; name files such as tests/cli/ps.spec.ts, or none to run them all`,
		);
	return found.flatMap((path) => (path === undefined ? [] : relative(top, path)));
}

function lanesOf(text: string): number {
	const lanes = Number(text);
	if (!Number.isInteger(lanes) || lanes < 1) throw new InvalidArgumentError("It must be a whole number from 1 on.");
	return lanes;
}

export function testCommand(): Command {
	return new Command("test")
		.description("runs the tests; the last line is `N passed, N failed`")
		.option("--long", "the long tests too (tests/**/*.long.ts)")
		.option(
			"--lanes <n>",
			"how many files at a time (default: 2; 1 with long tests, or where there is too little memory)",
			lanesOf,
		)
		.argument("[files...]", "test files; all if left out")
		.addHelpText(
			"after",
			"\nExit codes: 0 all passed, 1 one failed, 2 misuse, or nothing could be tested,\n130 interrupted.",
		)
		.action(async (files: string[], { long, lanes }: { long?: boolean; lanes?: number }) => {
			const named = namedFiles(files);
			const interruption = new AbortController();
			for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interruption.abort());
			const { signal } = interruption;
			const parts = await waiting((report, every) =>
				ensureParts(report, { root, interrupted: signal, ...every }),
			).catch((cause: unknown) => {
				// Ctrl-C reaches the compiler too: which of the two is told first is chance.
				// Without the parts nothing was tested: that is no test that failed.
				if (!signal.aborted) throw new Misuse(cause instanceof Error ? cause.message : String(cause), { cause });
			});
			if (parts === undefined) {
				say("lab: interrupted");
				process.exitCode = exitCodes.interrupted;
				return;
			}
			const count = await runTests(inOrder(named.length > 0 ? named : testFiles(long === true)), parts, signal, lanes);
			for (const title of count.skipped) say(`not executed  ${title}`);
			if (count.skipped.length > 0) say(`${count.skipped.length} not executed`);
			print(`${count.passed} passed, ${count.failed} failed`);
			const verdict = count.failed === 0 ? exitCodes.held : exitCodes.finding;
			process.exitCode = signal.aborted ? exitCodes.interrupted : verdict;
		});
}

async function runTests(
	files: readonly string[],
	parts: Readonly<Record<string, string>>,
	interrupted: AbortSignal,
	lanes = lanesHere(files, availableParallelism(), thisMachine.availableMiB()),
): Promise<Count> {
	const count: Count = { passed: 0, failed: 0, skipped: [] };
	const started = Date.now();
	const timer = setInterval(
		() =>
			say(
				`testing ${Math.round((Date.now() - started) / 1000)} s: ${count.passed} passed, ${count.failed} failed so far`,
			),
		10_000,
	);
	const environment = { ...process.env, ...partEnvironment(parts) };
	try {
		await runFiles(files, { lanes, environment, interrupted, told: (line, file) => take(line, file, count) });
	} finally {
		clearInterval(timer);
	}
	return count;
}

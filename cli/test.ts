import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Command } from "commander";
import { partEnvironment } from "../rehearsal/sandbox/environment";
import { ensureParts } from "../rehearsal/sandbox/parts";
import { exitCodes, print, root, say, waiting } from "./context";
import type { Reported } from "./test-reporter";

interface Count {
	passed: number;
	failed: number;
	/** Titles of what was not executed: never counted as passed. */
	readonly skipped: string[];
	ended: boolean;
}

function take(line: Reported, count: Count): void {
	if (line.type === "end") count.ended = true;
	if (line.type === "skip") count.skipped.push(line.title);
	if (line.type === "pass") {
		count.passed++;
		if (line.milliseconds > 2000) say(`${Math.round(line.milliseconds / 1000)} s  ${line.title}`);
	}
	if (line.type === "fail") {
		count.failed++;
		say(`FAILED  ${line.title}\n${line.says}\n`);
	}
}

export function testCommand(): Command {
	return new Command("test")
		.description("runs the tests; the last line is `N passed, N failed`")
		.option("--long", "the long tests too (tests/**/*.long.ts)")
		.argument("[files...]", "test files; all if left out")
		.action(async (files: string[], { long }: { long?: boolean }) => {
			const patterns =
				files.length > 0 ? files : ["tests/**/*.spec.ts", ...(long === true ? ["tests/**/*.long.ts"] : [])];
			const interruption = new AbortController();
			for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interruption.abort());
			const { signal } = interruption;
			const parts = await waiting((report, every) =>
				ensureParts(report, { root, interrupted: signal, ...every }),
			).catch((cause: unknown) => {
				// Ctrl-C reaches the compiler too: which of the two is told first is chance.
				if (!signal.aborted) throw cause;
			});
			if (parts === undefined) {
				say("lab: interrupted");
				process.exitCode = exitCodes.interrupted;
				return;
			}
			const count = await runMocha(patterns, parts, signal);
			for (const title of count.skipped) say(`not executed  ${title}`);
			if (count.skipped.length > 0) say(`${count.skipped.length} not executed`);
			print(`${count.passed} passed, ${count.failed} failed`);
			const verdict = count.ended && count.failed === 0 ? exitCodes.held : exitCodes.finding;
			process.exitCode = signal.aborted ? exitCodes.interrupted : verdict;
		});
}

async function runMocha(
	patterns: readonly string[],
	parts: Readonly<Record<string, string>>,
	interrupted: AbortSignal,
): Promise<Count> {
	const count: Count = { passed: 0, failed: 0, skipped: [], ended: false };
	const started = Date.now();
	const child = spawn(
		process.execPath,
		[
			...["--import", "tsx", "node_modules/mocha/bin/mocha.js", "--no-config", "--exit"],
			...["--timeout", "30000", "--reporter", "./cli/test-reporter.ts", ...patterns],
		],
		// What a test prints goes to stderr; descriptor 3 is the reporter's.
		{ cwd: root, stdio: ["ignore", 2, 2, "pipe"], env: { ...process.env, ...partEnvironment(parts) } },
	);
	interrupted.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
	const timer = setInterval(
		() =>
			say(
				`testing ${Math.round((Date.now() - started) / 1000)} s: ${count.passed} passed, ${count.failed} failed so far`,
			),
		10_000,
	);
	const reports = child.stdio[3];
	if (reports === null || reports === undefined || !("readable" in reports))
		throw new Error("mocha: no pipe for its reports");
	createInterface({ input: reports }).on("line", (line) => take(JSON.parse(line) as Reported, count));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", resolve);
	});
	clearInterval(timer);
	if (!count.ended) {
		count.failed++; // A file that does not load runs no test: that is a failure, not an absence.
		say(`mocha ended early (exit code ${code})`);
	}
	return count;
}

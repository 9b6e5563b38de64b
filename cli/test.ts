import { spawn } from "node:child_process";
import { Command } from "commander";
import { z } from "zod";
import { exitCodes, print, root, say } from "./context";
import { parsed } from "./rehearsal/step";

/** How many tests passed and failed: `end` of mocha's json-stream reporter says it (mocha, lib/reporters/json-stream.js). */
interface Count {
	passed: number;
	failed: number;
	ended: boolean;
}

const reported = z.tuple([
	z.string(),
	z.looseObject({
		fullTitle: z.string().default(""),
		duration: z.number().default(0),
		err: z.unknown(),
		stack: z.string().nullish(),
	}),
]);

function take(line: string, count: Count): void {
	const read = reported.safeParse(parsed(line));
	if (!read.success) {
		if (!line.startsWith('["start"')) say(line); // A test printed something.
		return;
	}
	const [kind, test] = read.data;
	if (kind === "end") count.ended = true;
	if (kind === "pass") {
		count.passed++;
		if (test.duration > 2000) say(`${Math.round(test.duration / 1000)} s  ${test.fullTitle}`);
	}
	if (kind === "fail") {
		count.failed++;
		say(`FAILED  ${test.fullTitle}\n${test.stack ?? String(test.err)}\n`);
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
			const count = await runMocha(patterns);
			print(`${count.passed} passed, ${count.failed} failed`);
			process.exitCode = count.ended && count.failed === 0 ? exitCodes.held : exitCodes.finding;
		});
}

async function runMocha(patterns: readonly string[]): Promise<Count> {
	const count: Count = { passed: 0, failed: 0, ended: false };
	const started = Date.now();
	const child = spawn(
		process.execPath,
		[
			...["--import", "tsx", "node_modules/mocha/bin/mocha.js", "--no-config"],
			...["--timeout", "30000", "--reporter", "json-stream", ...patterns],
		],
		{ cwd: root, stdio: ["ignore", "pipe", "inherit"] },
	);
	const timer = setInterval(
		() =>
			say(
				`testing ${Math.round((Date.now() - started) / 1000)} s: ${count.passed} passed, ${count.failed} failed so far`,
			),
		10_000,
	);
	let rest = "";
	child.stdout.on("data", (text) => {
		const lines = (rest + String(text)).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) if (line !== "") take(line, count);
	});
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

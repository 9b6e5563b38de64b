import { writeSync } from "node:fs";
import { type MochaOptions, type Runner, Runner as RunnerClass, reporters, type Test } from "mocha";

/** What is told of the tests, a JSON line each, on the descriptor that the variable names: stdout belongs to the tests. */
export type Reported =
	| { readonly type: "pass"; readonly title: string; readonly milliseconds: number }
	| { readonly type: "fail"; readonly title: string; readonly says: string }
	| { readonly type: "skip"; readonly title: string }
	/** All of a file, its hooks and its loading among it. */
	| { readonly type: "file"; readonly milliseconds: number };

export const REPORT_FD = 3;

/** Writes synchronously: a test that ends the process loses nothing. */
export const tell = (line: Reported): void => void writeSync(REPORT_FD, `${JSON.stringify(line)}\n`);

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = RunnerClass.constants;

/** A mocha reporter (mochajs.org: third-party reporters). */
export class LineReporter extends reporters.Base {
	constructor(runner: Runner, options?: MochaOptions) {
		super(runner, options);
		runner.on(EVENT_TEST_PASS, (test: Test) =>
			tell({ type: "pass", title: test.fullTitle(), milliseconds: test.duration ?? 0 }),
		);
		runner.on(EVENT_TEST_FAIL, (test: Test, cause: unknown) =>
			tell({ type: "fail", title: test.fullTitle(), says: saysOf(cause) }),
		);
		runner.on(EVENT_TEST_PENDING, (test: Test) => tell({ type: "skip", title: test.fullTitle() }));
	}
}

export function saysOf(cause: unknown): string {
	if (!(cause instanceof Error)) return String(cause);
	const difference =
		"actual" in cause && "expected" in cause
			? `\nexpected ${show(cause.expected)}\nactual   ${show(cause.actual)}`
			: "";
	return `${cause.stack ?? cause.message}${difference}`;
}

function show(value: unknown): string {
	const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
	return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}

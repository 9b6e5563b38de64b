import { resolve } from "node:path";
import type { Report } from "../rehearsal/sandbox/parts";
import { StatusLine } from "./statusLine";

/** The checkout that this CLI belongs to. */
export const root = resolve(__dirname, "..");

/** Where the user called `./lab`, which itself works in the checkout: what a relative path of theirs is relative to. */
export const calledFrom = process.env.LAB_CALLED_FROM ?? process.cwd();

/** Exit codes of every command. */
export const exitCodes = { held: 0, finding: 1, misuse: 2, interrupted: 130 } as const;

/** The user asked for something that cannot be: exit code 2, the message alone. */
export class Misuse extends Error {}

/** An action whose exit code 1 says what was judged, shown or measured. What keeps it from its end, whatever that is, says nothing of it: 2. */
export function toItsEnd<Args extends unknown[]>(action: (...args: Args) => Promise<void> | void) {
	return async (...args: Args): Promise<void> => {
		try {
			await action(...args);
		} catch (cause) {
			if (cause instanceof Misuse) throw cause;
			throw new Misuse(cause instanceof Error ? cause.message : String(cause), { cause });
		}
	};
}

/** What is waited for, on standard error; a wait in a terminal is told on one line, which is rewritten. */
const status = new StatusLine(process.stderr);

/** Everything that is not a result goes to standard error. */
export function say(line: string): void {
	status.line(line);
}

export function print(line: string): void {
	status.clear();
	process.stdout.write(`${line}\n`);
}

/**
 * Reports what somebody else waits for (rehearsal/sandbox/parts.ts): in a terminal each second and on one line, of which the last
 * of each wait stays; else as lines. What only tells anew (`again`) does not stay.
 */
export async function waiting<T>(wait: (report: Report, every: { every?: number }) => Promise<T>): Promise<T> {
	let last: string | undefined;
	const keep = () => {
		status.clear();
		if (last !== undefined && status.rewrites) say(last);
	};
	const report: Report = (line, again = false) => {
		if (!again) keep();
		if (!again || last !== undefined) last = line;
		status.show(line);
	};
	return wait(report, status.rewrites ? { every: 1000 } : {}).finally(keep);
}

/** Colour only on a terminal, and not where NO_COLOR is set (no-color.org). */
export function painter(
	stream: NodeJS.WriteStream,
): (colour: "red" | "green" | "yellow" | "dim", text: string) => string {
	const codes = { red: 31, green: 32, yellow: 33, dim: 2 };
	const on = stream.isTTY === true && (process.env.NO_COLOR ?? "") === "";
	return (colour, text) => (on ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text);
}

/**
 * Says what is going on, so that nothing is silent for longer than two seconds. Steps call `note` as often as they like. In a
 * terminal it is one line, rewritten each second, of which how long it took stays; elsewhere a line at most every two seconds,
 * with the latest note.
 */
export class Progress {
	private readonly started = Date.now();
	private latest = "";
	private count = 0;
	private seconds: number | undefined;
	private readonly timer: NodeJS.Timeout;

	constructor(private readonly title: string) {
		status.show(`${title} …`);
		this.timer = setInterval(
			() => status.show(`${this.reached(Math.round(this.elapsed()))}${this.latest}`),
			status.rewrites ? 1000 : 2000,
		);
	}

	note(text: string): void {
		this.latest = `: ${text}`;
		this.count++;
	}

	/** What runs at this time, where nothing is counted. */
	now(text: string): void {
		this.latest = `: ${text}`;
	}

	/** Ends it; how long it took, in seconds. */
	end(): number {
		if (this.seconds !== undefined) return this.seconds;
		clearInterval(this.timer);
		this.seconds = this.elapsed();
		status.clear();
		if (status.rewrites) say(this.reached(Math.round(this.seconds * 10) / 10));
		return this.seconds;
	}

	private elapsed(): number {
		return (Date.now() - this.started) / 1000;
	}

	private reached(seconds: number): string {
		return `${this.title} ${seconds} s${this.count > 0 ? `, ${this.count} done` : ""}`;
	}
}

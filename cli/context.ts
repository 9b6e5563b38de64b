import { resolve } from "node:path";

/** The checkout that this CLI belongs to. */
export const root = resolve(__dirname, "..");

/** Where the user called `./lab`, which itself works in the checkout: what a relative path of theirs is relative to. */
export const calledFrom = process.env.LAB_CALLED_FROM ?? process.cwd();

/** Exit codes of every command. */
export const exitCodes = { held: 0, finding: 1, misuse: 2, interrupted: 130 } as const;

/** The user asked for something that cannot be: exit code 2, the message alone. */
export class Misuse extends Error {}

/** Everything that is not a result goes to standard error. */
export function say(line: string): void {
	process.stderr.write(`${line}\n`);
}

export function print(line: string): void {
	process.stdout.write(`${line}\n`);
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
 * Says what is going on, so that nothing is silent for longer than two seconds. Steps call `note` as often as they
 * like; a line appears at most every two seconds, with the latest note.
 */
export class Progress {
	private readonly started = Date.now();
	private latest = "";
	private count = 0;
	private readonly timer: NodeJS.Timeout;

	constructor(private readonly title: string) {
		say(`${title} …`);
		this.timer = setInterval(() => {
			const seconds = Math.round((Date.now() - this.started) / 1000);
			say(`${this.title} ${seconds} s${this.count > 0 ? `, ${this.count} done` : ""}${this.latest}`);
		}, 2000);
	}

	note(text: string): void {
		this.latest = `: ${text}`;
		this.count++;
	}

	/** Ends it; how long it took, in seconds. */
	end(): number {
		clearInterval(this.timer);
		return (Date.now() - this.started) / 1000;
	}
}

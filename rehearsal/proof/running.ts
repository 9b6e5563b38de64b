/** Begins a line of standard error that tells what a proof's process is at; what other programs write there begins otherwise. */
const MARK = "proof> ";

/** Tells the process that waits what this one is at. */
export function tellProgress(text: string): void {
	process.stderr.write(`${MARK}${text}\n`);
}

/** What such a line tells; undefined for any other line. */
export function toldProgress(line: string): string | undefined {
	return line.startsWith(MARK) ? line.slice(MARK.length) : undefined;
}

/** What several processes are at, told as one text each time that it changes: what runs, not what ended. */
export class Running {
	private readonly at = new Map<string, string>();

	constructor(private readonly tell: (text: string) => void) {}

	runs(what: string, text: string): void {
		this.at.set(what, text);
		this.told();
	}

	ends(what: string): void {
		this.at.delete(what);
		this.told();
	}

	private told(): void {
		const all = [...this.at].map(([what, text]) => `${what}: ${text}`);
		this.tell(all.length === 0 ? "the conclusion" : all.join("; "));
	}
}

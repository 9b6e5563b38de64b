import type { ProofRecord } from "./record";

/** Begins a line of standard error that tells what a proof's process is at; what other programs write there begins otherwise. */
const MARK = "proof> ";

/** What one process of the proof does: with the engine's executable, for the controls that are wanted (none: for all). */
export type Prove = (
	pulumi: string,
	wanted: ReadonlySet<string>,
	progress: (text: string) => void,
) => Promise<ProofRecord[]>;

/** Such a process: its arguments are the engine's executable and the controls, its output the records as JSON. */
export async function proofProcess(prove: Prove): Promise<void> {
	const [pulumi = "", ...ids] = process.argv.slice(2);
	const records = await prove(pulumi, new Set(ids), tellProgress);
	process.stdout.write(`${JSON.stringify(records)}\n`);
}

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

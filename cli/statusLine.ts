type Stream = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * One line at the end of a terminal that is rewritten: what is waited for. Everything else goes through `line`, which takes the
 * status away, writes a line that stays, and puts the status back below it. Where the stream is no terminal, or one that cannot
 * go back to a line's start (`TERM=dumb`), every status is a line of its own.
 *
 * `\r` and "erase in line" (`CSI K`) are of ECMA-48; a terminal that wraps can go back to the last row only, so a status is cut.
 */
export class StatusLine {
	private shown = "";

	constructor(
		private readonly stream: Stream,
		private readonly terminal = process.env.TERM,
	) {}

	get rewrites(): boolean {
		return this.stream.isTTY === true && this.terminal !== "dumb";
	}

	/** A line that stays. */
	line(text: string): void {
		const { shown } = this;
		this.stream.write(shown === "" ? `${text}\n` : `\r\u001b[K${text}\n${shown}`);
	}

	/** Takes the place of the status before. */
	show(text: string): void {
		if (!this.rewrites) {
			this.line(text);
			return;
		}
		if (this.shown === "") for (const signal of signals) process.on(signal, this.ended);
		const plain = text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ");
		const width = Math.max(1, (this.stream.columns || 80) - 1);
		this.shown = plain.length > width ? `${plain.slice(0, width - 1)}…` : plain;
		this.stream.write(`\r\u001b[K${this.shown}`);
	}

	/** Takes the status away, so that anything can be written where it stood. */
	clear(): void {
		if (this.shown === "") return;
		this.shown = "";
		for (const signal of signals) process.off(signal, this.ended);
		this.stream.write("\r\u001b[K");
	}

	/** A process that nobody keeps from ending leaves its last status above the prompt, not before it. */
	private readonly ended = (signal: NodeJS.Signals): void => {
		if (process.listenerCount(signal) > 1) return;
		this.stream.write("\n");
		this.shown = "";
		for (const one of signals) process.off(one, this.ended);
		process.kill(process.pid, signal);
	};
}

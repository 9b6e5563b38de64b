import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface PartOptions {
	/** Unique in the sandbox. */
	readonly name: string;
	/** The file that takes its output; `logs/<name>.log` if absent. */
	readonly log?: string;
	readonly command: string;
	readonly args: readonly string[];
	/** Added to a bare environment: a part inherits nothing but PATH and the folders for its home and temporary files. */
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** Asked every 50 ms until it is true; a throw counts as "not yet". */
	readonly ready?: () => Promise<boolean>;
	/** How long `ready` may take, in milliseconds; 30 s if absent. */
	readonly readyWithin?: number;
	/** Told when it ends without having been stopped. */
	readonly onUnexpectedExit?: (exit: string) => void;
}

/** One process of the sandbox, in a session (and so a process group) of its own: Ctrl-C never reaches it. */
export class Part {
	readonly ended: Promise<string>;
	private exit: string | undefined;
	private stopping = false;

	constructor(
		readonly name: string,
		private readonly child: ChildProcess,
		readonly log: string,
		onUnexpectedExit: ((exit: string) => void) | undefined,
	) {
		this.ended = new Promise((resolve) => {
			const end = (exit: string) => {
				if (this.exit !== undefined) return;
				this.exit = exit;
				resolve(exit);
				if (!this.stopping) onUnexpectedExit?.(exit);
			};
			child.on("error", (cause) => end(cause.message));
			child.on("exit", (code, signal) => end(signal ?? `exit code ${code}`));
		});
	}

	get pid(): number | undefined {
		return this.child.pid;
	}

	/** "SIGKILL", "exit code 1", …; undefined while it runs. */
	get exited(): string | undefined {
		return this.exit;
	}

	signal(signal: NodeJS.Signals): void {
		if (this.exit !== undefined || this.child.pid === undefined) return;
		try {
			process.kill(-this.child.pid, signal);
		} catch (cause) {
			if (!(cause instanceof Error && "code" in cause && cause.code === "ESRCH")) throw cause;
		}
	}

	/** TERM, then KILL after `within` milliseconds. */
	async stop(within = 5000): Promise<void> {
		this.stopping = true;
		this.signal("SIGTERM");
		const timer = setTimeout(() => this.signal("SIGKILL"), within);
		await this.ended;
		clearTimeout(timer);
	}

	/** The end of its log, for an error message. */
	tail(lines = 15): string {
		return readFileSync(this.log, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
	}
}

/** The processes that the sandbox started, by name. */
export class Processes {
	private readonly parts = new Map<string, Part>();

	constructor(private readonly logFolder: string) {}

	/** Starts a part and waits until it is ready; a part that ends first, or takes too long, fails with its log's end. */
	async start(options: PartOptions): Promise<Part> {
		const { name } = options;
		const before = this.parts.get(name);
		if (before !== undefined && before.exited === undefined) throw new Error(`${name}: runs already; stop it first`);
		const log = options.log ?? join(this.logFolder, `${name}.log`);
		mkdirSync(dirname(log), { recursive: true });
		const output = openSync(log, "a", 0o600);
		const child = spawn(options.command, options.args, {
			detached: true,
			stdio: ["ignore", output, output],
			env: { ...bare(), ...options.env },
			...(options.cwd === undefined ? {} : { cwd: options.cwd }),
		});
		closeSync(output);
		const part = new Part(name, child, log, options.onUnexpectedExit);
		this.parts.set(name, part);
		if (options.ready !== undefined) await waitReady(part, options.ready, options.readyWithin ?? 30_000);
		return part;
	}

	get(name: string): Part | undefined {
		return this.parts.get(name);
	}

	list(): Part[] {
		return [...this.parts.values()];
	}

	/** All at once: the kernel would kill them with the namespace, but a database likes to be asked. */
	async stopAll(within = 2000): Promise<void> {
		await Promise.all(this.list().map((part) => part.stop(within)));
	}
}

function bare(): Record<string, string> {
	const carried = ["PATH", "HOME", "TMPDIR", "LANG"].flatMap((key) => {
		const value = process.env[key];
		return value === undefined ? [] : [[key, value] as const];
	});
	return Object.fromEntries(carried);
}

async function waitReady(part: Part, ready: () => Promise<boolean>, within: number): Promise<void> {
	const deadline = Date.now() + within;
	let reason = "it did not say why";
	for (;;) {
		if (part.exited !== undefined)
			throw new Error(`${part.name}: ended (${part.exited}) before it was ready\n${part.tail()}`);
		try {
			if (await ready()) return;
		} catch (cause) {
			reason = cause instanceof Error ? cause.message : String(cause);
		}
		if (Date.now() > deadline)
			throw new Error(`${part.name}: not ready after ${within / 1000} s (${reason})\n${part.tail()}`);
		await Promise.race([delay(50), part.ended]);
	}
}

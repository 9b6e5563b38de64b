/**
 * Test files in several processes at a time (decision 0016). A rehearsal in a test is most of the time one engine that computes
 * on one processor, or a wait.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./context";
import { needs } from "./needs";
import type { Request } from "./test-lane";
import type { Reported } from "./test-reporter";

/** Minutes each, in a sandbox of their own: they begin first, so that none of them is alone at the end. */
export const longest = [
	"tests/rehearsal/lifecycle/lifecycle.spec.ts",
	"tests/rehearsal/recovery.spec.ts",
	"tests/cli/rehearse.spec.ts",
	"tests/cli/controls/prove.spec.ts",
];

export interface LaneOptions {
	readonly lanes: number;
	readonly environment: NodeJS.ProcessEnv;
	readonly interrupted: AbortSignal;
	/** Is told what happens in each file, and that it is over. */
	readonly told: (line: Reported, file: string) => void;
}

/** Two at most: more was not tried. Each may be in the middle of a rehearsal, and a long one of two. */
export function lanesHere(files: readonly string[], processors: number, availableMiB: number): number {
	if (files.some((file) => file.endsWith(".long.ts"))) return 1;
	return Math.max(1, Math.min(2, processors, Math.floor(availableMiB / needs.rehearsal)));
}

/** Those that take long first, the others by name. */
export function inOrder(files: readonly string[]): string[] {
	const rest = files.filter((file) => !longest.includes(file));
	return [...longest.filter((file) => files.includes(file)), ...rest.sort()];
}

/** Each lane takes the next file until none is left. */
export async function runFiles(files: readonly string[], options: LaneOptions): Promise<void> {
	const waiting = [...files];
	const lane = async () => {
		while (waiting.length > 0 && !options.interrupted.aborted) await runLane(waiting, options);
	};
	await Promise.all(Array.from({ length: options.lanes }, lane));
}

/** One process, until no file waits or a file ends it. */
function runLane(waiting: string[], { environment, interrupted, told }: LaneOptions): Promise<void> {
	const words = ["--import", "tsx", join(root, "cli/test-lane.ts")];
	// What a test prints goes to stderr; descriptor 3 is the reporter's.
	const child = spawn(process.execPath, words, { cwd: root, stdio: ["ignore", 2, 2, "pipe", "ipc"], env: environment });
	const stop = () => child.kill("SIGTERM");
	interrupted.addEventListener("abort", stop, { once: true });
	let file: string | undefined;
	const next = () => {
		file = waiting.shift();
		// Without a file it ends; were it disconnected here, Node would not say that it closed.
		child.send({ file } satisfies Request);
	};
	const reports = child.stdio[3];
	if (reports === null || reports === undefined || !("readable" in reports))
		throw new Error("a lane of the tests: no pipe for its reports");
	const lines = createInterface({ input: reports });
	lines.on("line", (text) => {
		const line = JSON.parse(text) as Reported;
		told(line, file ?? "");
		if (line.type === "file") next();
	});
	next();
	return new Promise<void>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => {
			interrupted.removeEventListener("abort", stop);
			if (file !== undefined && !interrupted.aborted)
				told({ type: "fail", title: file, says: `the file ended the process that ran it (exit code ${code})` }, file);
			resolve();
		});
	});
}

/**
 * A rehearsed lab whose engine can be killed at a chosen point: the sandbox, its parts and simulators live on.
 * What was made is looked at on their own files, so that no look disturbs the run.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { type StepName, stepResult } from "../../../cli/rehearsal/step";
import { allPids } from "../../../rehearsal/sandbox/alive";
import type { RunRequest } from "../../../rehearsal/sandbox/control-protocol";
import { createFolder, type Folder, removeFolder } from "../../../rehearsal/sandbox/folder";
import { launchSandbox, type Sandbox } from "../../../rehearsal/sandbox/launch";
import { ensureParts } from "../../../rehearsal/sandbox/parts";
import { prepareLab } from "../../../rehearsal/sandbox/prepare";
import { typescript } from "../../../rehearsal/sandbox/typescript";
import { checkStack } from "../../../stacks/file";

export const root = resolve(__dirname, "../../..");
const stack = "lab";

const operation = z.object({
	type: z.string(),
	resource: z.looseObject({ urn: z.string(), type: z.string(), inputs: z.record(z.string(), z.unknown()).optional() }),
});

/** The part of a state that both envelopes hold. */
export const deployment = z.looseObject({
	manifest: z.looseObject({ magic: z.string(), version: z.string() }),
	resources: z
		.array(z.looseObject({ urn: z.string(), type: z.string(), id: z.string().optional(), custom: z.boolean() }))
		.default([]),
	pending_operations: z.array(operation).nullish(),
});
export type Deployment = z.output<typeof deployment>;

export const exportEnvelope = z.object({ version: z.literal(3), deployment });
export const checkpointEnvelope = z.strictObject({
	version: z.literal(3),
	checkpoint: z.strictObject({ stack: z.string(), latest: deployment }),
});

/** `Type name` of everything that was under way. */
export function pendingOf(state: Deployment): string[] {
	return (state.pending_operations ?? []).map(({ type, resource: { urn } }) => `${type} ${shortUrn(urn)}`);
}

export const shortUrn = (urn: string): string =>
	`${urn.split("::")[2]?.split(/[:$]/).at(-1)} ${urn.split("::").slice(3).join("::")}`;

export type StepResult = z.output<typeof stepResult>;

/** Where to kill: while the creation of `resource` (`Type name`) is pending. */
export interface Point {
	readonly resource: string;
	/** From the creation of this one on the engine runs in slices, so that a short operation is not missed. */
	readonly near?: string;
	/** What shows that the thing was made; without it the engine dies as soon as the operation is pending. */
	readonly made?: (lab: RecoveryLab) => boolean;
}

export class RecoveryLab {
	private constructor(
		readonly folder: Folder,
		readonly sandbox: Sandbox,
		private readonly pulumi: string,
	) {}

	static async start(): Promise<RecoveryLab> {
		const checked = checkStack(stack, root);
		if ("faults" in checked) throw new Error(checked.faults.join("\n"));
		const parts = await ensureParts(() => undefined, { root });
		const folder = createFolder(root, stack);
		const { options } = await prepareLab({ folder, config: checked.config, stack, parts });
		return new RecoveryLab(folder, await launchSandbox(folder, options), parts.pulumi);
	}

	async end(): Promise<void> {
		await this.sandbox.end();
		removeFolder(this.folder);
	}

	private request(step: StepName): RunRequest {
		const flags = ["--folder", this.folder.path, "--stack", stack, "--root", root, "--pulumi", this.pulumi];
		if (step === "up") flags.push("--no-preview");
		return { name: step, argv: ["node", ...typescript(root, "rehearsal/engine/main.ts"), step, ...flags], cwd: root };
	}

	/** Runs a step to its end. A step that says nothing was killed. */
	async step(step: StepName): Promise<StepResult> {
		const found = await this.stepOrNothing(step);
		if (found === undefined) throw new Error(`${step}: ended without a result`);
		return found;
	}

	private async stepOrNothing(step: StepName): Promise<StepResult | undefined> {
		let result: StepResult | undefined;
		for await (const event of this.sandbox.client.run(this.request(step))) {
			if (event.type !== "stdout" || !event.line.startsWith("{")) continue;
			const read = stepResult.safeParse(JSON.parse(event.line));
			if (read.success) result = read.data;
		}
		return result;
	}

	/** What a command inside says on its standard output. */
	async inside(...argv: string[]): Promise<string> {
		const [out, rest]: [string[], string[]] = [[], []];
		const request = { name: "inside", argv, cwd: join(this.folder.path, "project") };
		for await (const event of this.sandbox.client.run(request)) {
			if (event.type === "stdout") out.push(event.line);
			if (event.type === "stderr") rest.push(event.line);
			if (event.type === "exit" && event.code !== 0) throw new Error(`${argv.join(" ")}: ${rest.join("\n")}`);
		}
		return out.join("\n");
	}

	/** `pulumi stack export`, secrets encrypted. */
	async exported(): Promise<unknown> {
		return JSON.parse(await this.inside(this.pulumi, "stack", "export", "--stack", stack, "--non-interactive"));
	}

	get checkpointFile(): string {
		return join(this.folder.state, ".pulumi/stacks/gxp-lab", `${stack}.json`);
	}

	/** The file backend's own envelope. */
	checkpoint(): z.output<typeof checkpointEnvelope> {
		return checkpointEnvelope.parse(JSON.parse(readFileSync(this.checkpointFile, "utf8")));
	}

	read(...path: string[]): string {
		const file = join(this.folder.path, ...path);
		return existsSync(file) ? readFileSync(file, "utf8") : "";
	}

	there(...path: string[]): boolean {
		return existsSync(join(this.folder.path, ...path));
	}

	list(...path: string[]): string[] {
		return readdirSync(join(this.folder.path, ...path)).sort();
	}

	/** Starts an `up` and kills it, all of its session, at `point`. */
	async killedUp(point: Point): Promise<void> {
		let over = false;
		const up = this.stepOrNothing("up").finally(() => {
			over = true;
		});
		const pending = pendingReader(this.checkpointFile);
		const ended = () => new Error(`up ended before ${point.resource} was pending`);
		const engine = await this.engineOf(() => over);
		if (engine === undefined) throw ended();
		for (let [stopped, seen] = [false, false]; ; ) {
			if (over) throw ended();
			const now = pending();
			const there = now.includes(point.resource);
			if (seen && !there) {
				await this.sandbox.client.signal("up", "SIGKILL");
				throw new Error(`${point.resource}: was over before it was seen to be made`);
			}
			seen = there;
			if (there && (point.made === undefined || point.made(this))) break;
			if (!stopped && !there && (point.near === undefined || !now.includes(point.near))) {
				await delay(2);
				continue;
			}
			// In slices: between two of them a provider works on, and the engine does not hear of it.
			if (!stopped) process.kill(engine, "SIGSTOP");
			stopped = true;
			if (there && point.made !== undefined && (await this.becomes(point.made, 600))) break;
			if (!pending().includes(point.resource) || point.made !== undefined) {
				process.kill(engine, "SIGCONT");
				await delay(there ? 4 : 8);
				process.kill(engine, "SIGSTOP");
			}
		}
		await this.sandbox.client.signal("up", "SIGKILL");
		if ((await up) !== undefined) throw new Error("up: ended by itself; it must be killed");
	}

	private async becomes(made: (lab: RecoveryLab) => boolean, within: number): Promise<boolean> {
		const deadline = Date.now() + within;
		while (Date.now() < deadline) {
			if (made(this)) return true;
			await delay(10);
		}
		return false;
	}

	/** The engine's process, as seen from outside. */
	private async engineOf(over: () => boolean): Promise<number | undefined> {
		const executable = join(this.folder.path, "engine/bin/pulumi");
		while (!over()) {
			for (const pid of allPids()) {
				try {
					const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
					if (words[0] === executable && words[1] === "up") return pid;
				} catch {
					// It ended while we looked.
				}
			}
			await delay(20);
		}
		return undefined;
	}
}

/** What is being created according to the file, read again when the file has changed. */
function pendingReader(file: string): () => string[] {
	let [seen, found]: [number, string[]] = [0, []];
	return () => {
		if (!existsSync(file)) return [];
		const { mtimeMs } = statSync(file);
		if (mtimeMs === seen) return found;
		const state = checkpointEnvelope.safeParse(JSON.parse(readFileSync(file, "utf8")));
		[seen, found] = [mtimeMs, state.success ? pendingOf(state.data.checkpoint.latest) : []];
		found = found.filter((text) => text.startsWith("creating ")).map((text) => text.slice("creating ".length));
		return found;
	};
}

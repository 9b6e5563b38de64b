/**
 * The steps of a rehearsal, each one call of the Automation API against the sandbox. They return what happened and
 * never throw for a failed update: a refused or failed step is a result.
 */
import { appendFileSync, existsSync, mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { doubtsWith } from "./doubts";
import { EventCollector, isDebug, type Operation, type PackReport, short } from "./events";
import { lockedBuckets } from "./locked-buckets";
import { deadLockHolders } from "./locks";
import { pendingInputs, planRecovery, recovered } from "./pending";
import { protectedResources } from "./protected";
import { refusalOf } from "./refusal";
import { leftOut, stackFileNote } from "./stack-file";
import { type EngineLocation, openStack, runPulumi, stackFilesOf } from "./workspace";

export type StepName = "preview" | "up" | "refresh" | "destroy" | "recover";

export interface StepResult {
	readonly type: "result";
	/** The step that ran last: of an `up` that did not start, its preview. */
	readonly step: StepName;
	readonly ok: boolean;
	/** Why `up` did not start. */
	readonly refusal?: string;
	/** Counts as the engine gave them: create, update, replace, delete, same. */
	readonly changes: Record<string, number>;
	readonly operations: Operation[];
	readonly policies: PackReport[];
	/** Names and versions of the packs that the engine says it ran. */
	readonly packs: Record<string, string>;
	readonly warnings: string[];
	readonly errors: string[];
	readonly notes: string[];
	readonly seconds: number;
}

export interface StepOptions {
	/** Undefined: no pack, for a preview alone. */
	readonly policyPack: string | undefined;
	readonly progress: (text: string) => void;
	/** `destroy` only: take protection off first, and say so. */
	readonly unprotect: boolean;
	/** `up` only: preview first, and start only when that lets it. False where the caller has seen a preview hold. */
	readonly preview: boolean;
}

interface StepContext extends StepOptions {
	readonly stack: Stack;
	readonly location: EngineLocation;
	readonly onEvent: (event: unknown) => void;
	readonly collector: EventCollector;
	readonly notes: string[];
}

type Run = (context: StepContext) => Promise<void>;

const runs: Record<StepName, Run> = {
	preview: async ({ stack, policyPack, onEvent }) => {
		await stack.preview({ ...(policyPack !== undefined && { policyPacks: [policyPack] }), onEvent });
	},
	up: async ({ stack, policyPack, onEvent }) => {
		if (policyPack === undefined) throw new Error("up: has no policy pack; only a preview may go without");
		await stack.up({ policyPacks: [policyPack], onEvent, suppressProgress: true, showSecrets: false });
	},
	refresh: async ({ stack, onEvent }) => {
		await stack.refresh({ onEvent, suppressProgress: true, showSecrets: false });
	},
	destroy: async ({ stack, location, onEvent, unprotect, collector, notes }) => {
		if (unprotect) {
			await runPulumi(location, ["state", "unprotect", "--all", "--yes"]);
			notes.push("protection was taken off every resource: a rehearsal tears down what a lab would keep");
		} else {
			const kept = protectedResources(await stack.exportStack());
			if (kept.length > 0) {
				throw new Error(
					[
						"destroy: refused, nothing was deleted; protected:",
						...kept.map((urn) => `  ${short(urn)}`),
						"`./lab down` ends the sandbox with all that is in it; `./lab destroy --unprotect` deletes these too",
					].join("\n"),
				);
			}
		}
		try {
			await stack.destroy({ onEvent, suppressProgress: true, showSecrets: false, continueOnError: unprotect });
		} catch (cause) {
			const staying = unprotect ? lockedBuckets(collector, await stack.exportStack()) : undefined;
			if (staying === undefined) throw cause;
			for (const urn of staying) notes.push(`${short(urn)}: stays, it holds locked versions`);
			notes.push("what these buckets stand on stays with them, until the sandbox ends");
		}
	},
	recover: async ({ stack, location, onEvent, notes }) => {
		const plan = await planRecovery(
			await stack.exportStack(),
			doubtsWith(async (urn) => pendingInputs(await runPulumi(location, ["stack", "export", "--show-secrets"]), urn)),
		);
		notes.push(...plan.notes);
		if (plan.found === 0) {
			notes.push("no pending operation in the state");
			return;
		}
		await stack.importStack(plan.state);
		if (plan.targets.length === 0) return;
		await stack.refresh({ target: [...plan.targets], onEvent, suppressProgress: true, showSecrets: false });
		notes.push(...recovered(plan.adopted, await stack.exportStack()));
	},
};

/** Runs one step; `up` starts only when a preview with the pack lets it, on whichever resource the finding is. */
export async function runStep(name: StepName, location: EngineLocation, options: StepOptions): Promise<StepResult> {
	if (name !== "up" || !options.preview) return runAlone(name, location, options);
	const preview = await runAlone("preview", location, options);
	const refusal = refusalOf(preview);
	if (refusal !== undefined) return { ...preview, ok: false, refusal };
	const up = await runAlone("up", location, options);
	return { ...up, seconds: preview.seconds + up.seconds };
}

/** The engine's events are kept beside the logs, one file a step and one for the time before, as the engine blinded them. */
async function runAlone(name: StepName, location: EngineLocation, options: StepOptions): Promise<StepResult> {
	const started = process.hrtime.bigint();
	const logs = path.join(location.folder, "logs");
	mkdirSync(logs, { recursive: true });
	const log = path.join(logs, `engine-${name}.ndjson`);
	if (existsSync(log)) renameSync(log, path.join(logs, `engine-${name}.before.ndjson`));
	const collector = new EventCollector(options.progress);
	const notes: string[] = [];
	let ok = true;
	try {
		const stack = await openStack(location);
		if (name === "preview" || name === "up") {
			const files = stackFilesOf(location);
			const differing = stackFileNote(files, location.root);
			notes.push(...(differing === undefined ? [] : [differing]), ...leftOut(files));
		}
		const dead = deadLockHolders(location.folder);
		if (dead.length > 0) {
			await runPulumi(location, ["cancel", "--yes"]);
			notes.push(`the stack's lock was taken from an engine that was killed (process ${dead.join(", ")})`);
		}
		await runs[name]({
			...options,
			stack,
			location,
			notes,
			collector,
			onEvent: (event) => {
				// The SDK's debug messages print whole responses, secrets in plain text: they are for no file.
				if (isDebug(event)) return;
				appendFileSync(log, `${JSON.stringify(event)}\n`);
				collector.accept(event);
			},
		});
	} catch (cause) {
		ok = false;
		if (collector.errors.length === 0) collector.errors.push(cause instanceof Error ? cause.message : String(cause));
	}
	return {
		type: "result",
		step: name,
		ok,
		changes: collector.changes,
		operations: [...collector.operations.values()],
		policies: collector.packReports(),
		packs: collector.packs,
		warnings: collector.warnings,
		errors: collector.errors,
		notes,
		seconds: Number(process.hrtime.bigint() - started) / 1e9,
	};
}

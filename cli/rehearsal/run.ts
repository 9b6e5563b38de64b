import { existsSync } from "node:fs";
import { widthOf } from "../../controls/gate/formats/wrapped";
import { refusalOf } from "../../rehearsal/engine/refusal";
import { createFolder, deadFolders, type Folder, processesAlive, removeFolder } from "../../rehearsal/sandbox/folder";
import { launchSandbox, type Sandbox } from "../../rehearsal/sandbox/launch";
import { proportionalMiB } from "../../rehearsal/sandbox/memory";
import { partsFor } from "../../rehearsal/sandbox/part-list";
import { ensureParts } from "../../rehearsal/sandbox/parts";
import { prepareLab } from "../../rehearsal/sandbox/prepare";
import { checkStack } from "../../stacks/file";
import { Misuse, Progress, say, waiting } from "../context";
import { lockedObjects, runChecks } from "./checks";
import { chooseEngine, chooseProviders } from "./choices";
import type { RehearsalDocument } from "./document";
import type { Ending } from "./interrupted";
import { rehearsedRepository } from "./repository";
import { said } from "./said";
import { begin, changed, documentOf, nothingSeen, type Seen } from "./seen";
import { runStep, type StepName, type StepResult } from "./step";

export interface RehearseOptions {
	readonly root: string;
	readonly stack: string;
	readonly engine: "auto" | "pulumi" | "embedded";
	readonly providers: "auto" | "stand-in" | "official";
	readonly keep: boolean;
	/** Aborted by INT and TERM: the sandbox ends, whatever runs in it. */
	readonly interrupted: AbortSignal;
}

const downAll = "`lab ps` lists them, `lab down --all` removes them and ends what runs";

export interface Rehearsed {
	readonly document: RehearsalDocument;
	/** The sandbox that stays. */
	readonly kept?: string;
	readonly ending: Ending;
}

/** Parts, sandbox, preview, up, checks, up again, teardown. A step that does not hold ends it; the document says which. */
export async function rehearse(options: RehearseOptions): Promise<Rehearsed> {
	const { root, stack } = options;
	const started = Date.now();
	const checked = checkStack(stack, root);
	if ("faults" in checked) throw new Misuse(checked.faults.join("\n"));
	const choice = chooseEngine(options.engine, process.env);
	const providers = chooseProviders(options.providers, process.env);
	const sources = partsFor(checked.config.platform.policyEngine);
	const seen = nothingSeen();
	let error: string | undefined;
	let folder: Folder | undefined;
	let sandbox: Sandbox | undefined;
	let kept: string | undefined;
	let logs: string | undefined;
	const end = () => void sandbox?.end();
	options.interrupted.addEventListener("abort", end);
	try {
		const parts = await waiting((report, every) =>
			ensureParts(report, { root, sources, interrupted: options.interrupted, ...every }),
		);
		seen.seconds.parts = since(started);
		options.interrupted.throwIfAborted();
		begin(seen, "sandbox");
		const dead = deadFolders(root).length;
		if (dead > 0) say(`${dead} dead sandbox${dead === 1 ? " lies" : "es lie"} about; ${downAll}`);
		folder = createFolder(root, stack);
		const progress = new Progress(`sandbox ${folder.id}`);
		try {
			const lab = await prepareLab({ folder, config: checked.config, stack, parts });
			for (const text of lab.simulated) seen.simulated.add(text);
			for (const text of lab.notRehearsed) seen.notRehearsed.add(text);
			sandbox = await launchSandbox(folder, lab.options);
		} finally {
			progress.end();
		}
		options.interrupted.throwIfAborted();
		const target = { stack, root, folder: folder.path, engine: choice.engine, providers };
		await runAll(sandbox, seen, { ...target, pulumi: choice.installed ?? parts.pulumi }, !options.keep);
	} catch (cause) {
		error = options.interrupted.aborted ? "interrupted" : messageOf(cause);
	} finally {
		options.interrupted.removeEventListener("abort", end);
		if (sandbox !== undefined) await measure(sandbox, seen);
		const keep = options.keep && !options.interrupted.aborted;
		if (keep && sandbox !== undefined && folder !== undefined) {
			sandbox.keep();
			kept = folder.id;
		} else {
			await sandbox?.end().catch((cause: unknown) => {
				error ??= messageOf(cause); // The document still says what was seen.
			});
			if (folder !== undefined && processesAlive(folder).length === 0) logs = discard(folder, error !== undefined);
		}
	}
	seen.seconds.total = since(started);
	const head = { stack, class: checked.config.environment.class, engine: choice.engine, providers };
	const ending: Ending = {
		done: seen.done,
		at: seen.at,
		...(folder === undefined ? {} : { sandbox: folder.id, alive: processesAlive(folder).length > 0 }),
		...(logs === undefined ? {} : { logs }),
	};
	return { document: documentOf(seen, head, error), ending, ...(kept === undefined ? {} : { kept }) };
}

type Target = Omit<Parameters<typeof runStep>[1], "step" | "title" | "unprotect" | "preview">;

async function runAll(sandbox: Sandbox, seen: Seen, target: Target, tearDown: boolean): Promise<void> {
	// The preview is a step of its own here, and both times `up` starts after it held.
	const step = async (name: StepName, { unprotect = false, title = name as string } = {}) => {
		const result = await runStep(sandbox.client, { ...target, step: name, title, unprotect, preview: false });
		await measure(sandbox, seen);
		return result;
	};
	begin(seen, "repository");
	const repository = rehearsedRepository(target.root, target.stack);
	seen.repository = repository.report;
	if (repository.refusal !== undefined) throw new Error(repository.refusal);
	begin(seen, "preview");
	const preview = await step("preview");
	seen.seconds.preview = round(preview.seconds);
	seen.policies = preview.policies;
	for (const line of said(preview.policies, widthOf(process.stderr))) say(line);
	const refusal = refusalOf(preview);
	if (refusal !== undefined) throw new Error(refusal);

	begin(seen, "up");
	const first = await step("up");
	seen.seconds.up = round(first.seconds);
	seen.first = first;
	if (first.policies.length > 0) seen.policies = first.policies;
	held("up", first);

	begin(seen, "checks");
	const { checks, simulated, notRehearsed } = await runChecks(sandbox.client, target);
	seen.checks = checks;
	for (const text of simulated) seen.simulated.add(text);
	for (const text of notRehearsed) seen.notRehearsed.add(text);

	begin(seen, "second up");
	const second = await step("up", { title: "second up" });
	seen.seconds.secondUp = round(second.seconds);
	seen.second = second;
	held("second up", second);

	if (tearDown) {
		begin(seen, "teardown");
		for (const text of await lockedObjects(sandbox.client, target)) say(`  ${text}`);
		for (const text of await sandbox.client.unprotect()) say(`  ${text}`);
		held("teardown", await step("destroy", { unprotect: true }));
	}
	const broken = checks.filter((check) => !check.held).map(({ id }) => id);
	if (broken.length > 0) throw new Error(`checks: ${broken.join(", ")} did not hold`);
	if (changed(second.changes) > 0)
		throw new Error(`second up: ${changed(second.changes)} resources changed; nothing should`);
}

function held(name: string, result: StepResult): void {
	if (!result.ok) throw new Error(`${name}: ${result.errors.length > 0 ? result.errors.join("\n") : "did not hold"}`);
}

/** The sandbox's own peaks; the front and the supervisor stand outside and are added. */
async function measure(sandbox: Sandbox, seen: Seen): Promise<void> {
	const status = await sandbox.client.status().catch(() => undefined);
	if (status === undefined) return;
	const outside = proportionalMiB("self") + proportionalMiB(sandbox.supervisorPid);
	seen.ownMiB = Math.max(seen.ownMiB ?? 0, status.peakRssMiB + outside);
	seen.partsMiB = Math.max(seen.partsMiB ?? 0, status.partsRssMiB);
	for (const text of status.simulated) seen.simulated.add(text);
}

/** After a failure the logs stay, and nothing else: the folder holds secrets. Where they are, or undefined. */
function discard(folder: Folder, failed: boolean): string | undefined {
	removeFolder(folder, failed);
	return failed && existsSync(folder.logs) ? folder.logs : undefined;
}

const round = (seconds: number): number => Math.round(seconds * 10) / 10;
const since = (start: number): number => round((Date.now() - start) / 1000);
const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

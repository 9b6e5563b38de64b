import { catalogue } from "../../controls/catalogue";
import { countControls } from "./controls";
import type { CheckResult, RehearsalDocument } from "./document";
import type { PackReport, StepResult } from "./step";

type Seconds = { -readonly [Name in keyof RehearsalDocument["seconds"]]: number | null };

/** What has been seen so far; the document is made of it however far the run came. */
export interface Seen {
	/** What was done, in order, and what is under way: of a run that is interrupted, where it was. */
	done: Stage[];
	at: Stage;
	first?: StepResult;
	second?: StepResult;
	policies: StepResult["policies"];
	/** What the controls over the configuration and the repository came to. */
	repository?: PackReport;
	checks: CheckResult[];
	simulated: Set<string>;
	notRehearsed: Set<string>;
	seconds: Seconds;
	ownMiB: number | null;
	partsMiB: number | null;
}

export const stages = ["parts", "sandbox", "repository", "preview", "up", "checks", "second up", "teardown"] as const;
export type Stage = (typeof stages)[number];

/** Whether a stage was begun. */
export function hasBegun({ at }: Pick<Seen, "at">, stage: Stage): boolean {
	return stages.indexOf(at) >= stages.indexOf(stage);
}

/** The stage before is done. */
export function begin(seen: Seen, stage: Stage): void {
	if (seen.at !== stage) seen.done.push(seen.at);
	seen.at = stage;
}

export const nothingSeen = (): Seen => ({
	done: [],
	at: "parts",
	policies: [],
	checks: [],
	simulated: new Set(),
	notRehearsed: new Set(),
	seconds: { parts: null, preview: null, up: null, secondUp: null, total: null },
	ownMiB: null,
	partsMiB: null,
});

export function documentOf(
	seen: Seen,
	head: Pick<RehearsalDocument, "stack" | "class" | "engine" | "providers">,
	error: string | undefined,
): RehearsalDocument {
	const first = counted(seen.first);
	const second = counted(seen.second);
	// What was prepared gave no effect before something was applied.
	const applied = hasBegun(seen, "up");
	const count = (kind: string) => (first === undefined ? null : (first[kind] ?? 0));
	return {
		schemaVersion: 1,
		...head,
		created: count("create"),
		updated: count("update"),
		replaced: count("replace"),
		deleted: count("delete"),
		same: count("same"),
		secondRun: second === undefined ? null : { same: second.same ?? 0, changed: changed(second) },
		controls: countControls(
			[...seen.policies, ...(seen.repository === undefined ? [] : [seen.repository])],
			catalogue.map(({ id }) => id),
		),
		checks: seen.checks,
		notRehearsed: applied ? [...seen.notRehearsed] : [],
		simulated: applied ? [...seen.simulated] : [],
		seconds: seen.seconds,
		peakRssMiB: rounded(seen.ownMiB),
		partsRssMiB: rounded(seen.partsMiB),
		ok: error === undefined,
		error: error ?? null,
	};
}

/** The engine counts at a step's end; a step that was killed before it has no counts, and none of them is 0. */
function counted(result: StepResult | undefined): StepResult["changes"] | undefined {
	return result === undefined || Object.keys(result.changes).length === 0 ? undefined : result.changes;
}

export function changed(changes: StepResult["changes"]): number {
	return Object.entries(changes).reduce((sum, [kind, count]) => (kind === "same" ? sum : sum + count), 0);
}

const rounded = (mebibytes: number | null): number | null => (mebibytes === null ? null : Math.round(mebibytes));

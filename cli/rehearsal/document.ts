import type { Paint } from "../../controls/gate/formats/human";
import { wrapped } from "../../controls/gate/formats/wrapped";

/** What `lab rehearse --json` prints. Every number in it was measured in this run; what was not measured is null. */
export interface RehearsalDocument {
	readonly schemaVersion: 1;
	readonly stack: string;
	/** Null, as engine and providers, where nothing was chosen yet: the stack file is faulty, or the choice cannot be. */
	readonly class: string | null;
	readonly engine: string | null;
	readonly providers: string | null;
	/** `created` to `same` count the first `up`. */
	readonly created: number | null;
	readonly updated: number | null;
	readonly replaced: number | null;
	readonly deleted: number | null;
	readonly same: number | null;
	readonly secondRun: { readonly same: number; readonly changed: number } | null;
	/** Control ids by their worst outcome. */
	readonly controls: ControlCounts;
	readonly checks: readonly CheckResult[];
	/** No effect was seen. Empty, as `simulated`, where no `up` was begun: then nothing was rehearsed at all. */
	readonly notRehearsed: readonly string[];
	/** A stand-in gave the effect. */
	readonly simulated: readonly string[];
	readonly seconds: Readonly<Record<"parts" | "preview" | "up" | "secondUp" | "total", number | null>>;
	/** The most memory that our own processes held together, front and supervisor included; shared pages count once. */
	readonly peakRssMiB: number | null;
	/** The same for the Go parts. */
	readonly partsRssMiB: number | null;
	/** Every executed step and check held. It says nothing of `notRehearsed`. */
	readonly ok: boolean;
	/** Null where it is ok. */
	readonly error: string | null;
}

export interface ControlCounts {
	readonly pass: number;
	readonly fail: number;
	readonly waived: number;
	readonly notApplicable: number;
	readonly notEvaluated: number;
}

export interface CheckResult {
	readonly id: string;
	readonly says: string;
	readonly held: boolean;
}

/** How many of the exceptions that hold in a stack nobody approved. */
export type Unapproved = "none" | "some" | "all";

/**
 * For a person: what happened, what did not hold, and what was not seen. `unapproved` is of the exceptions that hold in this
 * stack.
 */
export function summaryOf(document: RehearsalDocument, paint: Paint, unapproved: Unapproved): string {
	const { seconds, secondRun } = document;
	const held = document.checks.filter((check) => check.held).length;
	const time = (name: keyof typeof seconds) => (seconds[name] === null ? "-" : `${seconds[name]} s`);
	const memory = (mebibytes: number | null) => (mebibytes === null ? "-" : `${mebibytes} MiB`);
	const lines = [
		"",
		`Rehearsed ${document.stack} (class ${document.class}; engine ${document.engine}, providers ${document.providers})`,
		document.created === null
			? "  first up     not counted"
			: `  first up     ${document.created} created, ${document.updated} updated, ${document.replaced} replaced, ${document.deleted} deleted, ${document.same} same`,
		secondRun === null
			? "  second up    not counted"
			: `  second up    ${secondRun.same} same, ${secondRun.changed} changed`,
		...controlLines(document.controls, unapproved),
		...(document.created === null ? [] : [CHARTS_APART]),
		`  checks       ${held} of ${document.checks.length} held`,
		...document.checks
			.filter((check) => !check.held)
			.map((check) => paint("red", `    did not hold: ${check.id} ${check.says}`)),
		`  time         parts ${time("parts")}, preview ${time("preview")}, up ${time("up")}, second up ${time("secondUp")}, total ${time("total")}`,
		`  memory       ${memory(document.peakRssMiB)} our processes, ${memory(document.partsRssMiB)} the parts`,
		...titled("Simulated: a stand-in gave the effect", document.simulated),
		...titled("Not rehearsed: no effect was seen", document.notRehearsed),
		"",
		document.ok
			? paint("green", "Everything that was executed held.")
			: paint("red", `Did not hold: ${document.error ?? "see above"}`),
	];
	return lines.join("\n");
}

/** The counts are of what the pack and the repository's check saw: the objects that charts make are no resources of the program. */
const CHARTS_APART =
	"               what charts make is not in these counts: the API server judged it by its admission policies";

export function controlLines(
	{ pass, fail, waived, notApplicable, notEvaluated }: ControlCounts,
	unapproved: Unapproved,
	width = Number.POSITIVE_INFINITY,
): string[] {
	const counts = `${pass} pass, ${fail} fail, ${waived} waived, ${notApplicable} not applicable, ${notEvaluated} not evaluated`;
	const start = "  controls     ";
	return [
		...wrapped(counts, width, start),
		...rehearsalOnly(waived, unapproved).flatMap((text) => wrapped(text, width, " ".repeat(start.length))),
	];
}

/** What somebody must know who takes the run for the real one. */
function rehearsalOnly(waived: number, unapproved: Unapproved): string[] {
	if (waived === 0 || unapproved === "none") return [];
	const stands = waived === 1 ? "stands" : "stand";
	const which = unapproved === "all" ? `the ${waived} waived ${stands}` : `of the ${waived} waived, some stand`;
	return [
		`${which} on exceptions that nobody approved; a real up refuses them`,
		"(lab controls check --repository names them)",
	];
}

/** What can be done with a sandbox that stays, each to be pasted as it is. */
export function keptLine(id: string): string {
	return `kept as ${id}: ./lab shell ${id}, ./lab preview ${id}, ./lab down ${id}`;
}

function titled(title: string, lines: readonly string[]): string[] {
	return lines.length === 0 ? [] : [`  ${title}:`, ...grouped(lines).map((line) => `    - ${line}`)];
}

/** Many lines `<what>: <the same>` become one for a person; the JSON document has them all. */
function grouped(lines: readonly string[]): string[] {
	const groups = new Map<string, string[]>();
	for (const line of lines) {
		const [, what = line, same] = /^(.*?): (.*)$/.exec(line) ?? [];
		const key = same ?? line;
		groups.set(key, [...(groups.get(key) ?? []), what]);
	}
	return [...groups].flatMap(([same, what]) => {
		const [first = same] = what;
		if (what.length < 4) return what.map((one) => (one === same ? one : `${one}: ${same}`));
		return [`${first} and ${what.length - 1} more: ${same}`];
	});
}

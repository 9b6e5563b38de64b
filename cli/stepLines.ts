import { parseFinding } from "../controls/finding";
import { short } from "../rehearsal/engine/events";
import type { StepResult } from "./rehearsal/step";

type Reported = Pick<StepResult, "changes" | "policies"> & { readonly step?: string | undefined };

/** The order in which findings are read: what stops an `up` first, what somebody stands for last. */
const levels = ["mandatory", "advisory", "not evaluated", "waived"];

/**
 * What a step came to, for a person: what it changed, what the pack corrected and found, and its first line once more with the
 * counts, because the findings of a preview are longer than a screen.
 */
export function stepLines({ step, changes, policies }: Reported, wanted: string): string[] {
	const changed = Object.entries(changes).map(([kind, count]) => `${count} ${kind}`);
	const result = `${step ?? wanted}: ${changed.length > 0 ? changed.join(", ") : "no operation"}`;
	const corrected = policies.flatMap(({ corrections = [] }) =>
		corrections.map(({ policy, urn, paths }) => `  corrected ${policy}: ${short(urn)}: ${paths.join(", ")}`),
	);
	const findings = policies
		.flatMap((report) => report.findings)
		.map((finding) => ({ ...finding, level: levelOf(finding) }))
		.sort((one, other) => rank(one.level) - rank(other.level));
	const lines = findings.map(({ level, policy, message }) => `  ${level} ${policy}: ${message.trim()}`);
	if (corrected.length + lines.length === 0) return [result];
	return [result, ...corrected, ...lines, `${result}; ${counts(findings.map(({ level }) => level))}`];
}

/** What an exception covers, and what could not be judged, has the level of its policy for the engine; for a person it is neither. */
function levelOf({ level, message }: { readonly level: string; readonly message: string }): string {
	const outcome = parseFinding(message)?.outcome;
	return outcome === "WAIVED" || outcome === "NOT EVALUATED" ? outcome.toLowerCase() : level;
}

/** A level that we do not know stands with the advisory ones. */
const rank = (level: string): number => levels.indexOf(levels.includes(level) ? level : "advisory");

/** The first two are named even where there are none: that is what the reader looks for. */
function counts(found: readonly string[]): string {
	return [...new Set(["mandatory", "advisory", ...levels.filter((level) => found.includes(level)), ...found])]
		.map((level) => `${found.filter((one) => one === level).length} ${level}`)
		.join(", ");
}

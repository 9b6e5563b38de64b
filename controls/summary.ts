import { catalogue } from "./catalogue";
import { parseFinding } from "./finding";
import { controlOfPolicy } from "./policyNames";

/** How many controls of the catalogue came to what, each by its worst outcome. */
export interface ControlCounts {
	pass: number;
	fail: number;
	waived: number;
	notApplicable: number;
	notEvaluated: number;
}

export type ControlOutcome = keyof ControlCounts;

/** What the pack said in a run: its findings' messages, and the policies that at least one resource passed. */
export interface PackSaid {
	findings: readonly { message: string }[];
	passed: readonly string[];
}

const worstFirst: readonly ControlOutcome[] = ["fail", "notEvaluated", "waived", "pass", "notApplicable"];
const outcomes = { FAIL: "fail", "NOT EVALUATED": "notEvaluated", WAIVED: "waived", PASS: "pass" } as const;

/**
 * Each control's worst outcome. A preview's NOT EVALUATED is settled by the `up` that follows: give the reports of the step
 * that the summary is about. A control that no policy passed and no finding names did not apply to anything.
 */
export function controlOutcomes(reports: readonly PackSaid[]): Map<string, ControlOutcome> {
	const result = new Map<string, ControlOutcome>(catalogue.map(({ id }) => [id, "notApplicable"]));
	const note = (id: string | undefined, outcome: ControlOutcome): void => {
		const known = id === undefined ? undefined : result.get(id);
		if (id !== undefined && known !== undefined && worstFirst.indexOf(outcome) < worstFirst.indexOf(known))
			result.set(id, outcome);
	};
	for (const report of reports) {
		for (const policy of report.passed) note(controlOfPolicy(policy), "pass");
		for (const { message } of report.findings) {
			const finding = parseFinding(message);
			if (finding !== undefined) note(finding.id, outcomes[finding.outcome]);
		}
	}
	return result;
}

export function countControls(reports: readonly PackSaid[]): ControlCounts {
	const counts: ControlCounts = { pass: 0, fail: 0, waived: 0, notApplicable: 0, notEvaluated: 0 };
	for (const outcome of controlOutcomes(reports).values()) counts[outcome] += 1;
	return counts;
}

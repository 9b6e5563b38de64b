import { parseFinding } from "../../controls/finding";
import { controlOfPolicy } from "../../controls/policyNames";
import type { ControlCounts } from "./document";
import { REPOSITORY } from "./repository";
import type { PackReport } from "./step";

type Outcome = keyof ControlCounts;

/** The worst first. */
const order: readonly Outcome[] = ["fail", "notEvaluated", "waived", "pass", "notApplicable"];
const outcomes: Readonly<Record<string, Outcome>> = {
	FAIL: "fail",
	WAIVED: "waived",
	"NOT EVALUATED": "notEvaluated",
	PASS: "pass",
};

/**
 * Counts control ids by their worst outcome. A finding that is not ours (the engine's "can't run policy") counts as not
 * evaluated; a control of the pack that nothing passed or failed is not applicable, but only where a pack reported: without
 * a report nothing was evaluated, and the check of the repository is no pack. Findings about the pack itself (`PACK-…`) are about no control.
 */
export function countControls(reports: readonly PackReport[], implemented: readonly string[]): ControlCounts {
	const unseen: Outcome = reports.every(({ pack }) => pack === REPOSITORY) ? "notEvaluated" : "notApplicable";
	const worst = new Map<string, Outcome>(implemented.map((id) => [id, unseen]));
	const take = (id: string | undefined, outcome: Outcome) => {
		if (id === undefined || id.startsWith("PACK-")) return;
		const before = worst.get(id);
		if (before === undefined || order.indexOf(outcome) < order.indexOf(before)) worst.set(id, outcome);
	};
	for (const report of reports) {
		for (const policy of report.passed) take(controlOfPolicy(policy), "pass");
		for (const { policy, message } of report.findings) {
			const finding = parseFinding(message);
			if (finding === undefined) take(controlOfPolicy(policy), "notEvaluated");
			else take(finding.id, outcomes[finding.outcome] ?? "notEvaluated");
		}
	}
	const counts: Record<Outcome, number> = { pass: 0, fail: 0, waived: 0, notApplicable: 0, notEvaluated: 0 };
	for (const outcome of worst.values()) counts[outcome]++;
	return counts;
}

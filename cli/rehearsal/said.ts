import { parseFinding } from "../../controls/finding";
import { short } from "../../rehearsal/engine/events";
import type { PackReport } from "./step";

/**
 * What a run says of its preview beside the counts: what the pack corrected, what it found, and the exceptions that the run
 * stands on. The fix of a finding is on its control's page, so a line ends before it.
 */
export function said(policies: readonly PackReport[]): string[] {
	const corrected = policies.flatMap(({ corrections = [] }) =>
		corrections.map(({ policy, urn, paths }) => `  corrected ${policy}: ${short(urn)}: ${paths.join(", ")}`),
	);
	const findings = policies.flatMap(({ findings }) => findings.flatMap(({ message }) => parseFinding(message) ?? []));
	const lines = (outcome: string): string[] =>
		findings
			.filter((one) => one.outcome === outcome)
			.map(({ id, resource, finding }) => `  ${id} ${resource}: ${finding}`)
			.sort();
	const failed = lines("FAIL");
	const waived = lines("WAIVED");
	return [
		...(corrected.length > 0 ? ["corrected by the pack:", ...corrected] : []),
		...(failed.length > 0 ? ["found:", ...failed] : []),
		...(waived.length > 0 ? [`${waived.length} exceptions hold:`, ...waived] : []),
	];
}

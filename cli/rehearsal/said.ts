import { anyWidth } from "../../controls/gate/formats/wrapped";
import { correctionLines, findingLines, levelOf } from "../findingLines";
import type { PackReport } from "./step";

/**
 * What a run says of its preview beside the counts: what the pack corrected, what it found, and the exceptions that the run
 * stands on. What was not evaluated is seen by the run itself: `up` judges it once it is known.
 */
export function said(policies: readonly PackReport[], width = anyWidth): string[] {
	const corrected = correctionLines(policies, width);
	const findings = policies.flatMap((report) => report.findings).filter((one) => levelOf(one) !== "not evaluated");
	return [
		...(corrected.length > 0 ? ["corrected by the pack:", ...corrected] : []),
		...(findings.length > 0 ? ["the preview's findings:", ...findingLines(findings, width)] : []),
	];
}

import { anyWidth } from "../controls/gate/formats/wrapped";
import { correctionLines, findingLines, levelOf, levels } from "./findingLines";
import { operationLines } from "./operationLines";
import type { StepResult } from "./rehearsal/step";

type Reported = Pick<StepResult, "changes" | "operations" | "policies"> & { readonly step?: string | undefined };

/**
 * What a step came to, for a person: what it changed, what the pack corrected and found, and its first line once more with the
 * counts, because the findings of a preview are longer than a screen.
 */
export function stepLines(
	{ step, changes, operations, policies }: Reported,
	wanted: string,
	width = anyWidth,
): string[] {
	const changed = Object.entries(changes).map(([kind, count]) => `${count} ${kind}`);
	const result = `${step ?? wanted}: ${changed.length > 0 ? changed.join(", ") : "no operation"}`;
	const findings = policies.flatMap((report) => report.findings);
	const said = [...correctionLines(policies, width), ...findingLines(findings, width)];
	const lines = [result, ...operationLines(operations, width), ...said];
	return said.length === 0 ? lines : [...lines, `${result}; findings: ${counts(findings.map(levelOf))}`];
}

/** The first two are named even where there are none: that is what the reader looks for. */
function counts(found: readonly string[]): string {
	return [...new Set(["mandatory", "advisory", ...levels.filter((level) => found.includes(level)), ...found])]
		.map((level) => `${found.filter((one) => one === level).length} ${level}`)
		.join(", ");
}

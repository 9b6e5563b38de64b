import type { GateResult } from "../result";

/** The document of `--json`. Faults are not in it: they go to standard error, and the exit code is 2. */
export function toJson({ files, objects, findings, notEvaluated, waived, unused }: GateResult): string {
	const shown = findings.map(({ control, level, ...rest }) => ({ control, level, ...rest }));
	return JSON.stringify({ files, objects, findings: shown, notEvaluated, waived, unused }, null, 2);
}

import type { EnvironmentClass } from "../../types";
import type { GateResult } from "../result";

/** The document of `--json`. What could not be read is among `faults`, and told on standard error too; the exit code is then 2. */
export function toJson(
	{ files, objects, findings, notEvaluated, waived, unused, faults }: GateResult,
	environmentClass: EnvironmentClass,
): string {
	const shown = findings.map(({ control, level, ...rest }) => ({ control, level, ...rest }));
	const document = { class: environmentClass, files, objects, findings: shown, notEvaluated, waived, unused, faults };
	return JSON.stringify(document, null, 2);
}

import type { LabConfig } from "../../stacks/config";

/**
 * The labels of every object that this program declares itself (CHG-002). The change reference is not among them: it is
 * in the record, because on objects each change would update all of them.
 */
export function labels(environment: LabConfig["environment"], name: string): Record<string, string> {
	return {
		"app.kubernetes.io/name": name,
		"app.kubernetes.io/part-of": "gxp-lab",
		"app.kubernetes.io/managed-by": "pulumi",
		"gxp-lab.io/environment": environment.name,
		"gxp-lab.io/owner": labelValue(environment.owner),
		"gxp-lab.io/gxp-impact": environment.gxpImpact,
	};
}

/** An owner is free text (a name, an address); a label's value is at most 63 letters, digits, `-`, `_` and `.`. */
export function labelValue(text: string): string {
	return text
		.replace(/[^A-Za-z0-9_.-]+/g, "-")
		.slice(0, 63)
		.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}

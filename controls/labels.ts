/** What of an environment is written on what the program declares. */
export interface LabelledEnvironment {
	name: string;
	owner: string;
	gxpImpact: string;
}

/** What the value of a label must be. */
export interface Vocabulary {
	/** An RE2 expression over the whole value, which JavaScript reads alike. */
	pattern: string;
	/** The pattern in words. */
	must: string;
}

const labelText = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";

/** By which admission tells what the program declared: a chart's objects say Helm, a controller's say nothing or its own name. */
export const MANAGED_BY = "app.kubernetes.io/managed-by";
export const PROGRAM = "pulumi";

/** The labels of CHG-002 and what their values may be. */
export const vocabulary: Readonly<Record<string, Vocabulary>> = {
	"app.kubernetes.io/name": { pattern: labelText, must: "a name" },
	"app.kubernetes.io/part-of": { pattern: "gxp-lab", must: "gxp-lab" },
	"gxp-lab.io/environment": { pattern: "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", must: "an environment's name" },
	"gxp-lab.io/owner": { pattern: labelText, must: "who answers for it" },
	"gxp-lab.io/gxp-impact": { pattern: "direct|indirect|none", must: "direct, indirect or none" },
};

/** What stands where nobody answers for a thing, in either case: CEL's expressions and JavaScript's share no flag for that. */
export const noOwner = ["unknown", "none", "nobody", "anybody", "tbd", "todo", "na", "n-a", "n.a", "changeme", "owner"]
	.map((word) => word.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`).replace(".", "[.]"))
	.join("|");

const whole = (pattern: string) => new RegExp(`^(${pattern})$`);

/** Whether a text says that nobody answers. */
export function isNobody(text: string): boolean {
	return whole(noOwner).test(text.trim());
}

/** Whether a label of CHG-002 may have this value. */
export function inVocabulary(label: string, value: unknown): boolean {
	const { pattern } = vocabulary[label] ?? {};
	if (pattern === undefined || typeof value !== "string" || !whole(pattern).test(value)) return false;
	return label !== "gxp-lab.io/owner" || !isNobody(value);
}

/**
 * The labels of every object that the program declares itself (CHG-002). The change reference is not among them: it is in the
 * record, because on objects each change would update all of them.
 */
export function labels(environment: LabelledEnvironment, name: string): Record<string, string> {
	return {
		"app.kubernetes.io/name": name,
		"app.kubernetes.io/part-of": "gxp-lab",
		[MANAGED_BY]: PROGRAM,
		"gxp-lab.io/environment": environment.name,
		"gxp-lab.io/owner": labelValue(environment.owner),
		"gxp-lab.io/gxp-impact": environment.gxpImpact,
	};
}

/** How each statement of CHG-002 begins as a tag; a machine has its name as a field. */
export const tagPrefixes = { environment: "environment-", owner: "owner-", gxpImpact: "gxp-impact-" } as const;

/**
 * The same as tags of a machine. A tag is lower-case letters, digits, `_`, `-`, `+` and `.`, and begins with one of the first three
 * (Proxmox VE, PVE::JSONSchema, format pve-tag); PVE keeps them sorted, and so does who writes them.
 */
export function machineTags(environment: LabelledEnvironment): string[] {
	return [
		"gxp-lab",
		`${tagPrefixes.environment}${environment.name}`,
		`${tagPrefixes.owner}${labelValue(environment.owner).toLowerCase()}`,
		`${tagPrefixes.gxpImpact}${environment.gxpImpact}`,
	].sort();
}

/** An owner is free text (a name, an address); a label's value is at most 63 letters, digits, `-`, `_` and `.`. */
export function labelValue(text: string): string {
	return text
		.replace(/[^A-Za-z0-9_.-]+/g, "-")
		.slice(0, 63)
		.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}

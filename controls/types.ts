/** `environment.class`: it decides which controls are mandatory. */
export type EnvironmentClass = "lab" | "validation" | "production";

export const environmentClasses: readonly EnvironmentClass[] = ["lab", "validation", "production"];

/** What a class does with a violation. `remediate`: the pack corrects the property and reports it. `-` in CONTROLS is `none`. */
export type Enforcement = "mandatory" | "advisory" | "remediate" | "none";

/**
 * The texts that controls are mapped to. Annex 11 is kept per edition: its revision was not final when this was written. The CIS
 * benchmark is mapped from its items to the controls (controls/cis).
 */
export type Source = "Annex 11 (2011)" | "21 CFR Part 11" | "GAMP 5 (2nd edition)" | "ISO/IEC 27001:2022";

/** A clause that a control serves. Assigned from the text by an engineer, not by a regulator: hence the rationale. */
export interface Clause {
	source: Source;
	/** The clause's own number: `12.1`, `11.10(e)`, `A.8.15`. */
	reference: string;
	/** Why this control serves this clause. */
	rationale: string;
}

/** Where a control is enforced: a Kubernetes object, a provider resource, the whole stack, the configuration or repository. */
export type Where = "kubernetes" | "provider" | "stack" | "configuration";

/** A control of the catalogue. Enforcement, clauses, rules and tests hang on its id. */
export interface Control {
	/** Three letters, a dash, three digits: `SEC-001`. */
	id: string;
	/** The statement: what is so when the control holds. */
	says: string;
	why: string;
	clauses: readonly Clause[];
	where: readonly Where[];
	enforcement: Readonly<Record<EnvironmentClass, Enforcement>>;
	fix: string;
	/** What the control does not see or cannot prevent. */
	residualRisk: string;
}

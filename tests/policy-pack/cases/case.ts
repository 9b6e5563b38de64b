import type { Exception } from "../../../controls/exceptions";
import type { EnvironmentClass } from "../../../controls/types";
import type { Resource } from "../../../policy-pack/rule";

/** Pulumi's sentinel for an unknown string. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource, and exactly what the rule reports of it, in its order. */
export interface Case {
	says: string;
	resource: Resource;
	messages: string[];
	/** The class that it is judged in, where a threshold depends on it; production if left out. */
	environmentClass?: EnvironmentClass;
	/**
	 * Why the API server cannot be shown to refuse (or admit) this object by the rule: one object and its namespace do not
	 * decide it, or the server's own schema refuses it first.
	 */
	notInAdmission?: string;
}

/** The seven cases that every rule has. */
export interface RuleCases {
	/** The rule's policy name. */
	policy: string;
	compliant: Case[];
	/** Each way to fail. */
	violating: Case[];
	/** The field that the rule reads is not there. */
	absent: Case[];
	/** As close to a violation as a compliant resource comes. */
	nearMiss: Case[];
	otherKind: Resource[];
	/** An unknown value: alone, and beside a violation that is decided. */
	unknown: { alone: Case[]; besideViolation: Case[] };
	excepted: { resource: Resource; exception: Exception; waived: string[]; expired: string[] };
}

/** Resources of a stack, and exactly what the rule reports of them, in its order. The root resource is added. */
export interface StackCase {
	says: string;
	resources: Resource[];
	messages: string[];
	environmentClass?: EnvironmentClass;
}

/** The cases that every rule over a whole stack has; as those of a rule over a resource. */
export interface StackRuleCases {
	policy: string;
	compliant: StackCase[];
	violating: StackCase[];
	absent: StackCase[];
	nearMiss: StackCase[];
	/** Stacks that the rule does not apply to, or that hold nothing it is about. */
	otherKind: StackCase[];
	unknown: { alone: StackCase[]; besideViolation: StackCase[] };
	excepted: { resources: Resource[]; exception: Exception; waived: string[]; expired: string[] };
}

/** The root resource of the stack that the cases are about; what is absent is reported on it. */
export const root = {
	type: "pulumi:pulumi:Stack",
	name: "gxp-lab-production-stack",
	urn: "urn:pulumi:production-stack::gxp-lab::pulumi:pulumi:Stack::gxp-lab-production-stack",
	properties: {},
	options: { protect: false },
} satisfies Resource;

export function resource(
	type: string,
	properties: Record<string, unknown>,
	options: Partial<Resource["options"]> = {},
	name = "proof",
): Resource {
	return {
		type,
		name,
		urn: `urn:pulumi:production-stack::gxp-lab::${type}::${name}`,
		properties,
		options: { protect: false, ...options },
	};
}

/** What every exception of a test says beside its control, resource and finding. It ends on the day before the later clock. */
export const dated = { reason: "a test", risk: "none", approver: "rehearsal - not approved", until: "2026-12-31" };
export const before = new Date("2026-12-31T23:59:59Z");
export const after = new Date("2027-01-01T00:00:00Z");

import type { Exception } from "../../../controls/exceptions";
import type { Resource } from "../../../policy-pack/rule";

/** Pulumi's sentinel for an unknown string. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource, and exactly what the rule reports of it, in its order. */
export interface Case {
	says: string;
	resource: Resource;
	messages: string[];
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

export function resource(
	type: string,
	properties: Record<string, unknown>,
	options: Partial<Resource["options"]> = {},
): Resource {
	const name = "proof";
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

import type { PolicyResourceOptions } from "@pulumi/policy";

/** A resource as a rule sees it: unwrapped, so that unknown values are Pulumi's sentinels. */
export interface Resource {
	type: string;
	name: string;
	urn: string;
	properties: Record<string, unknown>;
	options: Pick<PolicyResourceOptions, "protect">;
}

/** One thing that a rule found; `violated` is decided whatever the unknown values turn out to be. */
export interface Judgement {
	outcome: "violated" | "undecided";
	path: string;
	/** What is wrong at the path, or why it cannot be decided; never a property's value. */
	finding: string;
}

/** A rule over one resource: a pure function with three outcomes (held, found, not applicable). */
export interface ResourceRule {
	id: string;
	slug: string;
	says: string;
	fix: string;
	/** Undefined: the rule does not apply. No judgement: the control holds. */
	judge: (resource: Resource) => Judgement[] | undefined;
	/** What an exception may name besides the type and the name: the Kubernetes object. */
	identify?: (resource: Resource) => KubernetesIdentity | undefined;
}

export interface KubernetesIdentity {
	apiVersion: string;
	kind: string;
	namespace: string | undefined;
	name: string | undefined;
}

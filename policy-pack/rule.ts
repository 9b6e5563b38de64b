import type { PolicyResourceOptions } from "@pulumi/policy";
import type { Judgement, KubernetesIdentity } from "../controls/judgement";
import type { LabelledEnvironment } from "../controls/labels";
import type { EnvironmentClass } from "../controls/types";
import type { Handed } from "./handed";

/** A resource as a rule sees it: unwrapped, so that unknown values are Pulumi's sentinels. */
export interface Resource {
	type: string;
	name: string;
	urn: string;
	properties: Record<string, unknown>;
	options: Pick<PolicyResourceOptions, "protect"> & Partial<Pick<PolicyResourceOptions, "ignoreChanges" | "parent">>;
}

/** What a rule may ask for besides the resource. */
export interface Surroundings {
	/** The class that the stack is bound to: a threshold may depend on it. */
	environmentClass: EnvironmentClass;
	/** The stack's name, without its organisation. */
	stack: string;
	now: Date;
	/** The locks and the inventory; absent where nothing was handed, as in the gate over manifests. */
	handed?: Handed;
	/** Who answers for the environment and what it means for GxP, as its configuration says; for corrections. */
	environment?: Pick<LabelledEnvironment, "owner" | "gxpImpact">;
}

/** A rule over one resource: a pure function with three outcomes (held, found, not applicable). */
export interface ResourceRule {
	id: string;
	slug: string;
	says: string;
	fix: string;
	/** Undefined: the rule does not apply. No judgement: the control holds. */
	judge: (resource: Resource, surroundings: Surroundings) => Judgement[] | undefined;
	/** Reads what only a program's resource has (its options): the gate over manifests leaves it out. */
	programOnly?: true;
	/** What an exception may name besides the type and the name: the Kubernetes object. */
	identify?: (resource: Resource) => KubernetesIdentity | undefined;
	/**
	 * Where a class remediates: the corrected properties and the paths that were set, or undefined where nothing is to be
	 * corrected. The properties hold Pulumi's secrets and unknown values as they came, and they must leave so.
	 */
	remediate?: (
		resource: Resource,
		surroundings: Surroundings,
	) => { properties: Record<string, unknown>; paths: string[] } | undefined;
}

/** A judgement of a whole-stack rule, and the resource it is about: the stack itself where something is absent. */
export interface StackJudgement extends Judgement {
	resource: Resource;
	/** It is wrong because something else is not in the set: a part of a set does not show it. */
	missing?: true;
}

/**
 * A rule over all resources of a stack. `stack` is the root resource (`pulumi:pulumi:Stack`): what something absent is reported
 * on. The gate judges a set of manifests with those that are `overObjects`: each object comes as a resource of its type token.
 */
export interface StackRule {
	id: string;
	slug: string;
	says: string;
	fix: string;
	/** Whether a set of Kubernetes objects alone can be judged. */
	overObjects: boolean;
	judge: (resources: readonly Resource[], stack: Resource, surroundings: Surroundings) => StackJudgement[] | undefined;
}

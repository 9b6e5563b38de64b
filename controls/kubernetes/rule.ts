import type { Remedy } from "./remedy";
import type { Scope } from "./scope";

/** A rule over Kubernetes objects: one CEL expression, from which the CrossGuard rule and the admission policies come. */
export interface KubernetesRule {
	/** The control's id in the catalogue. */
	id: string;
	/** Distinguishes the rules of one control; part of the policy's name. */
	slug: string;
	says: string;
	why: string;
	fix: string;
	/** The kinds that it judges, and the variables that its expression reads. */
	applies: Scope;
	/** True where the control holds. */
	cel: string;
	/** What is wrong at the path of a field. */
	finding: (path: string) => string;
	/** What the pack sets where the class remediates; for rules over what carries a pod. */
	remedy?: Remedy;
}

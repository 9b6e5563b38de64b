/** A group of kinds whose objects hold what a rule reads in the same place: one admission policy each. */
export interface Family {
	/** Part of the admission policy's name. */
	name: string;
	kinds: readonly Kind[];
	/**
	 * The rule's variables, as CEL over the admission request's `object`. They are written into the expression: the API server
	 * knows the type of `object.spec.template.spec`, but not of a policy's own `variables` (measured on 1.36.3).
	 */
	variables: readonly Variable[];
	/** Where a variable's fields are in the object: `podSpec` -> `spec.template.spec`. */
	paths: Readonly<Record<string, string>>;
	/** Which objects of the kinds hold it, where not all do: to the API server as a match condition, and outside of it. */
	only?: { name: string; cel: string; holds: (object: Record<string, unknown>) => boolean };
	/** The value of each variable for one object, for evaluation outside the API server; read when the rule reads it. */
	bind: (object: Record<string, unknown>) => Record<string, () => unknown>;
}

/**
 * One expression, or several lists whose elements a rule goes over together (`containers.all(…)`). To the API server an init
 * container has another type than a container, and lists of both add up only without their types: the first list keeps its own.
 */
export type Variable = { name: string; expression: string } | { name: string; lists: readonly string[] };

export interface Kind {
	apiGroup: string;
	apiVersion: string;
	kind: string;
	resource: string;
	operations: readonly ("CREATE" | "UPDATE")[];
	/** Not in a namespace. */
	cluster?: boolean;
}

/** What a rule applies to. */
export interface Scope {
	/** The names that the rule's expression may read. */
	variables: readonly string[];
	families: readonly Family[];
}

/**
 * The family that judges an object of this kind, if any. The version does not matter: the API server converts (matchPolicy
 * Equivalent), and what a rule reads has had one place in every version.
 */
export function familyOf(scope: Scope, apiVersion: string, kind: string): Family | undefined {
	const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
	return scope.families.find((family) => family.kinds.some((one) => one.kind === kind && one.apiGroup === group));
}

export function groupVersion(kind: Kind): string {
	return kind.apiGroup === "" ? kind.apiVersion : `${kind.apiGroup}/${kind.apiVersion}`;
}

/** One thing that a rule found; `violated` is decided whatever the unknown values turn out to be. */
export interface Judgement {
	outcome: "violated" | "undecided";
	path: string;
	/** What is wrong at the path, or why it cannot be decided; never a property's value. */
	finding: string;
}

/** A decided violation at a path: the finding is the path and what is wrong there. */
export function violated(path: string, what: string): Judgement {
	return { outcome: "violated", path, finding: path === "" ? what : `${path} ${what}` };
}

/** What waits for the unknown value at a path. */
export function undecided(path: string): Judgement {
	return { outcome: "undecided", path, finding: path === "" ? "it is not known yet" : `${path} is not known yet` };
}

/** What an exception may name besides a resource's type and name. */
export interface KubernetesIdentity {
	apiVersion: string;
	kind: string;
	namespace: string | undefined;
	name: string | undefined;
}

/** What a judgement is about, as a report names it and an exception finds it. */
export interface Subject {
	/** How a report names it: the resource's Pulumi name, the object's `namespace/name`, the file. */
	shown: string;
	/** A resource of the program. */
	resource?: { type: string; name: string };
	object?: KubernetesIdentity;
	/** A file of the repository, by its path from the top. */
	file?: string;
}

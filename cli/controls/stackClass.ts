import { join } from "node:path";
import { type Environments, parseEnvironments } from "../../controls/environments";
import { readYaml } from "../../controls/readYaml";
import type { EnvironmentClass } from "../../controls/types";
import { stackNames } from "../../stacks/file";
import { Misuse } from "../context";

/** Where a stack is bound to its class. */
export const ENVIRONMENTS = "policy-pack/environments.yaml";

export interface StackClass {
	readonly environmentClass: EnvironmentClass;
	/** Said where the class is not the stack's own, because it is bound to none. */
	readonly unbound?: string;
}

/**
 * The class that a stack is bound to; its own configuration cannot lower it. One that is bound to none is judged as production.
 * Refuses a stack that is nowhere here: it would be a name that was mistyped.
 */
export function classOfStack(stack: string, top: string): StackClass {
	const bound: Environments = parseEnvironments(readYaml(join(top, ENVIRONMENTS), ENVIRONMENTS), ENVIRONMENTS);
	const names = [...new Set([...stackNames(top), ...bound.keys()])].sort();
	if (!names.includes(stack))
		throw new Misuse(`--stack ${stack}: is no stack; the stacks here are ${names.join(", ")}`);
	const environmentClass = bound.get(stack);
	if (environmentClass !== undefined) return { environmentClass };
	return { environmentClass: "production", unbound: `${ENVIRONMENTS} does not bind ${stack}` };
}

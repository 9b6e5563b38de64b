import { join } from "node:path";
import { type Environments, parseEnvironments } from "../../controls/environments";
import { readYaml } from "../../controls/readYaml";
import type { EnvironmentClass } from "../../controls/types";
import { stackNames } from "../../stacks/file";
import { Misuse } from "../context";

/** Where a stack is bound to its class. */
export const ENVIRONMENTS = "policy-pack/environments.yaml";

/**
 * The class that a stack is bound to; its own configuration cannot lower it. One that is bound to none is judged as production.
 * Refuses a stack that is nowhere here: it would be a name that was mistyped.
 */
export function classOfStack(stack: string, top: string): EnvironmentClass {
	const bound: Environments = parseEnvironments(readYaml(join(top, ENVIRONMENTS), ENVIRONMENTS), ENVIRONMENTS);
	const names = [...new Set([...stackNames(top), ...bound.keys()])].sort();
	if (!names.includes(stack))
		throw new Misuse(`--stack ${stack}: is no stack; the stacks here are ${names.join(", ")}`);
	return bound.get(stack) ?? "production";
}

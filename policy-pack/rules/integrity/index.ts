import type { ResourceRule, StackRule } from "../../rule";

/** The rules over resources of the program of the controls INT. */
export const resourceRules: readonly ResourceRule[] = [];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [];

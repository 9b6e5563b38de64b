import type { ResourceRule, StackRule } from "../../rule";
import { deployedComponents } from "./deployedComponents";

/** The rules over resources of the program of the controls VAL. */
export const resourceRules: readonly ResourceRule[] = [];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [deployedComponents];

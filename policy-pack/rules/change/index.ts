import type { ResourceRule, StackRule } from "../../rule";
import { protectedState } from "./protectedState";

/** The rules over resources of the program of the controls CHG. */
export const resourceRules: readonly ResourceRule[] = [protectedState];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [];

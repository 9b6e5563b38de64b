import type { ResourceRule, StackRule } from "../../rule";
import { privilegedNamespaces } from "./privilegedNamespaces";

/** The rules over resources of the program of the controls SEC. */
export const resourceRules: readonly ResourceRule[] = [privilegedNamespaces];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [];

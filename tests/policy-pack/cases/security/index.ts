import type { RuleCases, StackRuleCases } from "../case";
import { privilegedNamespaces } from "./privilegedNamespaces";
import { restrictedPods } from "./restrictedPods";

export const ruleCases: readonly RuleCases[] = [privilegedNamespaces, restrictedPods];

export const stackRuleCases: readonly StackRuleCases[] = [];

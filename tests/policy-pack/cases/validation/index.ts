import type { RuleCases, StackRuleCases } from "../case";
import { deployedComponents } from "./deployedComponents";

export const ruleCases: readonly RuleCases[] = [];

export const stackRuleCases: readonly StackRuleCases[] = [deployedComponents];

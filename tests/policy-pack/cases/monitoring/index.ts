import type { RuleCases, StackRuleCases } from "../case";

export const ruleCases: readonly RuleCases[] = [];

export const stackRuleCases: readonly StackRuleCases[] = [];

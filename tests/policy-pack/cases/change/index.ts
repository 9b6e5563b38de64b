import type { RuleCases, StackRuleCases } from "../case";
import { protectedState } from "./protectedState";

export const ruleCases: readonly RuleCases[] = [protectedState];

export const stackRuleCases: readonly StackRuleCases[] = [];

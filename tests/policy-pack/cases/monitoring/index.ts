import type { RuleCases, StackRuleCases } from "../case";
import { notifiedReceiversCases } from "./notifiedReceivers";

export const ruleCases: readonly RuleCases[] = [notifiedReceiversCases];

export const stackRuleCases: readonly StackRuleCases[] = [];

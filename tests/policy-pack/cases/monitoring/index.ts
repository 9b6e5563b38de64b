import type { RuleCases, StackRuleCases } from "../case";
import { notifiedReceiversCases } from "./notifiedReceivers";
import { requiredAlertsCases } from "./requiredAlerts";

export const ruleCases: readonly RuleCases[] = [notifiedReceiversCases];

export const stackRuleCases: readonly StackRuleCases[] = [requiredAlertsCases];

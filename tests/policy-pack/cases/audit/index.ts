import type { RuleCases, StackRuleCases } from "../case";
import { auditedApiServer } from "./auditedApiServer";

export const ruleCases: readonly RuleCases[] = [auditedApiServer];

export const stackRuleCases: readonly StackRuleCases[] = [];

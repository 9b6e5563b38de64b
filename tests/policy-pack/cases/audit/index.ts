import type { RuleCases, StackRuleCases } from "../case";
import { auditedApiServer } from "./auditedApiServer";
import { componentAuditLogsCases } from "./componentAuditLogs";
import { falcoEverywhereCases } from "./falcoEverywhere";

export const ruleCases: readonly RuleCases[] = [auditedApiServer, falcoEverywhereCases, componentAuditLogsCases];

export const stackRuleCases: readonly StackRuleCases[] = [];

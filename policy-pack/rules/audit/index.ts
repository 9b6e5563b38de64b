import type { ResourceRule, StackRule } from "../../rule";
import { auditedApiServer } from "./auditedApiServer";

/** The rules over resources of the program of the controls AUD. */
export const resourceRules: readonly ResourceRule[] = [auditedApiServer];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [];

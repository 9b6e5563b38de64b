import type { ResourceRule } from "../rule";
import { auditedApiServer } from "./auditedApiServer";
import { protectedState } from "./protectedState";

/** Every rule over provider resources. */
export const resourceRules: readonly ResourceRule[] = [auditedApiServer, protectedState];

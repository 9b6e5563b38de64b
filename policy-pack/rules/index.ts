import type { ResourceRule } from "../rule";
import { auditedApiServer } from "./auditedApiServer";
import { privilegedNamespaces } from "./privilegedNamespaces";
import { protectedState } from "./protectedState";

/** Every rule over provider resources. */
export const resourceRules: readonly ResourceRule[] = [auditedApiServer, privilegedNamespaces, protectedState];

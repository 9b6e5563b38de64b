import { auditedApiServer } from "./auditedApiServer";
import type { RuleCases } from "./case";
import { imagesByDigest } from "./imagesByDigest";
import { privilegedNamespaces } from "./privilegedNamespaces";
import { protectedState } from "./protectedState";
import { restrictedPods } from "./restrictedPods";

/** The seven cases of every rule; a rule without them fails the meta-test. */
export const allCases: readonly RuleCases[] = [
	auditedApiServer,
	imagesByDigest,
	privilegedNamespaces,
	protectedState,
	restrictedPods,
];

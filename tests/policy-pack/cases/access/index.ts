import type { RuleCases, StackRuleCases } from "../case";
import { anonymousApi } from "./anonymousApi";
import { localLogin, mappedRoles } from "./applications";
import { argoDefaultRole, argoLocalLogin } from "./argo";
import { ownBuckets, privateBuckets } from "./buckets";
import { defaultRoleSettings, defaultRoleVariables } from "./defaultRoleSettings";
import { localLoginSettings, localLoginVariables } from "./localLoginSettings";
import { namedAggregations } from "./namedAggregations";
import { ownServiceAccount } from "./ownServiceAccount";
import { knownSubjects, leastBindings, leastRoles } from "./roles";
import { secondFactor, secondFactorForPrivileged } from "./secondFactor";
import { separateProjects } from "./separateProjects";

export const ruleCases: readonly RuleCases[] = [
	argoLocalLogin,
	argoDefaultRole,
	localLoginSettings,
	localLoginVariables,
	defaultRoleSettings,
	defaultRoleVariables,
	leastRoles,
	leastBindings,
	namedAggregations,
	knownSubjects,
	ownServiceAccount,
	separateProjects,
	localLogin,
	mappedRoles,
	anonymousApi,
	ownBuckets,
	privateBuckets,
	secondFactor,
];

export const stackRuleCases: readonly StackRuleCases[] = [secondFactorForPrivileged];

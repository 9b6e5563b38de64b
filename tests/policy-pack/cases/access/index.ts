import type { RuleCases, StackRuleCases } from "../case";
import { argoDefaultRole, argoLocalLogin } from "./argo";
import { ownServiceAccount } from "./ownServiceAccount";
import { knownSubjects, leastBindings, leastRoles } from "./roles";
import { separateProjects } from "./separateProjects";

export const ruleCases: readonly RuleCases[] = [
	argoLocalLogin,
	argoDefaultRole,
	leastRoles,
	leastBindings,
	knownSubjects,
	ownServiceAccount,
	separateProjects,
];

export const stackRuleCases: readonly StackRuleCases[] = [];

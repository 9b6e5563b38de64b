import type { KubernetesRule } from "../rule";
import { argoDefaultRole } from "./argoDefaultRole";
import { argoLocalLogin } from "./argoLocalLogin";
import { defaultRoleSettings, defaultRoleVariables } from "./defaultRoleSettings";
import { knownSubjects } from "./knownSubjects";
import { leastBindings } from "./leastBindings";
import { leastRoles } from "./leastRoles";
import { localLoginSettings, localLoginVariables } from "./localLoginSettings";
import { namedAggregations } from "./namedAggregations";
import { ownServiceAccount } from "./ownServiceAccount";
import { separateProjects } from "./separateProjects";

/** The rules over Kubernetes objects of the controls ACC. */
export const access: readonly KubernetesRule[] = [
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
];

import type { ResourceRule, StackRule } from "../../rule";
import { anonymousApi } from "./anonymousApi";
import { localLogin } from "./localLogin";
import { mappedRoles } from "./mappedRoles";
import { ownBuckets } from "./ownBuckets";
import { privateBuckets } from "./privateBuckets";
import { secondFactor } from "./secondFactor";
import { secondFactorForPrivileged } from "./secondFactorForPrivileged";

/** The rules over resources of the program of the controls ACC. */
export const resourceRules: readonly ResourceRule[] = [
	localLogin,
	mappedRoles,
	anonymousApi,
	ownBuckets,
	privateBuckets,
	secondFactor,
];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [secondFactorForPrivileged];

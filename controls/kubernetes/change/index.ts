import type { KubernetesRule } from "../rule";
import { branchProtection } from "./branchProtection";
import { declaredLabels } from "./declaredLabels";
import { pinnedApplicationSets, pinnedApplications } from "./pinnedApplications";

/** The rules over Kubernetes objects of the controls CHG. */
export const change: readonly KubernetesRule[] = [
	branchProtection,
	declaredLabels,
	pinnedApplicationSets,
	pinnedApplications,
];

import type { RuleCases, StackRuleCases } from "../case";
import { branchProtection } from "./branchProtection";
import { controlledProperties } from "./controlledProperties";
import { declaredByTheProgram } from "./declaredByTheProgram";
import { declaredLabels } from "./declaredLabels";
import { lockedCharts } from "./lockedCharts";
import { ownEnvironment } from "./ownEnvironment";
import { pinnedApplicationSets } from "./pinnedApplicationSets";
import { pinnedApplications } from "./pinnedApplications";
import { protectedBranch } from "./protectedBranch";
import { protectedRepository } from "./protectedRepository";
import { protectedState } from "./protectedState";
import { signedTags } from "./signedTags";
import { talosManifestsCases } from "./talosManifests";

export const ruleCases: readonly RuleCases[] = [
	branchProtection,
	controlledProperties,
	declaredByTheProgram,
	declaredLabels,
	lockedCharts,
	pinnedApplicationSets,
	pinnedApplications,
	protectedBranch,
	protectedState,
	talosManifestsCases,
];

export const stackRuleCases: readonly StackRuleCases[] = [ownEnvironment, protectedRepository, signedTags];

import type { ResourceRule, StackRule } from "../../rule";
import { controlledProperties } from "./controlledProperties";
import { declaredByTheProgram } from "./declaredByTheProgram";
import { lockedCharts } from "./lockedCharts";
import { ownEnvironment } from "./ownEnvironment";
import { protectedBranch } from "./protectedBranch";
import { protectedRepository } from "./protectedRepository";
import { protectedState } from "./protectedState";
import { signedTags } from "./signedTags";
import { talosManifests } from "./talosManifests";

/** The rules over resources of the program of the controls CHG. */
export const resourceRules: readonly ResourceRule[] = [
	controlledProperties,
	declaredByTheProgram,
	lockedCharts,
	protectedBranch,
	protectedState,
	talosManifests,
];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [ownEnvironment, protectedRepository, signedTags];

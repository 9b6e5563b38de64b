import type { ResourceRule, StackRule } from "../../rule";
import { backedUpVolumes } from "./backedUpVolumes";
import { lifecycleOfLocked } from "./lifecycleOfLocked";
import { recordLifecycle } from "./recordLifecycle";
import { scheduledBackups } from "./scheduledBackups";
import { separateBackups } from "./separateBackups";
import { serviceBudgets } from "./serviceBudgets";
import { snapshotJob } from "./snapshotJob";

/** The rules over resources of the program of the controls BCM. */
export const resourceRules: readonly ResourceRule[] = [recordLifecycle];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [
	scheduledBackups,
	backedUpVolumes,
	snapshotJob,
	separateBackups,
	serviceBudgets,
	lifecycleOfLocked,
];

import type { RuleCases, StackRuleCases } from "../case";
import { disruptionBudgets, serviceBudgets } from "./budgets";
import { databaseBackups, scheduledBackups } from "./databases";
import { lifecycleOfLocked, recordLifecycle } from "./lifecycle";
import { separateBackups } from "./places";
import { redundantServices } from "./services";
import { etcdSnapshots, snapshotJob } from "./snapshots";
import { backedUpVolumes } from "./volumes";

export const ruleCases: readonly RuleCases[] = [
	databaseBackups,
	etcdSnapshots,
	redundantServices,
	disruptionBudgets,
	recordLifecycle,
];

export const stackRuleCases: readonly StackRuleCases[] = [
	scheduledBackups,
	backedUpVolumes,
	snapshotJob,
	separateBackups,
	serviceBudgets,
	lifecycleOfLocked,
];

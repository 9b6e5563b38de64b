import type { KubernetesRule } from "../rule";
import { databaseBackups } from "./databaseBackups";
import { disruptionBudgets } from "./disruptionBudgets";
import { etcdSnapshots } from "./etcdSnapshots";
import { redundantServices } from "./redundantServices";

/** The rules over Kubernetes objects of the controls BCM. */
export const continuity: readonly KubernetesRule[] = [
	databaseBackups,
	etcdSnapshots,
	redundantServices,
	disruptionBudgets,
];

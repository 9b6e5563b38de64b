import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { at } from "../installed";
import { every, not, same, some } from "../known";
import { comesRound } from "./comesRound";
import { type KubernetesObject, objectsOf } from "./objects";

const control = controlById("BCM-001");

/** BCM-001's second half: each CloudNativePG Cluster has a ScheduledBackup that is not suspended. */
export const scheduledBackups: StackRule = {
	id: control.id,
	slug: "scheduled-backups",
	says: control.says,
	fix: control.fix,
	overObjects: true,
	judge,
};

function judge(resources: readonly Resource[]): StackJudgement[] | undefined {
	const clusters = objectsOf(resources, "postgresql.cnpg.io/Cluster");
	if (clusters.length === 0) return undefined;
	const schedules = objectsOf(resources, "postgresql.cnpg.io/ScheduledBackup");
	return clusters.flatMap((cluster): StackJudgement[] => {
		const scheduled = some(schedules.map((schedule) => backsUp(schedule, cluster)));
		if (scheduled === true) return [];
		const { resource } = cluster;
		if (scheduled === "unknown") return [{ ...undecided("a ScheduledBackup of it"), resource }];
		return [{ ...violated("spec.backup", "has no ScheduledBackup of the cluster that runs"), resource, missing: true }];
	});
}

function backsUp({ spec, namespace }: KubernetesObject, cluster: KubernetesObject) {
	return every(
		same(namespace, cluster.namespace),
		same(at(spec, "cluster", "name"), cluster.name),
		not(same(at(spec, "suspend") ?? false, true)),
		comesRound(at(spec, "schedule")),
	);
}

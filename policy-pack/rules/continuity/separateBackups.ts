import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";
import { elements, every, same, some } from "../known";
import { type KubernetesObject, objectsOf } from "./objects";
import { overlap, type Place, Places } from "./places";

const control = controlById("BCM-004");

/** Where a copy comes from and goes to, said on what makes it: `claim/<namespace>/<name>` or an address. */
export const copies = {
	source: "gxp-lab.io/backup-source",
	target: "gxp-lab.io/backup-target",
	/** What makes a copy says so, and then says both. */
	label: "app.kubernetes.io/component",
	values: ["bucket-mirror", "backup"],
} as const;

/**
 * BCM-004 over the whole stack: a database's object store, a volume's repository, and whatever says that it copies, each against
 * the hosts on which its source may stand. A target that the stack does not make is outside; a volume whose class names no
 * hosts may stand on each of them.
 */
export const separateBackups: StackRule = {
	id: control.id,
	slug: "separate-backups",
	says: control.says,
	fix: control.fix,
	overObjects: false,
	judge,
};

interface Backup {
	resource: Resource;
	path: string;
	source: Place;
	target: Place;
}

function judge(resources: readonly Resource[]): StackJudgement[] | undefined {
	const places = new Places(resources);
	const found: StackJudgement[] = [];
	const backups = [...databases(resources, places), ...volumes(resources, places), ...said(resources, places, found)];
	if (backups.length === 0 && found.length === 0) return undefined;
	for (const { resource, path, source, target } of backups) {
		const together = overlap(source, target);
		if (together === "unknown") found.push({ ...undecided(path), resource });
		else if (together)
			found.push({ ...violated(path, "may stand on the same host as what it is a backup of"), resource });
	}
	return found;
}

/** A CloudNativePG Cluster and its object store, in-tree or the plugin's ObjectStore. */
function databases(resources: readonly Resource[], places: Places): Backup[] {
	const stores = objectsOf(resources, "barmancloud.cnpg.io/ObjectStore");
	return objectsOf(resources, "postgresql.cnpg.io/Cluster").flatMap(({ resource, namespace, spec }): Backup[] => {
		const source = places.ofClass(at(spec, "storage", "storageClass"));
		const backup = (path: string, endpoint: unknown): Backup => {
			return { resource, path, source, target: places.ofAddress(endpoint) };
		};
		const inTree = at(spec, "backup", "barmanObjectStore");
		const plugged = elements(spec, "plugins").flatMap((plugin, i): Backup[] => {
			const name = at(plugin, "parameters", "barmanObjectName");
			const store = called(stores, namespace, name);
			if (store === undefined) return [];
			const path = `spec.plugins[${i}]`;
			if (store === "unknown") return [{ resource, path, source, target: store }];
			return [backup(path, at(store.spec, "configuration", "endpointURL"))];
		});
		return inTree === undefined
			? plugged
			: [backup("spec.backup.barmanObjectStore", at(inTree, "endpointURL")), ...plugged];
	});
}

/** The object of that name; what is not known yet may be it. */
function called(
	objects: readonly KubernetesObject[],
	namespace: unknown,
	name: unknown,
): KubernetesObject | "unknown" | undefined {
	const all = objects.map((one) => ({ one, is: every(same(one.namespace, namespace), same(one.name, name)) }));
	return all.find(({ is }) => is === true)?.one ?? (all.some(({ is }) => is === "unknown") ? "unknown" : undefined);
}

/** A VolSync ReplicationSource and the repository that its Secret names. */
function volumes(resources: readonly Resource[], places: Places): Backup[] {
	const secrets = objectsOf(resources, "Secret");
	return objectsOf(resources, "volsync.backube/ReplicationSource").flatMap(
		({ resource, namespace, spec }): Backup[] => {
			const source = places.ofClaim(namespace, at(spec, "sourcePVC"));
			if (isPulumiUnknown(spec)) return [{ resource, path: "spec", source, target: "unknown" }];
			return ["restic", "rclone", "kopia"].flatMap((mover): Backup[] => {
				const name = at(spec, mover, "repository");
				if (name === undefined) return [];
				const path = `spec.${mover}.repository`;
				const secret = called(secrets, namespace, name);
				if (secret === "unknown") return [{ resource, path, source, target: secret }];
				const repository = at(secret?.resource.properties.stringData, "RESTIC_REPOSITORY");
				if (secret === undefined || repository === undefined) return [];
				return [{ resource, path, source, target: places.ofAddress(repository) }];
			});
		},
	);
}

const makers = ["batch/CronJob", "batch/Job", "apps/Deployment", "apps/StatefulSet", "PersistentVolumeClaim"];

/** What says by label or annotation that it makes a copy. */
function said(resources: readonly Resource[], places: Places, found: StackJudgement[]): Backup[] {
	return objectsOf(resources, ...makers).flatMap(({ resource, labels, annotations }: KubernetesObject): Backup[] => {
		const [source, target] = [at(annotations, copies.source), at(annotations, copies.target)];
		const label = at(labels, copies.label);
		const says = some(copies.values.map((value) => same(value, label)));
		if (source === undefined && target === undefined) {
			if (says === "unknown") found.push({ ...undecided(`metadata.labels[${copies.label}]`), resource });
			if (says !== true) return [];
		}
		const path = `metadata.annotations[${copies.target}]`;
		for (const [at, value] of [
			[`metadata.annotations[${copies.source}]`, source],
			[path, target],
		] as const)
			if (value === undefined) found.push({ ...violated(at, "is missing on what makes a copy"), resource });
		if (source === undefined || target === undefined) return [];
		if (!isPulumiUnknown(source) && source === target)
			return [{ resource, path, source: places.ofText(source), target: places.ofText(source) }];
		return [{ resource, path, source: places.ofText(source), target: places.ofText(target) }];
	});
}

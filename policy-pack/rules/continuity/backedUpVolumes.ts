import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";
import { elements, every, isText, type Known, not, same, some } from "../known";
import { selects } from "../selectors";
import { comesRound } from "./comesRound";
import { type KubernetesObject, objectsOf } from "./objects";

const control = controlById("BCM-002");

export const exempt = {
	label: "gxp-lab.io/backup",
	value: "exempt",
	annotation: "gxp-lab.io/backup-exempt-because",
} as const;

/**
 * BCM-002: every claim, and every claim template of a StatefulSet, is covered by a Velero Schedule or a VolSync ReplicationSource
 * that runs, or says why it needs no backup. A database's claims are made by its operator and fall under BCM-001.
 */
export const backedUpVolumes: StackRule = {
	id: control.id,
	slug: "backed-up-volumes",
	says: control.says,
	fix: control.fix,
	overObjects: true,
	judge,
};

interface Claim {
	resource: Resource;
	/** Where it stands in its object. */
	path: string;
	namespace: unknown;
	/** The names of the claims that it stands for. */
	names: unknown[];
	labels: unknown;
	annotations: unknown;
}

function judge(resources: readonly Resource[]): StackJudgement[] | undefined {
	const claims = claimsOf(resources);
	if (claims.length === 0) return undefined;
	const schedules = objectsOf(resources, "velero.io/Schedule");
	const replications = objectsOf(resources, "volsync.backube/ReplicationSource");
	return claims.flatMap((claim): StackJudgement[] => {
		const { resource, path } = claim;
		const backedUp = some([
			isExempt(claim),
			...schedules.map((schedule) => covers(schedule, claim)),
			every(...claim.names.map((name) => some(replications.map((one) => replicates(one, claim, name))))),
		]);
		if (backedUp === true) return [];
		if (backedUp === "unknown") return [{ ...undecided(path), resource }];
		const what = "is backed up by no schedule, and does not say why it needs none";
		return [{ ...violated(path, what), resource, missing: true }];
	});
}

function claimsOf(resources: readonly Resource[]): Claim[] {
	const claims = objectsOf(resources, "PersistentVolumeClaim").map(
		({ resource, namespace, name, labels, annotations }): Claim => {
			return { resource, path: "spec", namespace, names: [name], labels, annotations };
		},
	);
	const templates = objectsOf(resources, "apps/StatefulSet").flatMap(({ resource, namespace, name, spec }) =>
		elements(spec, "volumeClaimTemplates").map((template, i): Claim => {
			const own = at(template, "metadata", "name");
			const replicas = at(spec, "replicas") ?? 1;
			const unknown = [own, name, replicas].find(isPulumiUnknown);
			return {
				resource,
				path: `spec.volumeClaimTemplates[${i}]`,
				namespace,
				// The StatefulSet controller names a claim after the template, the set and the pod's number.
				names:
					unknown === undefined
						? Array.from(
								{ length: Math.max(Number(replicas) || 1, 1) },
								(_, n) => `${String(own)}-${String(name)}-${n}`,
							)
						: [unknown],
				labels: at(template, "metadata", "labels"),
				annotations: at(template, "metadata", "annotations"),
			};
		}),
	);
	return [...claims, ...templates];
}

function isExempt({ labels, annotations }: Claim): Known {
	return every(same(at(labels, exempt.label), exempt.value), isText(at(annotations, exempt.annotation)));
}

/** Velero leaves out what bears it, whatever a schedule takes in (velero.io, Resource filtering). */
const leftOut = "velero.io/exclude-from-backup";

const claimNames = ["persistentvolumeclaims", "persistentvolumeclaim", "pvc", "pvcs"];

/** A schedule takes a claim that its namespaces, kinds and labels let in (velero.io, Backup API type). */
function covers({ spec }: KubernetesObject, { namespace, labels }: Claim): Known {
	const template = at(spec, "template");
	if (isPulumiUnknown(template)) return "unknown";
	const lists = (key: string, ...names: readonly unknown[]): Known =>
		some(elements(template, key).flatMap((one) => names.map((name) => same(one, name))));
	const taken = (key: string, ...names: readonly unknown[]): Known =>
		elements(template, key).length === 0 ? true : lists(key, "*", ...names);
	const selectors = [
		...(at(template, "labelSelector") === undefined ? [] : [at(template, "labelSelector")]),
		...elements(template, "orLabelSelectors"),
	];
	return every(
		comesRound(at(spec, "schedule")),
		not(same(at(spec, "paused") ?? false, true)),
		not(same(at(labels, leftOut), "true")),
		// Without the cluster's own kinds there is no volume to the claim, and none is copied.
		not(same(at(template, "includeClusterResources") ?? true, false)),
		taken("includedNamespaces", namespace),
		not(lists("excludedNamespaces", "*", namespace)),
		taken("includedResources", ...claimNames),
		taken("includedNamespaceScopedResources", ...claimNames),
		not(lists("excludedResources", "*", ...claimNames, "persistentvolumes", "pv")),
		not(lists("excludedNamespaceScopedResources", "*", ...claimNames)),
		selectors.length === 0 ? true : some(selectors.map((selector) => selects(selector, labels))),
		// The volume's content, not the claim's manifest alone.
		some([
			not(same(at(template, "snapshotVolumes") ?? true, false)),
			same(at(template, "defaultVolumesToFsBackup") ?? false, true),
		]),
	);
}

function replicates({ namespace, spec }: KubernetesObject, claim: Claim, name: unknown): Known {
	return every(
		same(namespace, claim.namespace),
		same(at(spec, "sourcePVC"), name),
		comesRound(at(spec, "trigger", "schedule")),
		not(same(at(spec, "paused") ?? false, true)),
	);
}

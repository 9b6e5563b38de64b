import { MANAGED_BY, noOwner, PROGRAM, vocabulary } from "../../labels";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

/** The kinds of CHG-002: namespaces, whatever carries a pod, claims and Secrets. */
export const labelledKinds = objects({
	namespaces: [kind("v1", "Namespace", "namespaces", { cluster: true })],
	objects: [
		kind("v1", "Pod", "pods"),
		kind("v1", "PodTemplate", "podtemplates"),
		kind("v1", "ReplicationController", "replicationcontrollers"),
		kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
		kind("v1", "Secret", "secrets"),
		kind("apps/v1", "Deployment", "deployments"),
		kind("apps/v1", "StatefulSet", "statefulsets"),
		kind("apps/v1", "DaemonSet", "daemonsets"),
		kind("apps/v1", "ReplicaSet", "replicasets"),
		kind("batch/v1", "Job", "jobs"),
		kind("batch/v1", "CronJob", "cronjobs"),
		kind("argoproj.io/v1alpha1", "Rollout", "rollouts"),
	],
});

const labels = "object.metadata.?labels.orValue({})";
// What a chart or a controller makes is not the program's: its labels are its maker's.
const notDeclared = `${labels}[?${text(MANAGED_BY)}].orValue("") != ${text(PROGRAM)}`;

function text(value: string): string {
	return JSON.stringify(value);
}

const values = Object.entries(vocabulary).map(
	([label, { pattern }]) => `key != ${text(label)} || ${labels}[key].matches(${text(`^(${pattern})$`)})`,
);
const owned = `key != "gxp-lab.io/owner" || !${labels}[key].matches(${text(`^(${noOwner})$`)})`;

/**
 * CHG-002 over objects: what the program declared says so by its managed-by label, and then has all the others. That a resource
 * of the program has this label is the rule `declared-by-the-program`'s.
 */
export const declaredLabels: KubernetesRule = {
	id: "CHG-002",
	slug: "declared-labels",
	says: "What the program itself declares carries name, part-of, environment, owner and GxP impact.",
	why: "Whoever meets an object must be able to say what it belongs to, who answers for it and what a change of it means.",
	fix: "Take the labels from controls/labels.ts.",
	applies: labelledKinds,
	cel: [
		...Object.keys(vocabulary).map((label) => `(${notDeclared} || ${text(label)} in ${labels})`),
		`${labels}.all(key, ${[...values, owned].map((one) => `(${notDeclared} || ${one})`).join(" && ")})`,
	].join(" && "),
	finding: (path) => {
		const label = /\[(?:.*,)?([^[\]]+)\]$/.exec(path)?.[1];
		const must = label === undefined ? undefined : vocabulary[label]?.must;
		return must === undefined
			? `${path} does not hold all of ${Object.keys(vocabulary).join(", ")}`
			: `${path} must be ${must}`;
	},
};

import { isRecord, lookUp, Malformed, placeAt } from "../cel/bind";
import { defineUnknown, selectorOf, UnknownValue } from "../cel/unknown";
import type { Family, Kind, Scope } from "./scope";

/** The containers' lists of a pod specification; a rule's `containers` holds the elements of all of them. */
export const containerLists = ["containers", "initContainers", "ephemeralContainers"] as const;

const written = ["CREATE", "UPDATE"] as const;

function kind(apiGroup: string, name: string, resource: string): Kind {
	return { apiGroup, apiVersion: "v1", kind: name, resource, operations: written };
}

/**
 * Every kind that carries a pod, by where the pod is. One family is one admission policy, so that the API server checks the
 * rule's expression against the kinds' real schema (`status.typeChecking`).
 */
export const workloads: Scope = {
	variables: ["podAnnotations", "podSpec", "containers"],
	families: [
		family(
			"pods",
			[],
			[
				kind("", "Pod", "pods"),
				// A policy on `pods` alone admits a bad ephemeral container: it is written to its own subresource.
				{ apiGroup: "", apiVersion: "v1", kind: "Pod", resource: "pods/ephemeralcontainers", operations: ["UPDATE"] },
			],
		),
		{
			...family(
				"workloads",
				["spec", "template"],
				[
					kind("apps", "Deployment", "deployments"),
					kind("apps", "StatefulSet", "statefulsets"),
					kind("apps", "DaemonSet", "daemonsets"),
					kind("apps", "ReplicaSet", "replicasets"),
					kind("batch", "Job", "jobs"),
					kind("", "ReplicationController", "replicationcontrollers"),
					{ ...kind("argoproj.io", "Rollout", "rollouts"), apiVersion: "v1alpha1" },
				],
			),
			// A Rollout without a template has the pods of the Deployment that it refers to, which is judged itself (Argo Rollouts,
			// "Migrating to Rollouts"). With both, the template is judged; with neither, it fails closed.
			only: {
				name: "has-a-template",
				cel: 'object.kind != "Rollout" || !has(object.spec.workloadRef) || has(object.spec.template)',
				holds: (object) =>
					object.kind !== "Rollout" ||
					lookUp(object, ["spec", "workloadRef"]) === undefined ||
					lookUp(object, ["spec", "template"]) !== undefined,
			},
		},
		family("cronjobs", ["spec", "jobTemplate", "spec", "template"], [kind("batch", "CronJob", "cronjobs")]),
		family("podtemplates", ["template"], [kind("", "PodTemplate", "podtemplates")]),
	],
};

/** A family whose pod (`metadata` and `spec`) stands at the given place of the object. */
function family(name: string, pod: readonly string[], kinds: readonly Kind[]): Family {
	const at = ["object", ...pod].join(".");
	const specPath = [...pod, "spec"].join(".");
	const spec = `${at}.spec`;
	return {
		name,
		kinds,
		variables: [
			{ name: "podAnnotations", expression: `${at}.?metadata.?annotations.orValue({})` },
			{ name: "podSpec", expression: spec },
			{
				name: "containers",
				lists: [
					`${spec}.containers`,
					`${spec}.?initContainers.orValue([])`,
					`${spec}.?ephemeralContainers.orValue([])`,
				],
			},
		],
		paths: {
			podAnnotations: [...pod, "metadata", "annotations"].join("."),
			podSpec: specPath,
			containers: "containers",
		},
		bind: (object) => ({
			podAnnotations: () => lookUp(object, [...pod, "metadata", "annotations"]) ?? {},
			podSpec: () => specification(object, pod),
			containers: () => allContainers(specification(object, pod), specPath),
		}),
	};
}

function specification(object: Record<string, unknown>, pod: readonly string[]): Record<string, unknown> {
	const spec = lookUp(object, [...pod, "spec"]);
	if (isRecord(spec)) return spec;
	throw new Malformed([...pod, "spec"].join("."), "is not a pod specification");
}

/**
 * The containers of all lists, each with its own path; a list that is unknown as a whole stands as one unknown element, so
 * that a violation in another list is still decided.
 */
function allContainers(podSpec: Record<string, unknown>, specPath: string): unknown[] {
	const all: unknown[] = [];
	for (const list of containerLists) {
		const path = `${specPath}.${list}`;
		try {
			const elements = podSpec[list] ?? [];
			if (!Array.isArray(elements)) throw new Malformed(path, "is not a list of containers");
			for (let i = 0; i < elements.length; i++) appendContainer(all, elements, i, path);
		} catch (error) {
			if (!(error instanceof UnknownValue)) throw error;
			defineUnknown(all, all.length, path);
		}
	}
	return all;
}

function appendContainer(all: unknown[], elements: unknown[], i: number, path: string): void {
	try {
		const element = elements[i];
		if (!isRecord(element)) throw new Malformed(`${path}[${i}]`, "is not a container");
		all.push(placeAt(element, `${path}[${selectorOf(element, i)}]`));
	} catch (error) {
		if (!(error instanceof UnknownValue)) throw error;
		defineUnknown(all, all.length, `${path}[${i}]`);
	}
}

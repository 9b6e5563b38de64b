/** Objects that keep to the rules over pods, to be broken one field at a time. */
export type Tree = Record<string, unknown>;

const digest = `@sha256:${"0123456789abcdef".repeat(4)}`;

export const image = `registry.lab.gxp.example/tools/fastqc:1.0${digest}`;

export function container(name: string, change: Tree = {}): Tree {
	return {
		name,
		image,
		securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
		...change,
	};
}

/** A container whose security context has one more field. */
export function withContext(name: string, change: Tree): Tree {
	return container(name, {
		securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, ...change },
	});
}

export function podSpec(change: Tree = {}): Tree {
	return {
		securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
		containers: [container("main")],
		...change,
	};
}

/** A pod specification whose pod-level security context has one more field. */
export function withPodContext(change: Tree): Tree {
	return podSpec({ securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" }, ...change } });
}

/** An object of each kind that carries a pod, around the same specification. */
export function carrying(
	spec: Tree,
	metadata: Tree = {},
): { kind: string; path: string; collection: string; object: Tree }[] {
	const labels = { app: "proof" };
	const template = { metadata: { labels, ...metadata }, spec };
	const selected = { selector: { matchLabels: labels }, template };
	const once = { ...template, spec: { restartPolicy: "Never", ...spec } };
	const apps = (kind: string, plural: string, more: Tree = {}) => ({
		kind,
		path: "spec.template.spec",
		collection: `/apis/apps/v1/namespaces/proof/${plural}`,
		object: { apiVersion: "apps/v1", kind, metadata: { name: "proof" }, spec: { ...selected, ...more } },
	});
	return [
		{
			kind: "Pod",
			path: "spec",
			collection: "/api/v1/namespaces/proof/pods",
			object: { apiVersion: "v1", kind: "Pod", metadata: { name: "proof", ...metadata }, spec },
		},
		apps("Deployment", "deployments"),
		apps("StatefulSet", "statefulsets", { serviceName: "proof" }),
		apps("DaemonSet", "daemonsets"),
		apps("ReplicaSet", "replicasets"),
		{
			kind: "ReplicationController",
			path: "spec.template.spec",
			collection: "/api/v1/namespaces/proof/replicationcontrollers",
			object: {
				apiVersion: "v1",
				kind: "ReplicationController",
				metadata: { name: "proof" },
				spec: { selector: labels, template },
			},
		},
		{
			kind: "Job",
			path: "spec.template.spec",
			collection: "/apis/batch/v1/namespaces/proof/jobs",
			object: { apiVersion: "batch/v1", kind: "Job", metadata: { name: "proof" }, spec: { template: once } },
		},
		{
			kind: "CronJob",
			path: "spec.jobTemplate.spec.template.spec",
			collection: "/apis/batch/v1/namespaces/proof/cronjobs",
			object: {
				apiVersion: "batch/v1",
				kind: "CronJob",
				metadata: { name: "proof" },
				spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: once } } },
			},
		},
		{
			kind: "PodTemplate",
			path: "template.spec",
			collection: "/api/v1/namespaces/proof/podtemplates",
			object: { apiVersion: "v1", kind: "PodTemplate", metadata: { name: "proof" }, template },
		},
	];
}

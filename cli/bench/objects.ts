import { Random } from "./random";

type Tree = Record<string, unknown>;

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

/**
 * Objects as a cluster has them: half carry a pod, most of which keep to the controls and some of which break one, and half are
 * of other kinds. The same seed gives the same objects; each has a name of its own.
 */
export function mixedObjects(count: number, seed = 1): Tree[] {
	const random = new Random(seed);
	return Array.from({ length: count }, (_, i) => {
		const make = random.pick(mix);
		return make(random, `app-${i}`, `team-${random.below(40)}`);
	});
}

type Make = (random: Random, name: string, namespace: string) => Tree;

const labels = (name: string): Tree => ({
	"app.kubernetes.io/name": name,
	"app.kubernetes.io/part-of": "gxp-lab",
	"app.kubernetes.io/managed-by": "pulumi",
});

function object(apiVersion: string, kind: string, name: string, namespace: string, rest: Tree): Tree {
	return { apiVersion, kind, metadata: { name, namespace, labels: labels(name) }, ...rest };
}

function container(random: Random, name: string): Tree {
	const registry = random.oneOf(20) ? "docker.io/library" : "registry.lab.gxp.example/tools";
	const tag = random.oneOf(20) ? `${random.below(9)}.1` : `1.0@${digest}`;
	const memory = random.pick(["64Mi", "128Mi", "512Mi", "1Gi"]);
	return {
		name,
		image: `${registry}/${name}:${tag}`,
		env: [{ name: "TZ", value: "UTC" }],
		ports: [{ name: "http", containerPort: 8080 + random.below(20) }],
		resources: {
			requests: { cpu: random.pick(["50m", "100m", "1"]), memory },
			...(!random.oneOf(20) && { limits: { memory } }),
		},
		readinessProbe: { httpGet: { path: "/ready", port: "http" } },
		securityContext: {
			allowPrivilegeEscalation: random.oneOf(30),
			readOnlyRootFilesystem: true,
			capabilities: { drop: [random.oneOf(30) ? "NET_RAW" : "ALL"] },
		},
		volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
	};
}

function podSpec(random: Random, name: string, more: Tree = {}): Tree {
	const sidecar = random.oneOf(4);
	return {
		serviceAccountName: name,
		automountServiceAccountToken: false,
		securityContext: { runAsNonRoot: !random.oneOf(30), seccompProfile: { type: "RuntimeDefault" } },
		...(random.oneOf(40) && { hostNetwork: true }),
		...(random.oneOf(4) && { initContainers: [container(random, "prepare")] }),
		containers: [container(random, "main"), ...(sidecar ? [container(random, "sidecar")] : [])],
		volumes: [{ name: "scratch", ...(random.oneOf(40) ? { hostPath: { path: "/tmp" } } : { emptyDir: {} }) }],
		...more,
	};
}

const template = (random: Random, name: string, more: Tree = {}): Tree => ({
	metadata: { labels: labels(name) },
	spec: podSpec(random, name, more),
});

const selected = (random: Random, name: string): Tree => ({
	selector: { matchLabels: { "app.kubernetes.io/name": name } },
	template: template(random, name),
});

const deployment: Make = (random, name, namespace) =>
	object("apps/v1", "Deployment", name, namespace, {
		spec: { replicas: 1 + random.below(3), ...selected(random, name) },
	});

const mix: readonly Make[] = [
	deployment,
	deployment,
	deployment,
	(random, name, namespace) =>
		object("apps/v1", "StatefulSet", name, namespace, {
			spec: { replicas: 1 + random.below(3), serviceName: name, ...selected(random, name) },
		}),
	(random, name, namespace) => object("apps/v1", "DaemonSet", name, namespace, { spec: selected(random, name) }),
	(random, name, namespace) =>
		object("batch/v1", "Job", name, namespace, {
			spec: { template: template(random, name, { restartPolicy: "Never" }) },
		}),
	(random, name, namespace) =>
		object("batch/v1", "CronJob", name, namespace, {
			spec: {
				schedule: `${random.below(60)} 3 * * *`,
				jobTemplate: { spec: { template: template(random, name, { restartPolicy: "Never" }) } },
			},
		}),
	(random, name, namespace) => object("v1", "Pod", name, namespace, { spec: podSpec(random, name) }),
	(random, name, namespace) =>
		object("v1", "ConfigMap", name, namespace, {
			data: { "settings.yaml": `level: info\nworkers: ${random.below(16)}\n`, mode: "batch" },
			...(random.oneOf(2) && { immutable: true }),
		}),
	(random, name, namespace) =>
		object("v1", "Service", name, namespace, {
			spec: {
				type: random.oneOf(20) ? "NodePort" : "ClusterIP",
				selector: { "app.kubernetes.io/name": name },
				ports: [{ port: 80, targetPort: "http" }],
			},
		}),
	(_, name, namespace) => object("v1", "ServiceAccount", name, namespace, { automountServiceAccountToken: false }),
	(random, name, namespace) =>
		object("rbac.authorization.k8s.io/v1", "Role", name, namespace, {
			rules: [
				{ apiGroups: [""], resources: ["configmaps"], verbs: random.oneOf(20) ? ["*"] : ["get", "list", "watch"] },
			],
		}),
	(_, name, namespace) =>
		object("rbac.authorization.k8s.io/v1", "RoleBinding", name, namespace, {
			roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
			subjects: [{ kind: "ServiceAccount", name, namespace }],
		}),
	(_, name, namespace) =>
		object("networking.k8s.io/v1", "NetworkPolicy", name, namespace, {
			spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
		}),
	(random, name, namespace) =>
		object("policy/v1", "PodDisruptionBudget", name, namespace, {
			spec: { maxUnavailable: random.below(3), selector: { matchLabels: { "app.kubernetes.io/name": name } } },
		}),
	(random, name, namespace) =>
		object("v1", "PersistentVolumeClaim", name, namespace, {
			spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: `${1 + random.below(50)}Gi` } } },
		}),
];

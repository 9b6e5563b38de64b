/**
 * Manifests of a stand-in chart: what the program, its gates and its checks rely on from the real one
 * (`stacks/chart-contents.ts`), and no more. Pods keep to the Pod Security level that the real ones keep to.
 */
import type { PlatformChart, ReliedCrd, ReliedService, ReliedWorkload } from "../../stacks/chart-contents";
import { type PodProcess, processes } from "./processes";

type Manifest = Record<string, unknown>;

const labels = (workload: string) => ({ "app.kubernetes.io/name": workload, "rehearsal.gxp-lab/stand-in": "true" });

/** An open schema: the rehearsal has no controller that would read the fields. */
export function crdManifest(crd: ReliedCrd): Manifest {
	return {
		apiVersion: "apiextensions.k8s.io/v1",
		kind: "CustomResourceDefinition",
		metadata: {
			name: `${crd.plural}.${crd.group}`,
			// The API server asks for it on *.k8s.io groups only; harmless elsewhere and left out.
			labels: { "rehearsal.gxp-lab/stand-in": "true" },
		},
		spec: {
			group: crd.group,
			scope: crd.scope === "Cluster" ? "Cluster" : "Namespaced",
			names: { kind: crd.kind, listKind: `${crd.kind}List`, plural: crd.plural, singular: crd.kind.toLowerCase() },
			versions: [crd.version, ...(crd.alsoServed ?? [])].map((name) => ({
				name,
				served: true,
				storage: name === crd.version,
				schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
				...(crd.status ? { subresources: { status: {} } } : {}),
			})),
		},
	};
}

const restrictedPod = { runAsNonRoot: true, runAsUser: 65_534, seccompProfile: { type: "RuntimeDefault" } };
const restrictedContainer = {
	allowPrivilegeEscalation: false,
	readOnlyRootFilesystem: true,
	capabilities: { drop: ["ALL"] },
};

function apart({ name }: ReliedWorkload): Manifest {
	const term = {
		topologyKey: "kubernetes.io/hostname",
		labelSelector: { matchLabels: { "app.kubernetes.io/name": name } },
	};
	return { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
}

function podSpec(
	workload: ReliedWorkload,
	image: (reference: string) => string,
	process: PodProcess | undefined,
): Manifest {
	const privileged = workload.level === "privileged";
	return {
		serviceAccountName: workload.account ?? workload.name,
		automountServiceAccountToken: false,
		...(privileged ? { hostNetwork: true } : { securityContext: restrictedPod }),
		// As in the real chart (cilium 1.20, values.yaml, operator.affinity): two of them never share a node.
		...((workload.replicas ?? 1) > 1 ? { affinity: apart(workload) } : {}),
		...(workload.toleratesEverything === true ? { tolerations: [{ operator: "Exists" }] } : {}),
		...(workload.tolerations === undefined ? {} : { tolerations: workload.tolerations }),
		containers: workload.containers.map((container, index) => ({
			name: container.name,
			image: image(container.image),
			...(index === 0 && process !== undefined ? { args: process.args, env: process.env } : {}),
			...(privileged ? {} : { securityContext: restrictedContainer }),
			resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } },
		})),
		volumes: [
			...(workload.claim === undefined ? [] : [{ name: "data", persistentVolumeClaim: { claimName: workload.claim } }]),
			...(process?.volumes ?? []),
		],
	};
}

function workloadManifests(
	workload: ReliedWorkload,
	image: (reference: string) => string,
	process: PodProcess | undefined,
): Manifest[] {
	const spec = {
		selector: { matchLabels: { "app.kubernetes.io/name": workload.name } },
		template: {
			metadata: {
				labels: labels(workload.name),
				...(process === undefined ? {} : { annotations: { "rehearsal.gxp-lab/part": process.part } }),
			},
			spec: podSpec(workload, image, process),
		},
	};
	return [
		{
			apiVersion: "apps/v1",
			kind: workload.kind,
			metadata: { name: workload.name, labels: labels(workload.name) },
			spec:
				workload.kind === "Deployment"
					? { replicas: workload.replicas ?? 1, ...(workload.claim ? { strategy: { type: "Recreate" } } : {}), ...spec }
					: spec,
		},
		...(process?.manifests ?? []),
	];
}

/** Two workloads may share one. */
function accounts(workloads: readonly ReliedWorkload[]): Manifest[] {
	const names = new Set(workloads.map(({ account, name }) => account ?? name));
	return [...names].map((name) => ({
		apiVersion: "v1",
		kind: "ServiceAccount",
		metadata: { name, labels: labels(name) },
	}));
}

const serviceManifest = (service: ReliedService): Manifest => ({
	apiVersion: "v1",
	kind: "Service",
	metadata: { name: service.name, labels: labels(service.workload), annotations: service.annotations ?? {} },
	spec: {
		type: service.type,
		selector: { "app.kubernetes.io/name": service.workload },
		ports: service.ports,
		...(service.type === "LoadBalancer" ? { externalTrafficPolicy: "Local" } : {}),
	},
});

/** CRDs for the `crds/` folder, and everything else for `templates/`. */
export function chartManifests(
	chart: PlatformChart,
	image: (reference: string) => string,
): { crds: Manifest[]; templates: Manifest[] } {
	const { crds, workloads, services } = chart.relies;
	return {
		crds: crds.filter((crd) => crd.folder === "crds").map(crdManifest),
		templates: [
			...crds.filter((crd) => crd.folder === "templates").map(crdManifest),
			...accounts(workloads),
			...workloads.flatMap((workload) =>
				workloadManifests(workload, image, processes[`${chart.name}/${workload.name}`]),
			),
			...services.map(serviceManifest),
		],
	};
}

import { engineCharts } from "./engine-contents";
import { platformImages } from "./platform-images";
import { platformNames } from "./platform-names";
import type { LabConfig } from "./schema";

export { platformImageReferences, platformImages } from "./platform-images";

/**
 * What the program, its gates and its checks rely on from each upstream chart, as plain data. Where a chart's archive is
 * not in the cache, a rehearsal installs a stand-in made of exactly this and says so; the real chart must have it too.
 * Names are those that each chart renders with our values (in the version of charts.lock.yaml).
 */
export interface ReliedCrd {
	group: string;
	kind: string;
	plural: string;
	version: string;
	/** Older versions that are served too, because somebody asks for them. */
	alsoServed?: string[];
	scope: "Namespaced" | "Cluster";
	/** Whether the controller writes `status` as a subresource. */
	status: boolean;
	/** `crds`: the folder that Helm never upgrades; `templates`: part of the release. */
	folder: "crds" | "templates";
}

export interface ReliedWorkload {
	kind: "DaemonSet" | "Deployment";
	name: string;
	/** Its service account, where that has another name. */
	account?: string;
	replicas?: number;
	/** The Pod Security level that its pods keep to. */
	level: "privileged" | "restricted";
	/** Image references as in images.lock.yaml. */
	containers: Array<{ name: string; image: string }>;
	/** Runs on nodes that are not Ready and on tainted ones. */
	toleratesEverything?: boolean;
	tolerations?: Array<{ key: string; operator: "Equal" | "Exists"; value?: string; effect?: string }>;
	/** A claim that it mounts. */
	claim?: string;
}

export interface ReliedService {
	name: string;
	type: "ClusterIP" | "LoadBalancer";
	annotations?: Record<string, string>;
	/** The Deployment that it selects. */
	workload: string;
	ports: Array<{ name: string; port: number; targetPort: number }>;
}

export interface PlatformChart {
	/** Name in charts.lock.yaml. */
	name: string;
	namespace: string;
	releaseName: string;
	relies: { crds: ReliedCrd[]; workloads: ReliedWorkload[]; services: ReliedService[] };
}

/** Taints of the nodes that hold volumes, as tolerations of what stores there (`key: value:effect` in the stack file). */
export function storageTolerations(config: Pick<LabConfig, "nodes">): NonNullable<ReliedWorkload["tolerations"]> {
	const taints = new Map<string, { key: string; operator: "Equal"; value: string; effect: string }>();
	for (const node of config.nodes.filter(({ role }) => role === "storage")) {
		for (const [key, text] of Object.entries(node.taints)) {
			const colon = text.lastIndexOf(":");
			const value = colon < 0 ? "" : text.slice(0, colon);
			taints.set(`${key}=${text}`, { key, operator: "Equal", value, effect: text.slice(colon + 1) });
		}
	}
	return [...taints.values()];
}

/** The charts of a stack's platform, in the order of charts.lock.yaml. */
export function platformCharts(config: Pick<LabConfig, "platform" | "nodes">): PlatformChart[] {
	const charts = [certManager, metallb, sealedSecrets, localPath, minio(config), ...engineCharts(config)];
	return config.platform.cni === "cilium" ? [cilium(ciliumOperatorReplicas(config)), ...charts] : charts;
}

/** The names of a stack's Helm releases. */
export function platformReleases(config: Pick<LabConfig, "platform" | "nodes">): string[] {
	return platformCharts(config).map(({ releaseName }) => releaseName);
}

/** Two operators where there is a second node to run the other on: they use the host's network and cannot share one. */
export function ciliumOperatorReplicas(config: Pick<LabConfig, "nodes">): number {
	return Math.min(2, config.nodes.length);
}

const cilium = (replicas: number): PlatformChart => ({
	name: "cilium",
	namespace: "kube-system",
	releaseName: "cilium",
	relies: {
		crds: [],
		workloads: [
			{
				kind: "DaemonSet",
				name: "cilium",
				level: "privileged",
				containers: [{ name: "cilium-agent", image: platformImages.cilium }],
				toleratesEverything: true,
			},
			{
				kind: "Deployment",
				name: "cilium-operator",
				replicas,
				level: "privileged",
				containers: [{ name: "cilium-operator", image: platformImages.ciliumOperator }],
				toleratesEverything: true,
			},
		],
		services: [],
	},
});

const certManagerCrd = (
	kind: string,
	plural: string,
	scope: ReliedCrd["scope"],
	group = "cert-manager.io",
): ReliedCrd => ({
	group,
	kind,
	plural,
	version: "v1",
	scope,
	status: true,
	folder: "templates",
});

const certManager: PlatformChart = {
	name: "cert-manager",
	namespace: platformNames.namespaces.certManager,
	releaseName: "cert-manager",
	relies: {
		crds: [
			certManagerCrd("Certificate", "certificates", "Namespaced"),
			certManagerCrd("CertificateRequest", "certificaterequests", "Namespaced"),
			certManagerCrd("Issuer", "issuers", "Namespaced"),
			certManagerCrd("ClusterIssuer", "clusterissuers", "Cluster"),
		],
		workloads: [
			{
				kind: "Deployment",
				name: "cert-manager",
				level: "restricted",
				containers: [{ name: "cert-manager-controller", image: platformImages.certManagerController }],
			},
			{
				kind: "Deployment",
				name: "cert-manager-webhook",
				level: "restricted",
				containers: [{ name: "cert-manager-webhook", image: platformImages.certManagerWebhook }],
			},
			{
				kind: "Deployment",
				name: "cert-manager-cainjector",
				level: "restricted",
				containers: [{ name: "cert-manager-cainjector", image: platformImages.certManagerCainjector }],
			},
		],
		services: [
			{
				name: "cert-manager-webhook",
				type: "ClusterIP",
				workload: "cert-manager-webhook",
				ports: [{ name: "https", port: 443, targetPort: 10250 }],
			},
		],
	},
};

const metallbCrd = (kind: string, plural: string): ReliedCrd => ({
	group: "metallb.io",
	kind,
	plural,
	version: "v1beta1",
	scope: "Namespaced",
	status: true,
	folder: "templates",
});

const metallb: PlatformChart = {
	name: "metallb",
	namespace: platformNames.namespaces.metallb,
	releaseName: "metallb",
	relies: {
		crds: [metallbCrd("IPAddressPool", "ipaddresspools"), metallbCrd("L2Advertisement", "l2advertisements")],
		workloads: [
			{
				kind: "Deployment",
				name: "metallb-controller",
				level: "restricted",
				containers: [{ name: "controller", image: platformImages.metallbController }],
			},
			{
				kind: "DaemonSet",
				name: "metallb-speaker",
				level: "privileged",
				containers: [{ name: "speaker", image: platformImages.metallbSpeaker }],
				toleratesEverything: true,
			},
		],
		services: [],
	},
};

const sealedSecrets: PlatformChart = {
	name: "sealed-secrets",
	namespace: platformNames.namespaces.sealedSecrets,
	releaseName: "sealed-secrets",
	relies: {
		crds: [
			{
				group: "bitnami.com",
				kind: "SealedSecret",
				plural: "sealedsecrets",
				version: "v1alpha1",
				scope: "Namespaced",
				status: true,
				folder: "crds",
			},
		],
		workloads: [
			{
				kind: "Deployment",
				name: platformNames.sealedSecrets.deployment,
				level: "restricted",
				containers: [{ name: "controller", image: platformImages.sealedSecrets }],
			},
		],
		services: [
			{
				name: platformNames.sealedSecrets.deployment,
				type: "ClusterIP",
				workload: platformNames.sealedSecrets.deployment,
				ports: [{ name: "http", port: 8080, targetPort: 8080 }],
			},
		],
	},
};

const localPath: PlatformChart = {
	name: "local-path-provisioner",
	namespace: platformNames.namespaces.localPath,
	releaseName: "local-path-provisioner",
	relies: {
		crds: [],
		workloads: [
			{
				kind: "Deployment",
				name: "local-path-provisioner",
				level: "restricted",
				containers: [{ name: "local-path-provisioner", image: platformImages.localPath }],
			},
		],
		services: [],
	},
};

const minio = (config: Pick<LabConfig, "platform" | "nodes">): PlatformChart => ({
	name: "minio",
	namespace: platformNames.namespaces.minio,
	releaseName: platformNames.minio.release,
	relies: {
		crds: [],
		workloads: [
			{
				kind: "Deployment",
				name: platformNames.minio.release,
				level: "restricted",
				containers: [{ name: "minio", image: platformImages.minio }],
				tolerations: storageTolerations(config),
				claim: platformNames.minio.claim,
			},
		],
		services: [
			{
				name: platformNames.minio.service,
				type: "LoadBalancer",
				annotations: minioServiceAnnotations(config),
				workload: platformNames.minio.release,
				ports: [{ name: "https", port: platformNames.minio.port, targetPort: platformNames.minio.port }],
			},
		],
	},
});

/** MetalLB gives the Service this address; `spec.loadBalancerIP` is deprecated, and both together are an error. */
export function minioServiceAnnotations(config: Pick<LabConfig, "platform">): Record<string, string> {
	return { "metallb.io/loadBalancerIPs": config.platform.minio.address };
}

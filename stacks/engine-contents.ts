import type { PlatformChart, ReliedCrd } from "./chart-contents";
import { platformImages } from "./platform-images";
import { platformNames } from "./platform-names";
import type { LabConfig } from "./schema";

/** The chart of the policy engine that a stack chose beside Kubernetes' own; none with `admission`. */
export function engineCharts({ platform }: Pick<LabConfig, "platform">): PlatformChart[] {
	const { policyEngine } = platform;
	return policyEngine === "admission" ? [] : [engines[policyEngine]];
}

const { gatekeeper: names } = platformNames;

const gatekeeperCrd = (group: string, kind: string, of: Partial<ReliedCrd> = {}): ReliedCrd => ({
	group: `${group}.gatekeeper.sh`,
	kind,
	plural: `${kind.toLowerCase()}${kind.endsWith("Status") ? "es" : "s"}`,
	version: "v1beta1",
	scope: "Namespaced",
	status: false,
	folder: "crds",
	...of,
});

/** What v3.23.1 watches when it neither mutates nor asks others (main.go, pkg/controller). */
const gatekeeper: PlatformChart = {
	name: "gatekeeper",
	namespace: platformNames.namespaces.gatekeeper,
	releaseName: "gatekeeper",
	relies: {
		crds: [
			// It reads its templates as v1beta1 (pkg/controller/constrainttemplate), and ours are v1.
			gatekeeperCrd("templates", "ConstraintTemplate", {
				version: "v1",
				alsoServed: ["v1beta1"],
				scope: "Cluster",
				status: true,
			}),
			gatekeeperCrd("config", "Config", { version: "v1alpha1", status: true }),
			gatekeeperCrd("syncset", "SyncSet", { version: "v1alpha1", scope: "Cluster" }),
			gatekeeperCrd("externaldata", "Provider", { scope: "Cluster", status: true }),
			gatekeeperCrd("connection", "Connection", { version: "v1alpha1", status: true }),
			gatekeeperCrd("status", "ConnectionPodStatus", { version: "v1alpha1" }),
			...["ConstraintPodStatus", "ConstraintTemplatePodStatus", "ConfigPodStatus", "ProviderPodStatus"].map((kind) =>
				gatekeeperCrd("status", kind),
			),
		],
		workloads: [
			{
				kind: "Deployment",
				name: names.webhookDeployment,
				account: names.serviceAccount,
				level: "restricted",
				containers: [{ name: "manager", image: platformImages.gatekeeper }],
			},
			{
				kind: "Deployment",
				name: names.auditDeployment,
				account: names.serviceAccount,
				level: "restricted",
				containers: [{ name: "manager", image: platformImages.gatekeeper }],
			},
		],
		services: [
			{
				name: names.service,
				type: "ClusterIP",
				workload: names.webhookDeployment,
				ports: [{ name: "https-webhook-server", port: 443, targetPort: names.port }],
			},
		],
	},
};

/** A chart may have more; a stand-in has what the program makes objects of and what it waits for. */
const kyverno: PlatformChart = {
	name: "kyverno",
	namespace: platformNames.namespaces.kyverno,
	releaseName: "kyverno",
	relies: {
		crds: [
			{
				group: "policies.kyverno.io",
				kind: "ValidatingPolicy",
				plural: "validatingpolicies",
				version: "v1",
				scope: "Cluster",
				status: true,
				folder: "templates",
			},
		],
		workloads: [
			{
				kind: "Deployment",
				name: "kyverno-admission-controller",
				level: "restricted",
				containers: [{ name: "kyverno", image: platformImages.kyverno }],
			},
			{
				kind: "Deployment",
				name: "kyverno-reports-controller",
				level: "restricted",
				containers: [{ name: "controller", image: platformImages.kyvernoReports }],
			},
		],
		services: [
			{
				name: "kyverno-svc",
				type: "ClusterIP",
				workload: "kyverno-admission-controller",
				ports: [{ name: "https", port: 443, targetPort: 9443 }],
			},
		],
	},
};

const engines = { gatekeeper, kyverno } as const;

import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { chartOf, releaseType } from "../installed";
import { documentsOf, machineConfigurationType, memberOf, readMachineConfiguration } from "../machineConfiguration";

const control = controlById("SEC-003");

/** Network plugins that enforce NetworkPolicy, by their charts' names, and the value that would turn it off. */
const enforcing: Readonly<Record<string, (values: unknown) => string | undefined>> = {
	// docs.cilium.io: Policy Enforcement Modes.
	cilium: (values) =>
		memberOf(values, "policyEnforcementMode") === "never" ? "values.policyEnforcementMode" : undefined,
	"tigera-operator": () => undefined,
	antrea: () => undefined,
};

/** SEC-003's second half: what the policies are worth is decided by the network plugin, of the machines and of the releases. */
export const enforcingNetwork: StackRule = {
	id: control.id,
	slug: "enforcing-network",
	says: "The network plugin enforces network policies.",
	fix: "Use Cilium (platform.cni: cilium), or Flannel with kube-network-policies; leave policy enforcement on.",
	overObjects: false,
	judge,
};

function judge(resources: readonly Resource[], stack: Resource): StackJudgement[] | undefined {
	const machines = resources.filter(({ type }) => type === machineConfigurationType);
	if (machines.length === 0) return undefined;
	const plugins = resources.filter((resource) => Object.hasOwn(enforcing, chartOf(resource) ?? ""));
	const turnedOff = plugins.flatMap((resource) => judgePlugin(resource));
	const networks = machines.map((resource) => ({ resource, network: networkOf(resource) }));
	const ofMachines = networks.flatMap(({ resource, network }) =>
		network.judgement === undefined ? [] : [{ ...network.judgement, resource }],
	);
	const needsPlugin = networks.some(({ network }) => network.plugin !== "enforces");
	const runsPods = resources.some(({ type }) => type === releaseType || type.startsWith("kubernetes:"));
	const missing =
		needsPlugin && runsPods && plugins.length === 0 && !networks.some(({ network }) => network.plugin === "refused")
			? [{ ...violated("network", "has no plugin among the releases that enforces network policies"), resource: stack }]
			: [];
	return [...turnedOff, ...ofMachines, ...missing];
}

function judgePlugin(resource: Resource): StackJudgement[] {
	const { values } = resource.properties;
	if (isPulumiUnknown(values)) return [{ ...undecided("values"), resource }];
	const path = enforcing[chartOf(resource) ?? ""]?.(values);
	return path === undefined ? [] : [{ ...violated(path, "turns the enforcement of network policies off"), resource }];
}

/** What a machine's configuration says of the plugin: `none` leaves it to a release. */
function networkOf({ properties }: Resource): {
	plugin: "enforces" | "left" | "refused";
	judgement?: Omit<StackJudgement, "resource">;
} {
	const configuration = readMachineConfiguration(properties);
	const [fault] = configuration.faults;
	if (fault !== undefined) return { plugin: "refused", judgement: violated(fault.path, fault.what) };
	const at = "cluster.network.cni";
	const name = memberOf(configuration.main, "cluster", "network", "cni", "name");
	const [unknown] = configuration.unknown;
	if (name === "none")
		return unknown === undefined ? { plugin: "left" } : { plugin: "left", judgement: undecided(unknown) };
	if (name === "custom")
		return { plugin: "refused", judgement: violated(`${at}.name`, "is custom: manifests that nobody judges") };
	// The patches that are known may say nothing of it.
	if (unknown !== undefined && name === undefined) return { plugin: "left", judgement: undecided(unknown) };
	// Absent is flannel (machinery, ClusterConfig.CNI). From contract 1.14 on it is a document, which only control planes have.
	const documents = documentsOf(configuration, "KubeFlannelCNIConfig");
	const isOn =
		memberOf(configuration.main, "cluster", "network", "cni", "flannel", "kubeNetworkPoliciesEnabled") === true ||
		documents.some((document) => document.kubeNetworkPoliciesEnabled === true);
	if (isOn) return { plugin: "enforces" };
	return { plugin: "refused", judgement: violated(`${at}.name`, "is flannel alone, which enforces no network policy") };
}

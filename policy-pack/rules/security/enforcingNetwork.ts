import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, chartOf, releaseType, unknownRelease } from "../installed";
import {
	documentsOf,
	type MachineConfiguration,
	machineConfigurationType,
	memberOf,
	readMachineConfiguration,
} from "../machineConfiguration";

const control = controlById("SEC-003");

/** Network plugins that enforce NetworkPolicy, by their charts' names, and the value that would turn it off. */
const enforcing: Readonly<Record<string, { member: string; off: string } | undefined>> = {
	// docs.cilium.io: Policy Enforcement Modes.
	cilium: { member: "policyEnforcementMode", off: "never" },
	"tigera-operator": undefined,
	antrea: undefined,
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
	const networks = machines.map((resource) => ({ resource, ...networkOf(resource) }));
	const ofMachines = networks.flatMap(({ resource, judgements }) => judgements.map((one) => ({ ...one, resource })));
	const has = (plugin: Network["plugin"]): boolean => networks.some((network) => network.plugin === plugin);
	const runsPods = resources.some(({ type }) => type === releaseType || type.startsWith("kubernetes:"));
	const needsOne = has("left") && !has("refused") && runsPods && plugins.length === 0;
	return [...turnedOff, ...ofMachines, ...(needsOne ? [missing(resources, stack)] : [])];
}

/** A release whose chart is not known yet may be the plugin. */
function missing(resources: readonly Resource[], stack: Resource): StackJudgement {
	const open = unknownRelease(resources);
	if (open !== undefined) return { ...undecided("chart"), resource: open };
	return { ...violated("network", "has no plugin among the releases that enforces network policies"), resource: stack };
}

function judgePlugin(resource: Resource): StackJudgement[] {
	const setting = enforcing[chartOf(resource) ?? ""];
	const { values } = resource.properties;
	if (isPulumiUnknown(values)) return [{ ...undecided("values"), resource }];
	if (setting === undefined) return [];
	const value = at(values, setting.member);
	const path = `values.${setting.member}`;
	if (isPulumiUnknown(value)) return [{ ...undecided(path), resource }];
	return value === setting.off
		? [{ ...violated(path, "turns the enforcement of network policies off"), resource }]
		: [];
}

/** `none` leaves the plugin to a release; undefined where what is not known yet may say it. */
interface Network {
	plugin: "enforces" | "left" | "refused" | undefined;
	judgements: Judgement[];
}

const cni = "cluster.network.cni";

/** What a machine's configuration says of the plugin. */
function networkOf({ properties }: Resource): Network {
	const configuration = readMachineConfiguration(properties);
	const [fault] = configuration.faults;
	if (fault !== undefined) return { plugin: "refused", judgements: [violated(fault.path, fault.what)] };
	const { plugin, judgements } = pluginOf(configuration.settled ?? configuration, configuration.settled !== undefined);
	return { plugin, judgements: [...judgements, ...configuration.unknown.map(undecided)] };
}

/** `open`: what is not said here may be said by something that is not known yet. */
function pluginOf(configuration: MachineConfiguration, open: boolean): Network {
	const name = memberOf(configuration.main, "cluster", "network", "cni", "name");
	if (name === "none") return { plugin: "left", judgements: [] };
	if (name === "custom")
		return { plugin: "refused", judgements: [violated(`${cni}.name`, "is custom: manifests that nobody judges")] };
	if (open && name === undefined) return { plugin: undefined, judgements: [] };
	// Absent is flannel (machinery, ClusterConfig.CNI). From contract 1.14 on it is a document, which only control planes have.
	const said = [
		memberOf(configuration.main, "cluster", "network", "cni", "flannel", "kubeNetworkPoliciesEnabled"),
		...documentsOf(configuration, "KubeFlannelCNIConfig").map((document) => document.kubeNetworkPoliciesEnabled),
	];
	if (said.includes(true)) return { plugin: "enforces", judgements: [] };
	if (open && said.every((one) => one === undefined)) return { plugin: undefined, judgements: [] };
	const what = "is flannel alone, which enforces no network policy";
	return { plugin: "refused", judgements: [violated(`${cni}.name`, what)] };
}

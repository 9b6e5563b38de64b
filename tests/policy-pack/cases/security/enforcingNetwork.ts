import { enforcingNetwork as rule } from "../../../../policy-pack/rules/security/enforcingNetwork";
import { dated, resource, root, type StackRuleCases, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const machine = (input: unknown, configPatches: unknown[] = []) =>
	resource("talos:machine/configurationApply:ConfigurationApply", { machineConfigurationInput: input, configPatches });
const cni = (text: string) => machine(`machine: {type: controlplane}\ncluster: {network: {cni: ${text}}}\n`);
const release = (chart: unknown, values: unknown = {}) =>
	resource("kubernetes:helm.sh/v3:Release", { chart, values }, {}, "plugin");
const cilium = release(".cache/charts/cilium-1.20.0.tgz");
const flannel = "cluster.network.cni.name is flannel alone, which enforces no network policy";
const none = messagesOf(rule, root.name).fail(
	"network has no plugin among the releases that enforces network policies",
);

export const enforcingNetwork: StackRuleCases = {
	policy: "sec-003-enforcing-network",
	compliant: [
		{ says: "Cilium", resources: [cni("{name: none}"), cilium], messages: [] },
		{
			says: "Flannel with kube-network-policies",
			resources: [cni("{name: flannel, flannel: {kubeNetworkPoliciesEnabled: true}}")],
			messages: [],
		},
	],
	violating: [
		{ says: "Flannel alone", resources: [cni("{name: flannel}")], messages: [fail(flannel)] },
		{ says: "Flannel, with Cilium beside it", resources: [cni("{name: flannel}"), cilium], messages: [fail(flannel)] },
		{
			says: "Flannel by a patch",
			resources: [
				machine("machine: {type: worker}\ncluster: {network: {cni: {name: none}}}\n", [
					"cluster: {network: {cni: {name: flannel}}}",
				]),
				cilium,
			],
			messages: [fail(flannel)],
		},
		{
			says: "manifests from anywhere",
			resources: [cni("{name: custom, urls: [a]}"), cilium],
			messages: [fail("cluster.network.cni.name is custom: manifests that nobody judges")],
		},
		{ says: "no plugin among the releases", resources: [cni("{name: none}"), release("metallb")], messages: [none] },
		{
			says: "a chart that is only called alike",
			resources: [cni("{name: none}"), release("cilium-lookalike")],
			messages: [none],
		},
		{
			says: "Cilium that enforces nothing",
			resources: [cni("{name: none}"), release("cilium", { policyEnforcementMode: "never" })],
			messages: [
				messagesOf(rule, "plugin").fail("values.policyEnforcementMode turns the enforcement of network policies off"),
			],
		},
	],
	absent: [
		{
			says: "no plugin in the configuration: Flannel by default",
			resources: [machine("machine: {type: worker}\ncluster: {}\n"), cilium],
			messages: [fail(flannel)],
		},
	],
	nearMiss: [
		{
			says: "Cilium that always enforces",
			resources: [cni("{name: none}"), release("cilium", { policyEnforcementMode: "always" })],
			messages: [],
		},
		{ says: "no plugin where nothing runs yet", resources: [cni("{name: none}")], messages: [] },
	],
	otherKind: [{ says: "a stack without machines", resources: [release("metallb")], messages: [] }],
	unknown: {
		alone: [
			{
				says: "an unknown configuration with Cilium",
				resources: [machine(unknown), cilium],
				messages: [undecided("machineConfigurationInput")],
			},
			{
				says: "unknown values of Cilium",
				resources: [cni("{name: none}"), release("cilium", unknown)],
				messages: [messagesOf(rule, "plugin").undecided("values")],
			},
			{
				says: "an unknown mode of Cilium",
				resources: [cni("{name: none}"), release("cilium", { policyEnforcementMode: unknown })],
				messages: [messagesOf(rule, "plugin").undecided("values.policyEnforcementMode")],
			},
			{
				says: "an unknown configuration without a plugin, which it may bring",
				resources: [machine(unknown), release("metallb")],
				messages: [undecided("machineConfigurationInput")],
			},
			{
				says: "a release of an unknown chart, which may be the plugin",
				resources: [cni("{name: none}"), release(unknown)],
				messages: [messagesOf(rule, "plugin").undecided("chart")],
			},
			{
				says: "an unknown patch after Flannel alone, which it may replace",
				resources: [machine("machine: {type: worker}\ncluster: {}\n", [unknown]), cilium],
				messages: [undecided("configPatches[0]")],
			},
		],
		besideViolation: [
			{
				says: "an unknown configuration beside one that leaves the plugin to a release, without one",
				resources: [
					cni("{name: none}"),
					machine(unknown, ["cluster: {network: {cni: {name: none}}}\n"]),
					release("metallb"),
				],
				messages: [undecided("machineConfigurationInput"), none],
			},
			{
				says: "Flannel without policies in a patch on an unknown configuration",
				resources: [
					machine(unknown, [
						"cluster: {network: {cni: {name: flannel, flannel: {kubeNetworkPoliciesEnabled: false}}}}\n",
					]),
				],
				messages: [fail(flannel), undecided("machineConfigurationInput")],
			},
		],
	},
	excepted: {
		resources: [cni("{name: flannel}")],
		exception: {
			control: "SEC-003",
			resource: { type: "talos:machine/configurationApply:ConfigurationApply", name: "proof" },
			finding: "cluster.network.cni.name",
			...dated,
		},
		waived: [waived(flannel)],
		expired: [expired(flannel)],
	},
};

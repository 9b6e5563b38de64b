import { failClosedSettings as rule } from "../../../../policy-pack/rules/security/failClosedSettings";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const release = (values: unknown, chart = "metallb") => resource("kubernetes:helm.sh/v3:Release", { chart, values });
const machine = (input: unknown, configPatches: unknown[] = []) =>
	resource("talos:machine/configurationApply:ConfigurationApply", { machineConfigurationInput: input, configPatches });
const controlPlane = (cluster: string) => `machine: {type: controlplane}\ncluster: ${cluster}\n`;
const ignored = "values.crds.validationFailurePolicy is not Fail";
const off = "cluster.apiServer.extraArgs.disable-admission-plugins turns admission plugins off";
const nested = ([first = "", ...rest]: readonly string[], value: unknown): [string, unknown] =>
	rest.length === 0 ? [first, value] : [first, Object.fromEntries([nested(rest, value)])];
const engine = { validatingWebhookFailurePolicy: "Fail", mutatingWebhookFailurePolicy: "Fail" };

export const failClosedSettings: RuleCases = {
	policy: "sec-011-fail-closed-settings",
	compliant: [
		{
			says: "a chart that is told to fail closed",
			resource: release({ crds: { validationFailurePolicy: "Fail" } }),
			messages: [],
		},
		{ says: "Gatekeeper that is", resource: release(engine, "gatekeeper"), messages: [] },
		{
			says: "an API server with its plugins",
			resource: machine(controlPlane("{apiServer: {extraArgs: {v: '2'}}}")),
			messages: [],
		},
	],
	violating: [
		{
			says: "a chart that is told to ignore",
			resource: release({ crds: { validationFailurePolicy: "Ignore" } }),
			messages: [fail(ignored)],
		},
		{
			says: "in a list",
			resource: release({ hooks: [{ failurePolicy: "Ignore" }] }),
			messages: [fail("values.hooks[0].failurePolicy is not Fail")],
		},
		{
			says: "Gatekeeper as its chart has it",
			resource: release({}, "gatekeeper"),
			messages: ["validatingWebhookFailurePolicy", "mutatingWebhookFailurePolicy"].map((one) =>
				fail(`values.${one} is missing, and the chart's default is Ignore`),
			),
		},
		{
			says: "Kyverno that ignores everything",
			resource: release({ features: { forceFailurePolicyIgnore: { enabled: true } } }, "kyverno"),
			messages: [fail("values.features.forceFailurePolicyIgnore lets pass what cannot be judged")],
		},
		...(
			[
				[
					"gatekeeper",
					"controllerManager.exemptNamespacePrefixes",
					["kube-"],
					"exempts namespaces by a pattern or a label",
				],
				[
					"gatekeeper",
					"validatingWebhookExemptNamespacesLabels",
					{ ignore: ["yes"] },
					"exempts namespaces by a pattern or a label",
				],
				[
					"gatekeeper",
					"validatingWebhookObjectSelector",
					{ matchLabels: { judged: "yes" } },
					"exempts by more than exact names of namespaces",
					".matchLabels[judged]",
				],
				[
					"gatekeeper",
					"validatingWebhookMatchConditions",
					[{ name: "a", expression: '!request.namespace.startsWith("kube-")' }],
					"exempts namespaces by a pattern",
					"[0].expression",
				],
				[
					"kyverno",
					"config.webhooks.namespaceSelector",
					{ matchExpressions: [{ key: "ignore", operator: "DoesNotExist" }] },
					"exempts by more than exact names of namespaces",
					".matchExpressions[0]",
				],
				[
					"kyverno",
					"config.resourceFiltersIncludeNamespaces",
					["a", "dev-*"],
					"exempts namespaces by a pattern",
					"[1]",
				],
				["kyverno", "config.resourceFiltersInclude", ["[Pod,dev-?*,*]"], "exempts namespaces by a pattern", "[0]"],
				["kyverno", "config.resourceFilters", ["[*/*, *,*]"], "exempts namespaces by a pattern", "[0]"],
			] as const
		).map(([chart, key, value, what, place = ""]) => ({
			says: `${chart} with ${JSON.stringify(value)} in ${key}`,
			resource: release(
				{
					...(chart === "gatekeeper" ? engine : {}),
					...(Object.fromEntries([nested(key.split("."), value)]) as Record<string, unknown>),
				},
				chart,
			),
			messages: [fail(`values.${key}${place} ${what}`)],
		})),
		{
			says: "plugins that are turned off",
			resource: machine(controlPlane("{apiServer: {extraArgs: {disable-admission-plugins: PodSecurity}}}")),
			messages: [fail(off)],
		},
		...(
			[
				["disable_admission_plugins", "PodSecurity", "turns admission plugins off"],
				[
					"admission-control-config-file",
					"/var/none.yaml",
					"takes the place of the admission that the machine configuration has",
				],
				["enable-admission-plugins", "NodeRestriction,AlwaysAdmit", "admits whatever comes"],
				[
					"runtime-config",
					"batch/v1=true,admissionregistration.k8s.io/v1=false",
					"takes the API of admission policies away",
				],
				["runtime-config", "api/ga=false", "takes the API of admission policies away"],
			] as const
		).map(([name, value, what]) => ({
			says: `the argument ${name}=${value}`,
			resource: machine(controlPlane(`{apiServer: {extraArgs: {${name}: '${value}'}}}`)),
			messages: [fail(`cluster.apiServer.extraArgs.${name} ${what}`)],
		})),
		{
			says: "plugins that a patch turns off",
			resource: machine(controlPlane("{}"), [
				"cluster: {apiServer: {extraArgs: {disable-admission-plugins: PodSecurity}}}",
			]),
			messages: [fail(off)],
		},
	],
	absent: [
		{ says: "no values", resource: release(undefined), messages: [] },
		{ says: "no arguments", resource: machine(controlPlane("{}")), messages: [] },
	],
	nearMiss: [
		{
			says: "Gatekeeper that is kept away from exact names",
			resource: release(
				{
					...engine,
					controllerManager: { exemptNamespaces: ["kube-system"], exemptNamespacePrefixes: [] },
					validatingWebhookMatchConditions: [{ name: "a", expression: 'request.namespace != "kube-system"' }],
				},
				"gatekeeper",
			),
			messages: [],
		},
		{
			says: "Kyverno that is, and from some kinds in every namespace, as its chart has it",
			resource: release(
				{
					config: {
						resourceFilters: ["[Event,*,*]", "[*/*,kube-system,*]", "[Pod/?*,proof,proof-*]"],
						resourceFiltersIncludeNamespaces: ["proof"],
						webhooks: {
							namespaceSelector: {
								matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system"] }],
							},
						},
					},
				},
				"kyverno",
			),
			messages: [],
		},
		{
			says: "another chart's prefixes",
			resource: release({ controllerManager: { exemptNamespacePrefixes: ["a"] } }),
			messages: [],
		},
		{
			says: "a switch that is off",
			resource: release({ features: { forceFailurePolicyIgnore: { enabled: false } } }, "kyverno"),
			messages: [],
		},
		{ says: "another Ignore", resource: release({ pullPolicy: "Ignore" }), messages: [] },
		{
			says: "further plugins that are turned on",
			resource: machine(controlPlane("{apiServer: {extraArgs: {enable-admission-plugins: NodeRestriction}}}")),
			messages: [],
		},
		{
			says: "an API of another group that is turned off, and one of its own that is on",
			resource: machine(
				controlPlane(
					"{apiServer: {extraArgs: {runtime-config: 'batch/v1=false,admissionregistration.k8s.io/v1alpha1=true'}}}",
				),
			),
			messages: [],
		},
	],
	otherKind: [resource("kubernetes:core/v1:Pod", {}), machine("machine: {type: worker}\ncluster: {}\n")],
	unknown: {
		alone: [
			{ says: "unknown values", resource: release(unknown), messages: [undecided("values")] },
			{
				says: "an unknown chart, which may fail open by default",
				resource: resource("kubernetes:helm.sh/v3:Release", { chart: unknown, values: {} }),
				messages: [undecided("chart")],
			},
			{
				says: "parts of values that may hold a policy",
				resource: release({ crds: unknown, hooks: ["a", unknown], features: { forceFailurePolicyIgnore: unknown } }),
				messages: ["values.crds", "values.hooks[1]", "values.features.forceFailurePolicyIgnore"].map(undecided),
			},
			{
				says: "an unknown configuration",
				resource: machine(unknown),
				messages: [undecided("machineConfigurationInput")],
			},
		],
		besideViolation: [
			{
				says: "an unknown policy beside Ignore",
				resource: release({ a: { failurePolicy: unknown }, crds: { validationFailurePolicy: "Ignore" } }),
				messages: [undecided("values.a.failurePolicy"), fail(ignored)],
			},
		],
	},
	excepted: {
		resource: release({ crds: { validationFailurePolicy: "Ignore" } }),
		exception: {
			control: "SEC-011",
			resource: { type: "kubernetes:helm.sh/v3:Release", name: "proof" },
			finding: "values.crds.validationFailurePolicy",
			...dated,
		},
		waived: [waived(ignored)],
		expired: [expired(ignored)],
	},
};

import { stringify } from "yaml";
import { podSecurityDefaults as rule } from "../../../../policy-pack/rules/security/podSecurityDefaults";
import { type Case, dated, type RuleCases, resource, unknown } from "../case";
import { applied, type Configured, machineType } from "../machines";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
type Tree = Record<string, unknown>;

/** As Talos generates it. */
const settings = (defaults: Tree = { enforce: "baseline" }, exemptions: Tree = { namespaces: ["kube-system"] }) => ({
	apiVersion: "pod-security.admission.config.k8s.io/v1alpha1",
	kind: "PodSecurityConfiguration",
	defaults,
	exemptions,
});
const plugin = (configuration: unknown, name = "PodSecurity") => ({ name, configuration });
const withPlugins = (...admissionControl: Tree[]): Configured => ({ cluster: { apiServer: { admissionControl } } });
const plain = withPlugins(plugin(settings()));
const patch = (...admissionControl: Tree[]): string => stringify({ cluster: { apiServer: { admissionControl } } });
const document = (configuration: unknown): Configured => ({
	documents: [{ kind: "KubeAdmissionControlConfig", ...plugin(configuration) }],
});
const one = (says: string, input: Configured, ...found: string[]): Case => ({
	says,
	resource: applied(input),
	messages: found.map(fail),
});

const at = "cluster.apiServer.admissionControl[PodSecurity]";
const missing = `${at} is missing, and Kubernetes' default is privileged`;
const level = `${at}.configuration.defaults.enforce is not baseline or restricted`;
const exempted = (member: string, what: string): string => `${at}.configuration.exemptions.${member} ${what}`;
const namespaces = exempted("namespaces", "exempts more than kube-system");

export const podSecurityDefaultsCases: RuleCases = {
	policy: "sec-011-pod-security-defaults",
	compliant: [
		one("what Talos generates", plain),
		one("restricted, with no exemption", withPlugins(plugin(settings({ enforce: "restricted" }, {})))),
		one("a document of its own", document(settings())),
	],
	violating: [
		...["privileged", "Baseline", true, ["baseline"]].map((enforce) =>
			one(`the level ${JSON.stringify(enforce)}`, withPlugins(plugin(settings({ enforce }))), level),
		),
		one(
			"another namespace exempt",
			withPlugins(plugin(settings(undefined, { namespaces: ["kube-system", "prod"] }))),
			namespaces,
		),
		one("namespaces that are no list", withPlugins(plugin(settings(undefined, { namespaces: "prod" }))), namespaces),
		one(
			"users and classes exempt",
			withPlugins(plugin(settings(undefined, { usernames: ["a"], runtimeClasses: ["b"] }))),
			exempted("usernames", "exempts whoever has the name"),
			exempted("runtimeClasses", "exempts whatever names the class"),
		),
		{
			says: "a level and an exemption by a patch",
			resource: applied(plain, [
				patch(plugin({ defaults: { enforce: "privileged" }, exemptions: { namespaces: ["prod"] } })),
			]),
			messages: [fail(level), fail(namespaces)],
		},
		{
			says: "a plugin that a patch takes away",
			resource: applied(plain, [patch({ name: "PodSecurity", $patch: "delete" })]),
			messages: [fail(missing)],
		},
		{
			says: "all of admission taken away by a patch",
			resource: applied(plain, ["cluster: {apiServer: {admissionControl: {$patch: delete}}}"]),
			messages: [fail(missing)],
		},
		one(
			"a document of its own with another level",
			document(settings({ enforce: "privileged" })),
			"KubeAdmissionControlConfig[PodSecurity].configuration.defaults.enforce is not baseline or restricted",
		),
		{
			says: "a JSON patch on it",
			resource: applied(plain, ['[{"op":"remove","path":"/cluster/apiServer/admissionControl/0"}]']),
			messages: [
				fail("configPatches[0] is a JSON patch on the API server's admission; write it as a strategic merge patch"),
			],
		},
	],
	absent: [
		one("no admission control", {}, missing),
		one("another plugin alone", withPlugins(plugin({}, "EventRateLimit")), missing),
		one("no level", withPlugins(plugin(settings({}))), level),
		one("no configuration", withPlugins({ name: "PodSecurity" }), level),
	],
	nearMiss: [
		one("another plugin beside it", withPlugins(plugin({ limits: [] }, "EventRateLimit"), plugin(settings()))),
		one(
			"empty lists of exemptions",
			withPlugins(plugin(settings(undefined, { usernames: [], runtimeClasses: [], namespaces: [] }))),
		),
		{
			says: "kube-system twice, by a patch",
			resource: applied(plain, [patch(plugin({ exemptions: { namespaces: ["kube-system"] } }))]),
			messages: [],
		},
		{
			says: "a level that a patch puts right",
			resource: applied(withPlugins(plugin(settings({ enforce: "privileged" }))), [
				patch(plugin({ defaults: { enforce: "restricted" } })),
			]),
			messages: [],
		},
	],
	otherKind: [applied({ type: "worker" }), resource("talos:machine/bootstrap:Bootstrap", {})],
	unknown: {
		alone: [
			{
				says: "an unknown configuration",
				resource: resource(machineType, { machineConfigurationInput: unknown }),
				messages: [undecided("machineConfigurationInput")],
			},
			{
				says: "an unknown patch, which may bring the plugin",
				resource: applied({}, [unknown]),
				messages: [undecided("configPatches[0]")],
			},
		],
		besideViolation: [
			{
				says: "an exemption in a patch after an unknown one",
				resource: applied(plain, [unknown, patch(plugin({ exemptions: { namespaces: ["prod"] } }))]),
				messages: [fail(namespaces), undecided("configPatches[0]")],
			},
		],
	},
	excepted: {
		resource: applied(withPlugins(plugin(settings({ enforce: "privileged" })))),
		exception: {
			control: "SEC-011",
			resource: { type: machineType, name: "proof" },
			finding: `${at}.configuration.defaults.enforce`,
			...dated,
		},
		waived: [waived(level)],
		expired: [expired(level)],
	},
};

import { stringify } from "yaml";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { controlMessages } from "../controlMessages";
import { applied } from "../machines";

const { fail, notKnown, excepted } = controlMessages("ACC-004");
const type = "talos:machine/configurationApply:ConfigurationApply";
type Tree = Record<string, unknown>;

const apply = (machineConfigurationInput: unknown, more: Tree = {}) =>
	resource(type, { node: "10.20.0.21", machineConfigurationInput, ...more });
function configuration(extraArgs?: unknown, documents: Tree[] = [], machineType = "controlplane"): string {
	const apiServer = { certSANs: ["10.20.0.5"], ...(extraArgs === undefined ? {} : { extraArgs }) };
	const main = { version: "v1alpha1", machine: { type: machineType }, cluster: { apiServer } };
	return [main, ...documents].map((document) => stringify(document)).join("---\n");
}
const withArguments = (extraArgs: unknown) => apply(configuration(extraArgs));
const authentication = (anonymous: unknown): Tree => ({
	apiVersion: "v1alpha1",
	kind: "KubeAuthenticationConfig",
	configuration: { jwt: [], ...(anonymous === undefined ? {} : { anonymous }) },
});
const inDocument = (anonymous: unknown) => apply(configuration(undefined, [authentication(anonymous)]));
const patchTo = (apiServer: unknown): string => stringify({ cluster: { apiServer } });

const argument = "cluster.apiServer.extraArgs.anonymous-auth must be false";
const authorizer = (i: number): string => `cluster.apiServer.authorizationConfig[${i}].type is not Node or RBAC`;
const enabled = "KubeAuthenticationConfig.configuration.anonymous.enabled must be false";

export const anonymousApi: RuleCases = {
	policy: "acc-004-anonymous-api",
	compliant: [
		{ says: "Talos' default", resource: apply(configuration()), messages: [] },
		{ says: "the argument, as it is by default", resource: withArguments({ "anonymous-auth": "false" }), messages: [] },
	],
	violating: [
		...["true", "True", "1", "no", true, ["true"], ["false", "true"], []].map(
			(value): Case => ({
				says: `the argument ${JSON.stringify(value)}`,
				resource: withArguments({ "anonymous-auth": value }),
				messages: [fail(argument)],
			}),
		),
		{
			says: "the argument with an underscore",
			resource: withArguments({ anonymous_auth: "true" }),
			messages: [fail("cluster.apiServer.extraArgs.anonymous_auth must be false")],
		},
		{
			says: "static tokens",
			resource: withArguments({ "token-auth-file": "/var/lib/tokens.csv" }),
			messages: [fail("cluster.apiServer.extraArgs.token-auth-file takes tokens that never end from a file")],
		},
		...["AlwaysAllow", "Node,RBAC, AlwaysAllow", ["Node", "AlwaysAllow"], "Node,RBAC,ABAC", "RBAC,Webhook", "", []].map(
			(mode): Case => ({
				says: `the authorisation ${JSON.stringify(mode)}`,
				resource: withArguments({ "authorization-mode": mode }),
				messages: [fail("cluster.apiServer.extraArgs.authorization-mode must hold Node and RBAC only")],
			}),
		),
		{
			says: "an authentication configuration of its own",
			resource: withArguments({ "authentication-config": "/var/lib/authentication.yaml" }),
			messages: [
				fail(
					"cluster.apiServer.extraArgs.authentication-config takes the place of the authentication that is judged here",
				),
			],
		},
		{
			says: "the argument in a patch",
			resource: apply(configuration({ "anonymous-auth": "false" }), {
				configPatches: [patchTo({ extraArgs: { "anonymous-auth": "true" } })],
			}),
			messages: [fail(argument)],
		},
		{
			says: "a merge key that brings the argument once more, in a patch",
			resource: apply(configuration({ "anonymous-auth": "false" }), {
				configPatches: [
					"cluster:\n  apiServer:\n    extraArgs:\n      anonymous-auth: 'false'\n      <<: {anonymous-auth: 'true'}\n",
				],
			}),
			messages: [
				fail(
					"configPatches[0] has a merge key `<<` that is not the first key of its mapping; put it first, because readers differ in which key holds",
				),
			],
		},
		{
			says: "a JSON patch on the arguments",
			resource: apply(configuration(), {
				configPatches: ['[{"op":"add","path":"/cluster/apiServer/extraArgs/anonymous-auth","value":"true"}]'],
			}),
			messages: [
				fail("configPatches[0] is a JSON patch on who the API server lets in; write it as a strategic merge patch"),
			],
		},
		{
			says: "an authorisation configuration of its own",
			resource: withArguments({ authorization_config: "/var/lib/authorization.yaml" }),
			messages: [
				fail(
					"cluster.apiServer.extraArgs.authorization_config takes the place of the authorisation that is judged here",
				),
			],
		},
		...["AlwaysAllow", "ABAC", "Webhook", "node", undefined].map(
			(type): Case => ({
				says: `the authorizer ${type}`,
				resource: applied({ cluster: { apiServer: { authorizationConfig: [{ name: "own", type }] } } }),
				messages: [fail(authorizer(0))],
			}),
		),
		{
			says: "an authorizer in a patch, after those that are listed",
			resource: applied({ cluster: { apiServer: { authorizationConfig: [{ name: "rbac", type: "RBAC" }] } } }, [
				patchTo({ authorizationConfig: [{ name: "own", type: "AlwaysAllow" }] }),
			]),
			messages: [fail(authorizer(1))],
		},
		{
			says: "an authorizer in a document of its own",
			resource: applied({ documents: [{ kind: "KubeAuthorizerConfig", name: "own", type: "Webhook", webhook: {} }] }),
			messages: [fail("KubeAuthorizerConfig[0].type is not Node or RBAC")],
		},
		{
			says: "a JSON patch on the authorizers",
			resource: apply(configuration(), {
				configPatches: ['[{"op":"add","path":"/cluster/apiServer/authorizationConfig","value":[]}]'],
			}),
			messages: [
				fail("configPatches[0] is a JSON patch on who the API server lets in; write it as a strategic merge patch"),
			],
		},
		{
			says: "a document whose configuration a patch replaces",
			resource: apply(configuration(undefined, [authentication({ enabled: false })]), {
				configPatches: [stringify(authentication(undefined))],
			}),
			messages: [fail(enabled)],
		},
		{
			says: "an argument in a document of its own",
			resource: apply(
				configuration(undefined, [
					{ apiVersion: "v1alpha1", kind: "KubeAPIServerConfig", extraArgs: { "anonymous-auth": "true" } },
				]),
			),
			messages: [fail("KubeAPIServerConfig.extraArgs.anonymous-auth must be false")],
		},
		{ says: "anonymous requests", resource: inDocument({ enabled: true }), messages: [fail(enabled)] },
		{
			says: "anonymous requests at the health endpoints, as Talos' own example has them",
			resource: inDocument({
				enabled: true,
				conditions: [{ path: "/livez" }, { path: "/readyz" }, { path: "/healthz" }],
			}),
			messages: [fail(enabled)],
		},
		{ says: "a text for the switch", resource: inDocument({ enabled: "false" }), messages: [fail(enabled)] },
		{
			says: "what is no YAML",
			resource: apply("machine: ["),
			messages: [fail("machineConfigurationInput is not YAML")],
		},
	],
	absent: [
		{
			says: "an authentication configuration that leaves Kubernetes' default, on",
			resource: inDocument(undefined),
			messages: [fail(enabled)],
		},
		{
			says: "no configuration",
			resource: resource(type, { node: "10.20.0.21" }),
			messages: [fail("machineConfigurationInputWo is not a machine configuration")],
		},
	],
	nearMiss: [
		{ says: "a document that turns it off", resource: inDocument({ enabled: false }), messages: [] },
		{
			says: "false as YAML's own, and as a list",
			resource: withArguments({ "anonymous-auth": ["false"] }),
			messages: [],
		},
		{
			says: "Talos' own authorizers, written out",
			resource: applied({
				cluster: { apiServer: { authorizationConfig: [{ name: "node", type: "Node" }] } },
				documents: [{ kind: "KubeAuthorizerConfig", name: "rbac", type: "RBAC" }],
			}),
			messages: [],
		},
		{
			says: "Talos' own authorisation, written out",
			resource: withArguments({ "authorization-mode": "Node,RBAC" }),
			messages: [],
		},
		{
			says: "another argument",
			resource: withArguments({ "feature-gates": "AnonymousAuthConfigurableEndpoints=true" }),
			messages: [],
		},
		{
			says: "the argument turned off in a patch",
			resource: apply(configuration({ "anonymous-auth": "true" }), {
				configPatches: [patchTo({ extraArgs: { "anonymous-auth": "false" } })],
			}),
			messages: [],
		},
	],
	otherKind: [
		apply(configuration({ "anonymous-auth": "true" }, [], "worker")),
		resource("talos:machine/bootstrap:Bootstrap", {}),
	],
	unknown: {
		alone: [
			{ says: "an unknown configuration", resource: apply(unknown), messages: [notKnown("machineConfigurationInput")] },
			{
				says: "an unknown patch",
				resource: apply(configuration(), { configPatches: [unknown] }),
				messages: [notKnown("configPatches[0]")],
			},
			{
				says: "an unknown patch after the argument, which it may take back",
				resource: apply(configuration({ "anonymous-auth": "true" }), { configPatches: [unknown] }),
				messages: [notKnown("configPatches[0]")],
			},
			{
				says: "a part of a document, of which an unknown configuration may say the rest",
				resource: apply(unknown, { configPatches: [stringify(authentication(undefined))] }),
				messages: [notKnown("machineConfigurationInput")],
			},
		],
		besideViolation: [
			{
				says: "the argument in a patch after an unknown one",
				resource: apply(configuration(), {
					configPatches: [unknown, patchTo({ extraArgs: { "anonymous-auth": "true" } })],
				}),
				messages: [fail(argument), notKnown("configPatches[0]")],
			},
		],
	},
	excepted: {
		resource: withArguments({ "anonymous-auth": "true" }),
		...excepted({ type, name: "proof" }, "cluster.apiServer.extraArgs.anonymous-auth", argument),
	},
};

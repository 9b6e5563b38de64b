import { type Case, type RuleCases, resource, type StackRuleCases, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("ACC-009");
const yaml = "YAML inside a string: the policy pack and the gate judge it";
const configMap = (data: unknown, name = "proof") =>
	resource("kubernetes:core/v1:ConfigMap", { metadata: { name, namespace: "proof" }, data }, {}, name);
const blueprint = (...entries: string[]): string =>
	`version: 1\nmetadata: {name: proof}\nentries:\n${entries.join("")}`;
const held = (...entries: string[]) => configMap({ "flows.yaml": blueprint(...entries) });

const flow = (designation = "authentication", state = "present") =>
	`- model: authentik_flows.flow\n  id: flow\n  state: ${state}\n  identifiers: {slug: sign-in}\n  attrs: {designation: ${designation}}\n`;
const stage = (attrs: string, more = "") =>
	`- model: authentik_stages_authenticator_validate.authenticatorvalidatestage\n  id: factor\n${more}  identifiers: {name: second-factor}\n  attrs: {${attrs}}\n`;
const bindingTo = (target: string, to: string, more = "") =>
	`- model: authentik_flows.flowstagebinding\n  id: bound\n  identifiers: {target: ${target}, stage: ${to}, order: 20}\n${more}`;
const bound = bindingTo("!KeyOf flow", "!KeyOf factor");
const group = (attrs = "{}", name = "platform-admin") =>
	`- model: authentik_core.group\n  identifiers: {name: ${name}}\n  attrs: ${attrs}\n`;
const denies = stage("not_configured_action: deny, device_classes: [webauthn]");
const path = (i: number): string => `data.flows.yaml: entries[${i}]`;
const without = (i: number): string => `${path(i)} is an authentication flow without a second factor`;
const goOn = (i: number): string => `${path(i)} lets whoever has no second factor go on`;

const one = (says: string, resource: Case["resource"], messages: string[]): Case => ({
	says,
	resource,
	messages,
	notInAdmission: yaml,
});

export const secondFactor: RuleCases = {
	policy: "acc-009-second-factor",
	compliant: [
		one("a flow with a second factor", held(flow(), denies, bound), []),
		one(
			"one that is to be set up at the first sign-in",
			held(flow(), stage("not_configured_action: configure"), bound),
			[],
		),
	],
	violating: [
		one("a flow alone", held(flow()), [fail(without(0))]),
		one("a stage that is bound to no flow", held(flow(), denies), [fail(without(0))]),
		one("another stage that is bound", held(flow(), denies, bindingTo("!KeyOf flow", "!KeyOf password")), [
			fail(without(0)),
		]),
		one("another flow that has it", held(flow(), denies, bindingTo("!KeyOf recovery", "!KeyOf factor")), [
			fail(without(0)),
		]),
		one("a stage that lets by whoever has no device", held(flow(), stage("not_configured_action: skip"), bound), [
			fail(goOn(1)),
		]),
		one(
			"a stage that a policy decides about",
			held(
				flow(),
				denies,
				bound,
				"- model: authentik_policies.policybinding\n  identifiers: {target: !KeyOf bound, order: 0}\n  attrs: {policy: !KeyOf rarely}\n",
			),
			[fail(`${path(2)} is shown only where a policy says so`)],
		),
		one(
			"a stage that is there on a condition",
			held(flow(), stage("not_configured_action: deny", "  conditions: [false]\n"), bound),
			[fail(without(0))],
		),
		one("a stage that is removed", held(flow(), stage("not_configured_action: deny", "  state: absent\n"), bound), [
			fail(without(0)),
		]),
		one(
			"the flow that Authentik brings",
			held(
				"- model: authentik_flows.flow\n  identifiers: {slug: default-authentication-flow}\n  attrs: {name: Welcome}\n",
			),
			[fail(without(0))],
		),
		one(
			"a flow whose model is written in another case",
			held("- model: Authentik_Flows.Flow\n  identifiers: {slug: sign-in}\n  attrs: {designation: authentication}\n"),
			[fail(without(0))],
		),
		one(
			"a flow that a merge key brings",
			configMap({
				"flows.yaml":
					"x: &flow {model: authentik_flows.flow, identifiers: {slug: s}, attrs: {designation: authentication}}\nentries: [{<<: *flow}]\n",
			}),
			[fail(without(0))],
		),
		one(
			"a merge key that readers differ about",
			configMap({ "flows.yaml": "entries:\n- model: authentik_flows.flow\n  <<: {model: authentik_core.group}\n" }),
			[
				fail(
					"data.flows.yaml has a merge key `<<` that is not the first key of its mapping; put it first, because readers differ in which key holds",
				),
			],
		),
		one("what is no YAML", configMap({ "flows.yaml": "entries: [authentik_flows.flow" }), [
			fail("data.flows.yaml is not YAML"),
		]),
		one(
			"a blueprint in a Secret",
			resource("kubernetes:core/v1:Secret", {
				metadata: { name: "proof", namespace: "proof" },
				data: { "flows.yaml": Buffer.from(blueprint(flow())).toString("base64") },
			}),
			[fail(without(0))],
		),
	],
	absent: [
		one(
			"no action for whoever has no device: Authentik lets them by",
			held(flow(), stage("device_classes: [totp]"), bound),
			[fail(goOn(1))],
		),
	],
	nearMiss: [
		one("a flow of another kind", held(flow("recovery")), []),
		one("a flow that is removed", held(flow("authentication", "absent")), []),
		one(
			"a flow found by its slug",
			held(flow(), denies, bindingTo("!Find [authentik_flows.flow, [slug, sign-in]]", "!KeyOf factor")),
			[],
		),
		one(
			"a second stage that lets by",
			held(flow(), denies, bound, stage("not_configured_action: skip").replace("id: factor", "id: other")),
			[],
		),
	],
	otherKind: [
		configMap({ "a.yaml": "entries: [{model: other.flow}]" }),
		configMap({ "ca.crt": unknown }),
		configMap(undefined),
		resource("kubernetes:apps/v1:Deployment", {}),
	],
	unknown: {
		alone: [
			one("an unknown blueprint", configMap({ "flows.yaml": unknown }), [notKnown("data.flows.yaml")]),
			one("unknown data", configMap(unknown), [notKnown("data")]),
		],
		besideViolation: [
			one(
				"an unknown blueprint beside a flow alone",
				configMap({ "flows.yaml": blueprint(flow()), "other.yaml": unknown }),
				[fail(without(0)), notKnown("data.other.yaml")],
			),
		],
	},
	excepted: {
		resource: held(flow()),
		...excepted({ apiVersion: "v1", kind: "ConfigMap", namespace: "proof", name: "proof" }, path(0), without(0)),
	},
};

const privileged = (at: string): string =>
	`${at} has privileged users, and no blueprint declares an authentication flow with a second factor`;
const groups = (...entries: string[]) => configMap({ "groups.yaml": blueprint(...entries) });
const inGroups = "data.groups.yaml: entries[0]";
const flows = configMap({ "flows.yaml": blueprint(flow(), denies, bound) }, "flows");
const authentik = resource("kubernetes:helm.sh/v3:Release", {
	chart: ".cache/charts/authentik-2026.8.0.tgz",
	values: {},
});

export const secondFactorForPrivileged: StackRuleCases = {
	policy: "acc-009-second-factor-for-privileged",
	compliant: [
		{ says: "groups and a flow with a second factor", resources: [groups(group()), flows], messages: [] },
		{ says: "Authentik and a flow with a second factor", resources: [authentik, flows], messages: [] },
	],
	violating: [
		{ says: "platform-admin without a flow", resources: [groups(group())], messages: [fail(privileged(inGroups))] },
		{
			says: "a group of superusers by another name",
			resources: [groups(group("{is_superuser: true}", "helpers"))],
			messages: [fail(privileged(inGroups))],
		},
		{
			says: "platform-admin and a flow that lets by",
			resources: [
				groups(group()),
				configMap({ "flows.yaml": blueprint(flow(), stage("not_configured_action: skip"), bound) }, "flows"),
			],
			messages: [fail(privileged(inGroups))],
		},
		{ says: "Authentik with the flow that it brings", resources: [authentik], messages: [fail(privileged("chart"))] },
	],
	absent: [{ says: "Authentik alone", resources: [authentik], messages: [fail(privileged("chart"))] }],
	nearMiss: [
		{
			says: "a group without rights",
			resources: [groups(group("{is_superuser: false}", "platform-admin-readers"))],
			messages: [],
		},
		{
			says: "another chart",
			resources: [resource("kubernetes:helm.sh/v3:Release", { chart: "authentik-remote-cluster" })],
			messages: [],
		},
	],
	otherKind: [{ says: "no blueprint", resources: [configMap({ a: "b" })], messages: [] }],
	unknown: {
		alone: [
			{
				says: "an unknown blueprint",
				resources: [groups(group()), configMap({ "flows.yaml": unknown })],
				messages: [notKnown("data.flows.yaml")],
			},
		],
		besideViolation: [
			{
				says: "an unknown value that is no blueprint",
				resources: [groups(group()), configMap({ "ca.crt": unknown }, "other")],
				messages: [fail(privileged(inGroups))],
			},
		],
	},
	excepted: {
		resources: [groups(group())],
		...excepted(
			{ apiVersion: "v1", kind: "ConfigMap", namespace: "proof", name: "proof" },
			inGroups,
			privileged(inGroups),
		),
	},
};

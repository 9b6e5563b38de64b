import {
	defaultRoleSettings as roleSettings,
	defaultRoleVariables as roleVariables,
} from "../../../../controls/kubernetes/access/defaultRoleSettings";
import { type Case, type RuleCases, unknown } from "../case";
import { exceptedOf, messagesOf } from "../messages";
import {
	at,
	configMap,
	env,
	grafana,
	grafanaWithFile,
	grafanaWithSources,
	main,
	map,
	mapKinds,
	prefixed,
	reference,
	workloadKinds,
} from "./signInSettings";

const role = messagesOf(roleSettings);
const gives = (path: string): string => `${path} gives a role to whoever signs in`;
const roleOf = (name: string, value: string): Case => ({
	says: `${name} ${JSON.stringify(value)}`,
	resource: main(env({ [name]: value })),
	messages: [role.fail(gives(`${at}.env[${name}].value`))],
});
const viewer = role.fail(`${at}.env leaves Grafana's default role, Viewer, to whoever has no other`);
const rolePath = "contains(groups[*], 'platform-admin') && 'Admin'";

export const defaultRoleSettings: RuleCases = {
	policy: "acc-002-default-role-settings",
	compliant: [
		{ says: "no role", resource: grafana(env({ GF_USERS_AUTO_ASSIGN_ORG_ROLE: "None" })), messages: [] },
		{ says: "no organisation", resource: grafana(env({ GF_USERS_AUTO_ASSIGN_ORG: "false" })), messages: [] },
	],
	violating: [
		roleOf("GF_USERS_AUTO_ASSIGN_ORG_ROLE", "Viewer"),
		roleOf("GF_USERS_AUTO_ASSIGN_ORG_ROLE", ""),
		roleOf("GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_STRICT", "false"),
		roleOf("GF_AUTH_GENERIC_OAUTH_SKIP_ORG_ROLE_SYNC", "true"),
		roleOf("GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH", `${rolePath} || 'Viewer'`),
		roleOf("GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH", "('Editor')"),
		roleOf("MINIO_IDENTITY_OPENID_ROLE_POLICY_LAB", "readwrite"),
		{
			says: "an argument of Grafana's",
			resource: main({ args: ["cfg:users.auto_assign_org_role=Editor"] }),
			messages: [role.fail(gives(`${at}.args[0]`))],
		},
		{
			says: "variables under a prefix of Grafana's",
			resource: prefixed("docker.io/me/dashboards:1", "GF_"),
			messages: [role.fail(`${at}.envFrom[0].prefix gives variables names that nobody judges`)],
		},
		...[
			"docker.io/grafana/grafana:1",
			"codeberg.org/forgejo/forgejo:1",
			"quay.io/argoproj/argocd:1",
			"quay.io/minio/minio:1",
		].map((image) => ({
			says: `variables under the beginning of a name, of ${image}`,
			resource: prefixed(image, "G"),
			messages: [role.fail(`${at}.envFrom[0].prefix gives variables names that nobody judges`)],
		})),
		{ says: "Grafana with files that hold no settings", resource: grafanaWithSources, messages: [viewer] },
		{
			says: "Grafana with an argument about something else",
			resource: grafana({ args: ["cfg:log.level=debug", "--configOverrides=cfg:log.mode=console"] }),
			messages: [viewer],
		},
		{ says: "Grafana without any setting", resource: grafana(), messages: [viewer] },
		{
			says: "Grafana that puts whoever signs in into an organisation",
			resource: grafana(env({ GF_USERS_AUTO_ASSIGN_ORG: "true" })),
			messages: [viewer],
		},
	],
	absent: [{ says: "no environment and no arguments", resource: main({}), messages: [] }],
	nearMiss: [
		{
			says: "variables under a prefix that is nobody's",
			resource: prefixed("docker.io/me/app:1", "APP_"),
			messages: [],
		},
		{ says: "Grafana's settings in a file", resource: grafanaWithFile, messages: [] },
		{
			says: "Grafana's settings in a file by an argument",
			resource: grafana({ args: ["--config=/run/grafana.ini"] }),
			messages: [],
		},
		{
			says: "Grafana's settings by arguments",
			resource: grafana({ args: ["cfg:users.auto_assign_org=false"] }),
			messages: [],
		},
		{
			says: "a path that ends in no role",
			resource: main(
				env({
					GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: `${rolePath} || 'None'`,
					GF_AUTH_LAB_ROLE_ATTRIBUTE_PATH: rolePath.replace("'Admin'", "role"),
				}),
			),
			messages: [],
		},
		{ says: "an empty policy", resource: main(env({ MINIO_IDENTITY_OPENID_ROLE_POLICY: "" })), messages: [] },
		{
			says: "an argument that says None",
			resource: main({ args: ["cfg:users.auto_assign_org_role=None"] }),
			messages: [],
		},
	],
	otherKind: workloadKinds,
	unknown: {
		alone: [
			{
				says: "an unknown role",
				resource: main(env({ GF_USERS_AUTO_ASSIGN_ORG_ROLE: unknown })),
				messages: [role.undecided(`${at}.env[GF_USERS_AUTO_ASSIGN_ORG_ROLE].value`)],
			},
		],
		besideViolation: [
			{
				says: "an unknown role beside a policy",
				resource: main(env({ GF_USERS_AUTO_ASSIGN_ORG_ROLE: unknown, MINIO_IDENTITY_OPENID_ROLE_POLICY: "a" })),
				messages: [
					role.undecided(`${at}.env[GF_USERS_AUTO_ASSIGN_ORG_ROLE].value`),
					role.fail(gives(`${at}.env[MINIO_IDENTITY_OPENID_ROLE_POLICY].value`)),
				],
			},
		],
	},
	excepted: {
		resource: main(env({ MINIO_IDENTITY_OPENID_ROLE_POLICY: "a" })),
		...exceptedOf(
			roleSettings,
			"proof",
			reference,
			`${at}.env[MINIO_IDENTITY_OPENID_ROLE_POLICY].value`,
			gives(`${at}.env[MINIO_IDENTITY_OPENID_ROLE_POLICY].value`),
		),
	},
};

const givenRole = messagesOf(roleVariables);

export const defaultRoleVariables: RuleCases = {
	policy: "acc-002-default-role-variables",
	compliant: [{ says: "no role", resource: configMap({ GF_USERS_AUTO_ASSIGN_ORG_ROLE: "None" }), messages: [] }],
	violating: (
		[
			["GF_USERS_AUTO_ASSIGN_ORG_ROLE", "Viewer"],
			["GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_STRICT", "false"],
			["GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH", "admin || 'Viewer'"],
			["MINIO_IDENTITY_OPENID_ROLE_POLICY", "readwrite"],
		] as const
	).map(([name, value]) => ({
		says: `${name} ${JSON.stringify(value)}`,
		resource: configMap({ [name]: value }),
		messages: [givenRole.fail(gives(`data[${name}]`))],
	})),
	absent: [{ says: "no data", resource: configMap(undefined), messages: [] }],
	nearMiss: [
		{
			says: "a path that ends in no role",
			resource: configMap({ GF_AUTH_LAB_ROLE_ATTRIBUTE_PATH: "admin || 'None'" }),
			messages: [],
		},
	],
	otherKind: mapKinds,
	unknown: {
		alone: [{ says: "unknown data", resource: configMap(unknown), messages: [givenRole.undecided("data")] }],
		besideViolation: [
			{
				says: "an unknown role beside a policy",
				resource: configMap({ GF_USERS_AUTO_ASSIGN_ORG_ROLE: unknown, MINIO_IDENTITY_OPENID_ROLE_POLICY: "a" }),
				messages: [
					givenRole.undecided("data.GF_USERS_AUTO_ASSIGN_ORG_ROLE"),
					givenRole.fail(gives("data[MINIO_IDENTITY_OPENID_ROLE_POLICY]")),
				],
			},
		],
	},
	excepted: {
		resource: configMap({ MINIO_IDENTITY_OPENID_ROLE_POLICY: "a" }),
		...exceptedOf(
			roleVariables,
			"proof",
			map,
			"data[MINIO_IDENTITY_OPENID_ROLE_POLICY]",
			gives("data[MINIO_IDENTITY_OPENID_ROLE_POLICY]"),
		),
	},
};

import { type Case, resource, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const release = (chart: string, values: unknown) =>
	resource("kubernetes:helm.sh/v3:Release", { chart, namespace: "proof", values });
const login = controlMessages("ACC-001");
const role = controlMessages("ACC-002");
const one = (says: string, chart: string, values: unknown, ...messages: string[]): Case => ({
	says,
	resource: release(chart, values),
	messages,
});
const argo = { configs: { cm: { "admin.enabled": "false" } } };
const closed = {
	config: {
		service: { ENABLE_INTERNAL_SIGNIN: false, ENABLE_BASIC_AUTHENTICATION: false, DISABLE_REGISTRATION: true },
	},
};

const disableAuth = (name: unknown, key: unknown) => ({
	name: "ARGOCD_SERVER_DISABLE_AUTH",
	valueFrom: { configMapKeyRef: { name, key, optional: true } },
});

/** Variables and arguments that charts hand on, wherever they take them. */
export const switchedLogin: Case[] = [
	one(
		"Argo CD's server without authentication, by an argument",
		"argo-cd",
		{ ...argo, server: { extraArgs: ["--insecure", "--disable-auth"] } },
		login.fail("values.server.extraArgs turn the sign-in off"),
	),
	one(
		"Argo CD's server without authentication, by a variable",
		"argo-cd",
		{ ...argo, server: { env: [{ name: "ARGOCD_SERVER_DISABLE_AUTH", value: "true" }] } },
		login.fail("values.server.env[0] must be false"),
	),
	one(
		"Forgejo's form turned on by a variable of its deployment",
		"forgejo",
		{ gitea: closed, deployment: { env: [{ name: "FORGEJO__service__ENABLE_INTERNAL_SIGNIN", value: "true" }] } },
		login.fail("values.deployment.env[0] must be false"),
	),
	one(
		"Grafana that another chart brings, with anonymous users",
		"my-stack",
		{ dashboards: { env: { GF_AUTH_ANONYMOUS_ENABLED: true } } },
		login.fail("values.dashboards.env.GF_AUTH_ANONYMOUS_ENABLED must be false"),
	),
	one(
		"a switch that is elsewhere",
		"my-stack",
		{ env: [{ name: "GF_AUTH_BASIC_ENABLED", valueFrom: { configMapKeyRef: { name: "a", key: "b" } } }] },
		login.fail("values.env[0] must be false"),
	),
	one(
		"Argo CD's switch from another ConfigMap, and from another key",
		"my-argo",
		{ env: [disableAuth("argocd-cm", "server.disable.auth"), disableAuth("argocd-cmd-params-cm", "server.insecure")] },
		login.fail("values.env[0] must be false"),
		login.fail("values.env[1] must be false"),
	),
];
export const switchedLoginOff: Case[] = [
	one("switches of Grafana that another chart brings, as they must be", "my-stack", {
		env: { GF_AUTH_ANONYMOUS_ENABLED: false, GF_AUTH_DISABLE_LOGIN_FORM: "true" },
		extraArgs: ["--disable-auth=false"],
	}),
	one("Argo CD's switch from the ConfigMap that a rule of its own judges", "my-argo", {
		env: [disableAuth("argocd-cmd-params-cm", "server.disable.auth")],
		server: { env: { ARGOCD_SERVER_DISABLE_AUTH: disableAuth("argocd-cmd-params-cm", "server.disable.auth") } },
	}),
];
export const unknownSwitch: Case[] = [
	one(
		"a switch that is not known",
		"my-stack",
		{ env: { GF_AUTH_ANONYMOUS_ENABLED: unknown } },
		login.notKnown("values.env.GF_AUTH_ANONYMOUS_ENABLED"),
	),
	one(
		"parts of values that may hold a switch, and a variable whose name is not known",
		"my-stack",
		{ server: unknown, extraArgs: ["--insecure", unknown], env: [{ name: unknown, value: "true" }] },
		login.notKnown("values.server"),
		login.notKnown("values.extraArgs[1]"),
		login.notKnown("values.env[0].name"),
	),
	one(
		"a switch that may be in the ConfigMap that a rule of its own judges",
		"my-argo",
		{ env: [disableAuth("argocd-cmd-params-cm", unknown)] },
		login.notKnown("values.env[0]"),
	),
];
export const unknownBesideSwitch: Case[] = [
	one(
		"a switch that is in another key of an unknown ConfigMap, beside an unknown part",
		"my-argo",
		{ env: [disableAuth(unknown, "b")], server: unknown },
		login.fail("values.env[0] must be false"),
		login.notKnown("values.server"),
	),
];
export const unknownRole: Case[] = [
	one("a part of values that may hold a default role", "my-stack", { env: [unknown] }, role.notKnown("values.env[0]")),
];
export const switchedRole: Case[] = [
	one(
		"a default role of Grafana's that another chart brings",
		"my-stack",
		{ env: [{ name: "GF_USERS_AUTO_ASSIGN_ORG_ROLE", value: "Editor" }] },
		role.fail("values.env[0] must be None: it is the role of whoever has no other"),
	),
	one(
		"a policy of MinIO's by a variable",
		"my-minio",
		{ extraEnv: [{ name: "MINIO_IDENTITY_OPENID_ROLE_POLICY", value: "readwrite" }] },
		role.fail("values.extraEnv[0] gives a policy to whoever signs in"),
	),
];
export const switchedRoleOff: Case[] = [
	one("a role of Grafana's that is none", "my-stack", { env: { GF_USERS_AUTO_ASSIGN_ORG_ROLE: "None" } }),
];

import {
	localLoginSettings as loginSettings,
	localLoginVariables as loginVariables,
} from "../../../../controls/kubernetes/access/localLoginSettings";
import type { Resource } from "../../../../policy-pack/rule";
import { container, podSpec } from "../../../controls/proof/fixtures";
import { type Case, type RuleCases, resource, unknown } from "../case";
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

const login = messagesOf(loginSettings);
const lets = (path: string): string => login.fail(`${at}.${path} lets local users in`);
const offers = (path: string): string => login.fail(`${at}.${path} turns the sign-in off`);
const wrong = (name: string, value: string): Case => ({
	says: `${name} ${JSON.stringify(value)}`,
	resource: main(env({ [name]: value })),
	messages: [lets(`env[${name}].value`)],
});
const argument = (says: string, ...args: string[]): Case => ({
	says,
	resource: main({ args }),
	messages: [offers("args")],
});
const disableAuth = (valueFrom: unknown): Resource =>
	main({ env: [{ name: "ARGOCD_SERVER_DISABLE_AUTH", valueFrom }] });
const parameter = { name: "argocd-cmd-params-cm", key: "server.disable.auth", optional: true };
const defaults = login.fail(`${at}.env leaves Grafana's own login on`);
const closed = { GF_AUTH_DISABLE_LOGIN_FORM: "true", GF_AUTH_BASIC_ENABLED: "false" };

export const localLoginSettings: RuleCases = {
	policy: "acc-001-local-login-settings",
	compliant: [
		{ says: "Grafana with both off", resource: grafana(env(closed)), messages: [] },
		{
			says: "Forgejo with its form and its registration off",
			resource: main(
				env({
					FORGEJO__service__ENABLE_INTERNAL_SIGNIN: "false",
					FORGEJO__service__ENABLE_BASIC_AUTHENTICATION: "false",
					FORGEJO__service__DISABLE_REGISTRATION: "true",
				}),
			),
			messages: [],
		},
	],
	violating: [
		wrong("GF_AUTH_DISABLE_LOGIN_FORM", "false"),
		wrong("GF_AUTH_BASIC_ENABLED", "true"),
		wrong("GF_AUTH_ANONYMOUS_ENABLED", "1"),
		wrong("GF_AUTH_ANONYMOUS_ENABLED", "YES"),
		wrong("GF_USERS_ALLOW_SIGN_UP", "True"),
		wrong("FORGEJO__service__ENABLE_INTERNAL_SIGNIN", "true"),
		wrong("GITEA__SERVICE__ENABLE_BASIC_AUTHENTICATION", "true"),
		wrong("FORGEJO__SERVICE__DISABLE_REGISTRATION", "false"),
		wrong("ARGOCD_SERVER_DISABLE_AUTH", "true"),
		wrong("GF_AUTH_ANONYMOUS_ENABLED__FILE", "/run/settings/anonymous"),
		{
			says: "a value that is elsewhere",
			resource: main({
				env: [
					{ name: "GF_AUTH_ANONYMOUS_ENABLED", valueFrom: { configMapKeyRef: { name: "settings", key: "anonymous" } } },
				],
			}),
			messages: [lets("env[GF_AUTH_ANONYMOUS_ENABLED].value")],
		},
		...[
			["another ConfigMap", { configMapKeyRef: { ...parameter, name: "argocd-cm" } }],
			["another key", { configMapKeyRef: { ...parameter, key: "server.insecure" } }],
			["a Secret of that name", { secretKeyRef: parameter }],
		].map(([what, from]) => ({
			says: `Argo CD's switch from ${String(what)}`,
			resource: disableAuth(from),
			messages: [lets("env[ARGOCD_SERVER_DISABLE_AUTH].value")],
		})),
		{
			says: "another switch from the ConfigMap of Argo CD's",
			resource: main({ env: [{ name: "GF_AUTH_BASIC_ENABLED", valueFrom: { configMapKeyRef: parameter } }] }),
			messages: [lets("env[GF_AUTH_BASIC_ENABLED].value")],
		},
		{
			says: "an argument of Grafana's",
			resource: main({ args: ["cfg:default.auth.anonymous.enabled=true", "cfg:auth.disable_login_form=false"] }),
			messages: [lets("args[1]"), lets("args[0]")],
		},
		argument("Argo CD without authentication", "/usr/local/bin/argocd-server", "--disable-auth"),
		argument("Argo CD without authentication, in a script", "exec argocd-server --disable-auth=true --insecure"),
		argument("Argo Workflows that acts for everybody", "server", "--auth-mode", "server"),
		argument("a dashboard whose sign-in can be skipped", "--enable-skip-login"),
		{
			says: "an init container",
			resource: resource("kubernetes:core/v1:Pod", {
				metadata: { name: "proof", namespace: "proof" },
				spec: podSpec({ initContainers: [container("first", { command: ["argocd-server", "--disable-auth"] })] }),
			}),
			messages: [login.fail("spec.initContainers[first].command turns the sign-in off")],
		},
		{
			says: "variables under a prefix of Grafana's",
			resource: prefixed("docker.io/me/dashboards:1", "GF_"),
			messages: [login.fail(`${at}.envFrom[0].prefix gives variables names that nobody judges`)],
		},
		...[
			"docker.io/grafana/grafana:1",
			"codeberg.org/forgejo/forgejo:1",
			"quay.io/argoproj/argocd:1",
			"quay.io/minio/minio:1",
		].map((image) => ({
			says: `variables under the beginning of a name, of ${image}`,
			resource: prefixed(image, "G"),
			messages: [login.fail(`${at}.envFrom[0].prefix gives variables names that nobody judges`)],
		})),
		{ says: "Grafana with files that hold no settings", resource: grafanaWithSources, messages: [defaults] },
		{
			says: "Grafana with an argument about something else",
			resource: grafana({ args: ["cfg:log.level=debug", "--configOverrides=cfg:log.mode=console"] }),
			messages: [defaults],
		},
		{ says: "Grafana without any setting", resource: grafana(), messages: [defaults] },
		{
			says: "Grafana with its form off alone",
			resource: grafana(env({ GF_AUTH_DISABLE_LOGIN_FORM: "true" })),
			messages: [defaults],
		},
	],
	absent: [{ says: "no environment and no arguments", resource: main({}), messages: [] }],
	nearMiss: [
		{
			says: "Argo CD's switch from the ConfigMap that a rule of its own judges",
			resource: disableAuth({ configMapKeyRef: parameter }),
			messages: [],
		},
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
			resource: grafana({ args: ["cfg:auth.disable_login_form=true", "cfg:default.auth.basic.enabled=false"] }),
			messages: [],
		},
		{ says: "authentication on", resource: main({ args: ["--disable-auth=false"] }), messages: [] },
		{
			says: "flags that only begin alike",
			resource: main({ args: ["--disable-authority", "--auth-mode=sso"] }),
			messages: [],
		},
		{
			says: "variables that only look alike",
			resource: main(env({ GF_AUTH_ANONYMOUS_ENABLED_AT: "true", MY_GF_AUTH_BASIC_ENABLED: "true" })),
			messages: [],
		},
		{
			says: "another spelling of true",
			resource: grafana(env({ ...closed, GF_AUTH_DISABLE_LOGIN_FORM: "True" })),
			messages: [],
		},
		{ says: "an image that only ends alike", resource: main({ image: "docker.io/me/not-grafana:1" }), messages: [] },
	],
	otherKind: workloadKinds,
	unknown: {
		alone: [
			{
				says: "an unknown value",
				resource: main(env({ GF_AUTH_ANONYMOUS_ENABLED: unknown })),
				messages: [login.undecided(`${at}.env[GF_AUTH_ANONYMOUS_ENABLED].value`)],
			},
		],
		besideViolation: [
			{
				says: "an unknown value beside one that lets in",
				resource: main(env({ GF_AUTH_ANONYMOUS_ENABLED: unknown, GF_AUTH_BASIC_ENABLED: "true" })),
				messages: [
					login.undecided(`${at}.env[GF_AUTH_ANONYMOUS_ENABLED].value`),
					lets("env[GF_AUTH_BASIC_ENABLED].value"),
				],
			},
		],
	},
	excepted: {
		resource: main(env({ GF_AUTH_BASIC_ENABLED: "true" })),
		...exceptedOf(
			loginSettings,
			"proof",
			reference,
			`${at}.env[GF_AUTH_BASIC_ENABLED].value`,
			`${at}.env[GF_AUTH_BASIC_ENABLED].value lets local users in`,
		),
	},
};

const given = messagesOf(loginVariables);
const givenLets = (path: string): string => `data[${path}] lets local users in`;

export const localLoginVariables: RuleCases = {
	policy: "acc-001-local-login-variables",
	compliant: [{ says: "Grafana with both off", resource: configMap(closed), messages: [] }],
	violating: (
		[
			["GF_AUTH_ANONYMOUS_ENABLED", "true"],
			["GF_AUTH_DISABLE_LOGIN_FORM", ""],
			["FORGEJO__service__ENABLE_INTERNAL_SIGNIN", "true"],
			["ARGOCD_SERVER_DISABLE_AUTH", "true"],
		] as const
	).map(([name, value]) => ({
		says: `${name} ${JSON.stringify(value)}`,
		resource: configMap({ ...closed, [name]: value }),
		messages: [given.fail(givenLets(name))],
	})),
	absent: [{ says: "no data", resource: configMap(undefined), messages: [] }],
	nearMiss: [
		{ says: "a key that only begins alike", resource: configMap({ GF_AUTH_BASIC_ENABLED_AT: "true" }), messages: [] },
	],
	otherKind: mapKinds,
	unknown: {
		alone: [{ says: "unknown data", resource: configMap(unknown), messages: [given.undecided("data")] }],
		besideViolation: [
			{
				says: "an unknown switch beside one that lets in",
				resource: configMap({ GF_AUTH_BASIC_ENABLED: unknown, GF_AUTH_ANONYMOUS_ENABLED: "true" }),
				messages: [given.undecided("data.GF_AUTH_BASIC_ENABLED"), given.fail(givenLets("GF_AUTH_ANONYMOUS_ENABLED"))],
			},
		],
	},
	excepted: {
		resource: configMap({ GF_AUTH_BASIC_ENABLED: "true" }),
		...exceptedOf(loginVariables, "proof", map, "data[GF_AUTH_BASIC_ENABLED]", givenLets("GF_AUTH_BASIC_ENABLED")),
	},
};

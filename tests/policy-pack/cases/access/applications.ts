import { type Case, type RuleCases, resource, unknown } from "../case";
import { controlMessages } from "../controlMessages";
import {
	switchedLogin,
	switchedLoginOff,
	switchedRole,
	switchedRoleOff,
	unknownBesideSwitch,
	unknownRole,
	unknownSwitch,
} from "./valueSwitches";

type Tree = Record<string, unknown>;
const release = (chart: unknown, values: unknown, more: Tree = {}) =>
	resource("kubernetes:helm.sh/v3:Release", { chart, namespace: "proof", values, ...more });
const argo = (cm: unknown, rbac: unknown = {}) =>
	release(".cache/charts/argo-cd-10.1.1.tgz", { configs: { cm, rbac } });
const forgejo = (service: unknown, more: Tree = {}) =>
	release("oci://code.forgejo.org/forgejo-helm/forgejo", { gitea: { config: { service }, ...more } });
const grafana = (ini: unknown, more: Tree = {}) => release("grafana", { "grafana.ini": ini, ...more });
const configMap = (data: unknown) =>
	resource("kubernetes:core/v1:ConfigMap", { metadata: { name: "proof", namespace: "proof" }, data });
const secret = (more: Tree) =>
	resource("kubernetes:core/v1:Secret", { metadata: { name: "proof", namespace: "proof" }, ...more });
const encoded = (text: string): string => Buffer.from(text).toString("base64");
const reference = { type: "kubernetes:helm.sh/v3:Release", name: "proof" };
const notYaml = "YAML or an INI file inside a value: the policy pack and the gate judge it";

const login = controlMessages("ACC-001");
const files = "valueYamlFiles hold values that are not judged; put them in values";
const closed = { ENABLE_INTERNAL_SIGNIN: false, ENABLE_BASIC_AUTHENTICATION: false, DISABLE_REGISTRATION: true };
const noForm = { auth: { disable_login_form: true }, "auth.basic": { enabled: false } };
const ini = "[auth]\ndisable_login_form = true ; by the identity provider\n[auth.basic]\nenabled=false\n";
const form = (path: string): string => login.fail(`${path}.auth.disable_login_form must be true`);
const basic = (path: string): string => login.fail(`${path}[auth.basic].enabled must be false`);
const basicAbsent = (path: string): string => login.fail(`${path}.auth.basic.enabled must be false`);
const cm = "values.configs.cm";

export const localLogin: RuleCases = {
	policy: "acc-001-local-login",
	compliant: [
		{ says: "Argo CD", resource: argo({ "admin.enabled": false }), messages: [] },
		{ says: "Forgejo", resource: forgejo(closed), messages: [] },
		{ says: "Grafana", resource: grafana(noForm), messages: [] },
		{
			says: "Grafana's file in a ConfigMap",
			resource: configMap({ "grafana.ini": ini }),
			messages: [],
			notInAdmission: notYaml,
		},
	],
	violating: [
		...switchedLogin,
		{
			says: "Argo CD's admin on",
			resource: argo({ "admin.enabled": true }),
			messages: [login.fail(`${cm}[admin.enabled] must be false`)],
		},
		{
			says: "another account of Argo CD with login, and anonymous users",
			resource: argo({
				"admin.enabled": "false",
				"accounts.robot": "apiKey, login",
				"users.anonymous.enabled": "true",
			}),
			messages: [
				login.fail(`${cm}[users.anonymous.enabled] must be false`),
				login.fail(`${cm}[accounts.robot] gives a local account login`),
			],
		},
		{
			says: "Argo CD with authentication off, and with passwords of Dex",
			resource: release("argo-cd", {
				configs: {
					cm: { "admin.enabled": "false", "dex.config": "enablePasswordDB: true\n" },
					params: { "server.disable.auth": true },
				},
			}),
			messages: [
				login.fail("values.configs.params[server.disable.auth] must be false"),
				login.fail(`${cm}[dex.config] gives Dex passwords of its own`),
			],
		},
		{
			says: "Forgejo with its form, basic authentication and registration",
			resource: forgejo({
				ENABLE_INTERNAL_SIGNIN: true,
				ENABLE_BASIC_AUTHENTICATION: "true",
				DISABLE_REGISTRATION: "false",
			}),
			messages: [
				login.fail("values.gitea.config.service.ENABLE_INTERNAL_SIGNIN must be false"),
				login.fail("values.gitea.config.service.ENABLE_BASIC_AUTHENTICATION must be false"),
				login.fail("values.gitea.config.service.DISABLE_REGISTRATION must be true"),
			],
		},
		{
			says: "Forgejo's form turned on by a variable",
			resource: forgejo(closed, {
				additionalConfigFromEnvs: [{ name: "FORGEJO__SERVICE__ENABLE_INTERNAL_SIGNIN", value: "true" }],
			}),
			messages: [login.fail("values.gitea.additionalConfigFromEnvs[0] must be false")],
		},
		{
			says: "Grafana with its form",
			resource: grafana({ ...noForm, auth: { disable_login_form: false } }),
			messages: [form("values[grafana.ini]")],
		},
		{
			says: "Grafana's form turned on by a variable",
			resource: grafana(noForm, { env: { GF_AUTH_DISABLE_LOGIN_FORM: "false" } }),
			messages: [login.fail("values.env.GF_AUTH_DISABLE_LOGIN_FORM must be true")],
		},
		{
			says: "Grafana as a part of another chart, with basic authentication and anonymous users",
			resource: release("prometheus-community/kube-prometheus-stack", {
				grafana: { "grafana.ini": { ...noForm, "auth.basic": { enabled: true }, "auth.anonymous": { enabled: true } } },
			}),
			messages: [
				basic("values.grafana[grafana.ini]"),
				login.fail("values.grafana[grafana.ini][auth.anonymous].enabled must be false"),
			],
		},
		{
			says: "Grafana's file in a ConfigMap, where the last value holds",
			resource: configMap({ "grafana.ini": `${ini}[auth]\ndisable_login_form = false\n` }),
			messages: [form("data.grafana.ini")],
			notInAdmission: notYaml,
		},
		{
			says: "Forgejo's file in a Secret",
			resource: secret({
				data: {
					"app.ini": encoded(
						"[service]\nENABLE_INTERNAL_SIGNIN = true\nENABLE_BASIC_AUTHENTICATION = false\nDISABLE_REGISTRATION = true\n",
					),
				},
			}),
			messages: [login.fail("data.app.ini.service.ENABLE_INTERNAL_SIGNIN must be false")],
			notInAdmission: notYaml,
		},
		{
			says: "a file that cannot be read",
			resource: secret({ stringData: { "grafana.ini": "[auth\nwhat" } }),
			messages: [login.fail("stringData.grafana.ini cannot be read as settings")],
			notInAdmission: notYaml,
		},
		{
			says: "values in files that only Helm reads",
			resource: release("argo-cd", { configs: { cm: { "admin.enabled": false } } }, { valueYamlFiles: [{}] }),
			messages: [login.fail(files)],
		},
	],
	absent: [
		{
			says: "Argo CD's default",
			resource: release("argo-cd", undefined),
			messages: [login.fail(`${cm}.admin.enabled must be false`)],
		},
		{
			says: "Forgejo's default",
			resource: release("forgejo", {}),
			messages: [
				"ENABLE_INTERNAL_SIGNIN must be false",
				"ENABLE_BASIC_AUTHENTICATION must be false",
				"DISABLE_REGISTRATION must be true",
			].map((text) => login.fail(`values.gitea.config.service.${text}`)),
		},
		{
			says: "Grafana's default",
			resource: grafana(undefined),
			messages: [form("values.grafana.ini"), basicAbsent("values.grafana.ini")],
		},
		{
			says: "a stack's Grafana that is on by default",
			resource: release("kube-prometheus-stack", {}),
			messages: [form("values.grafana.grafana.ini"), basicAbsent("values.grafana.grafana.ini")],
		},
	],
	nearMiss: [
		...switchedLoginOff,
		{
			says: "Argo CD's one break-glass account",
			resource: argo({ "admin.enabled": "false", "accounts.break-glass": "login" }),
			messages: [],
		},
		{
			says: "texts for switches",
			resource: grafana({ auth: { disable_login_form: "True" }, "auth.basic": { enabled: "false" } }),
			messages: [],
		},
	],
	otherKind: [
		release("argo-cd-apps", {}),
		release("kube-prometheus-stack", { grafana: { enabled: false } }),
		release("minio", { users: [] }),
		configMap({ "my-grafana.ini": "[auth]" }),
		resource("kubernetes:apps/v1:Deployment", {}),
	],
	unknown: {
		alone: [
			...unknownSwitch,
			{ says: "an unknown chart", resource: release(unknown, {}), messages: [login.notKnown("chart")] },
			{ says: "unknown values", resource: release("argo-cd", unknown), messages: [login.notKnown("values")] },
			{
				says: "an unknown setting",
				resource: argo({ "admin.enabled": unknown }),
				messages: [login.notKnown(`${cm}[admin.enabled]`)],
			},
			{
				says: "an unknown file",
				resource: configMap({ "app.ini": unknown }),
				messages: [login.notKnown("data.app.ini")],
			},
			{ says: "unknown data", resource: configMap(unknown), messages: [login.notKnown("data")] },
			{
				says: "unknown files of values",
				resource: release("grafana", { "grafana.ini": noForm }, { valueYamlFiles: unknown }),
				messages: [login.notKnown("valueYamlFiles")],
			},
			{
				says: "a Grafana with its login that may not be installed",
				resource: release("kube-prometheus-stack", { grafana: { enabled: unknown } }),
				messages: [login.notKnown("values.grafana.enabled")],
			},
			{
				says: "a variable of Forgejo's chart whose name is not known",
				resource: release("forgejo", {
					gitea: { config: { service: closed }, additionalConfigFromEnvs: [{ name: unknown, value: "true" }] },
				}),
				messages: [login.notKnown("values.gitea.additionalConfigFromEnvs[0].name")],
			},
		],
		besideViolation: [
			...unknownBesideSwitch,
			{
				says: "an unknown account beside admin on",
				resource: argo({ "admin.enabled": "true", "accounts.robot": unknown }),
				messages: [login.fail(`${cm}[admin.enabled] must be false`), login.notKnown(`${cm}[accounts.robot]`)],
			},
		],
	},
	excepted: {
		resource: argo({ "admin.enabled": true }),
		...login.excepted(reference, `${cm}[admin.enabled]`, `${cm}[admin.enabled] must be false`),
	},
};

const role = controlMessages("ACC-002");
const oauth = (change: Tree = {}): Tree => ({
	users: { auto_assign_org_role: "None" },
	"auth.generic_oauth": {
		enabled: true,
		role_attribute_strict: true,
		role_attribute_path: "contains(groups, 'platform-admin') && 'Admin'",
		...change,
	},
});
const settings = "values[grafana.ini]";
const assigned = (path: string): string =>
	role.fail(`${path}.users.auto_assign_org_role must be None: it is the role of whoever has no other`);
const minio = (environment: Tree) => release("minio", { users: [], environment });

export const mappedRoles: RuleCases = {
	policy: "acc-002-mapped-roles",
	compliant: [
		{ says: "Argo CD without a default", resource: argo({}, { "policy.default": "" }), messages: [] },
		{ says: "Grafana that gives no role", resource: grafana(oauth()), messages: [] },
		{ says: "MinIO by claim", resource: minio({ MINIO_IDENTITY_OPENID_CLAIM_NAME: "policy" }), messages: [] },
	],
	violating: [
		...switchedRole,
		{
			says: "Argo CD's default role",
			resource: argo({}, { "policy.default": "role:readonly" }),
			messages: [role.fail("values.configs.rbac[policy.default] gives a role to whoever signs in")],
		},
		...["Viewer", "Editor", ""].map(
			(value): Case => ({
				says: `Grafana's role ${JSON.stringify(value)} for everybody`,
				resource: grafana({ ...oauth(), users: { auto_assign_org_role: value } }),
				messages: [assigned(settings)],
			}),
		),
		{
			says: "Grafana that lets in whoever has no role",
			resource: grafana(oauth({ role_attribute_strict: false })),
			messages: [
				role.fail(
					`${settings}[auth.generic_oauth].role_attribute_strict must be true: whoever has no role is not let in`,
				),
			],
		},
		{
			says: "Grafana whose role is not taken away",
			resource: grafana(oauth({ skip_org_role_sync: true })),
			messages: [
				role.fail(
					`${settings}[auth.generic_oauth].skip_org_role_sync must be false: a role that was taken away would stay`,
				),
			],
		},
		...[
			"contains(groups, 'a') && 'Admin' || 'Viewer'",
			"'Editor'",
			"(contains(groups, 'a') && 'Admin') || \"Viewer\" ",
		].map(
			(path): Case => ({
				says: `the role ${path}`,
				resource: grafana(oauth({ role_attribute_path: path })),
				messages: [role.fail(`${settings}[auth.generic_oauth].role_attribute_path ends in a role for everybody`)],
			}),
		),
		{
			says: "MinIO's policy for every user",
			resource: minio({ MINIO_IDENTITY_OPENID_ROLE_POLICY: "readwrite" }),
			messages: [role.fail("values.environment.MINIO_IDENTITY_OPENID_ROLE_POLICY gives a policy to whoever signs in")],
		},
	],
	absent: [
		{ says: "Argo CD's default is none", resource: release("argo-cd", {}), messages: [] },
		{ says: "Grafana's default is Viewer", resource: grafana(undefined), messages: [assigned("values.grafana.ini")] },
	],
	nearMiss: [
		...switchedRoleOff,
		{
			says: "Grafana that assigns to no organisation",
			resource: grafana({ ...oauth(), users: { auto_assign_org: false, auto_assign_org_role: "Viewer" } }),
			messages: [],
		},
		{
			says: "a last role that depends on a group",
			resource: grafana(
				oauth({ role_attribute_path: "contains(groups, 'a') && 'Admin' || contains(groups, 'b') && 'Viewer'" }),
			),
			messages: [],
		},
		{ says: "no other sign-in", resource: grafana({ users: { auto_assign_org_role: "none" } }), messages: [] },
	],
	otherKind: [
		release("forgejo", {}),
		release("loki", {}),
		configMap({ "app.ini": "[service]" }),
		configMap({ a: "b" }),
	],
	unknown: {
		alone: [
			...unknownRole,
			{
				says: "a sign-in by OAuth that may be off",
				resource: grafana(oauth({ enabled: unknown, role_attribute_strict: false })),
				messages: [role.notKnown(`${settings}[auth.generic_oauth].enabled`)],
			},
			{
				says: "an unknown default",
				resource: argo({}, { "policy.default": unknown }),
				messages: [role.notKnown("values.configs.rbac[policy.default]")],
			},
			{
				says: "an unknown file",
				resource: configMap({ "grafana.ini": unknown }),
				messages: [role.notKnown("data.grafana.ini")],
			},
			{
				says: "an unknown environment of MinIO",
				resource: release("minio", { environment: unknown }),
				messages: [role.notKnown("values.environment")],
			},
		],
		besideViolation: [
			{
				says: "an unknown path beside a role for everybody",
				resource: grafana({ ...oauth({ role_attribute_path: unknown }), users: {} }),
				messages: [assigned(settings), role.notKnown(`${settings}[auth.generic_oauth].role_attribute_path`)],
			},
			{
				says: "an unknown assignment beside a role that is not taken away",
				resource: grafana({ ...oauth({ skip_org_role_sync: true }), users: { auto_assign_org: unknown } }),
				messages: [
					role.notKnown(`${settings}.users.auto_assign_org`),
					role.fail(
						`${settings}[auth.generic_oauth].skip_org_role_sync must be false: a role that was taken away would stay`,
					),
				],
			},
		],
	},
	excepted: {
		resource: argo({}, { "policy.default": "role:readonly" }),
		...role.excepted(
			reference,
			"values.configs.rbac[policy.default]",
			"values.configs.rbac[policy.default] gives a role to whoever signs in",
		),
	},
};

import { type Case, type RuleCases, resource, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const configMap = (name: unknown, data?: unknown) =>
	resource("kubernetes:core/v1:ConfigMap", {
		metadata: { name, namespace: "proof" },
		...(data === undefined ? {} : { data }),
	});
const otherKind = [
	resource("kubernetes:core/v1:Secret", { metadata: { name: "argocd-cm" }, stringData: { "admin.enabled": "true" } }),
	resource("kubernetes:argoproj.io/v1alpha1:AppProject", { metadata: { name: "argocd-cm" } }),
	resource("kubernetes:helm.sh/v3:Release", { chart: "argo-cd" }),
];
const reference = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", namespace: "proof", name });

const login = controlMessages("ACC-001");
const off = { "admin.enabled": "false" };
const cm = (data?: unknown) => configMap("argocd-cm", data);
const lax =
	'data must say admin.enabled: "false", let nobody in anonymously or by a password of Dex, give no other account login and leave authentication on';

export const argoLocalLogin: RuleCases = {
	policy: "acc-001-argo-local-login",
	compliant: [{ says: "admin off", resource: cm(off), messages: [] }],
	violating: [
		...(
			[
				["admin on", { "admin.enabled": "true" }],
				["a value that is not read as false", { "admin.enabled": "False" }],
				["an empty value", { "admin.enabled": "" }],
				["passwords of Dex", { ...off, "dex.config": "connectors: []\nenablePasswordDB: true\n" }],
				["anonymous users", { ...off, "users.anonymous.enabled": "true" }],
			] satisfies [string, Record<string, string>][]
		).map(([says, data]): Case => ({ says, resource: cm(data), messages: [login.fail(lax)] })),
		{
			says: "authentication off",
			resource: configMap("argocd-cmd-params-cm", { "server.disable.auth": "true" }),
			messages: [login.fail(lax)],
		},
		{
			says: "another account with login",
			resource: cm({ ...off, "accounts.break-glass2": "apiKey, login", "accounts.robot": "login" }),
			messages: [
				login.fail("data[accounts.break-glass2] gives a local account login"),
				login.fail("data[accounts.robot] gives a local account login"),
			],
		},
		{
			says: "admin on beside an account with login",
			resource: cm({ "accounts.robot": "login" }),
			messages: [login.fail(lax), login.fail("data[accounts.robot] gives a local account login")],
		},
	],
	absent: [
		{ says: "no word of admin", resource: cm({ url: "https://argocd.lab.gxp.example" }), messages: [login.fail(lax)] },
		{ says: "no data", resource: cm(), messages: [login.fail(lax)] },
	],
	nearMiss: [
		{ says: "the one break-glass account", resource: cm({ ...off, "accounts.break-glass": "login" }), messages: [] },
		{ says: "an account with keys alone", resource: cm({ ...off, "accounts.robot": "apiKey" }), messages: [] },
		{ says: "Dex with a connector alone", resource: cm({ ...off, "dex.config": "connectors: []\n" }), messages: [] },
		{
			says: "authentication that is not off",
			resource: configMap("argocd-cmd-params-cm", { "server.disable.auth": "false", "server.insecure": "false" }),
			messages: [],
		},
		{ says: "anonymous users off", resource: cm({ ...off, "users.anonymous.enabled": "false" }), messages: [] },
		{ says: "another ConfigMap", resource: configMap("my-argocd-cm", { "admin.enabled": "true" }), messages: [] },
	],
	otherKind,
	unknown: {
		alone: [
			{
				says: "an unknown setting",
				resource: cm({ "admin.enabled": unknown }),
				messages: [login.notKnown("data.admin.enabled")],
			},
			{ says: "unknown data", resource: cm(unknown), messages: [login.notKnown("data")] },
			{
				says: "an unknown name",
				resource: configMap(unknown, { "admin.enabled": "true" }),
				messages: [login.notKnown("metadata.name")],
			},
		],
		besideViolation: [
			{
				says: "an unknown setting beside admin on",
				resource: cm({ "admin.enabled": "true", "users.anonymous.enabled": unknown }),
				messages: [login.fail(lax), login.notKnown("data.users.anonymous.enabled")],
			},
		],
	},
	excepted: { resource: cm({ "admin.enabled": "true" }), ...login.excepted(reference("argocd-cm"), "data", lax) },
};

const role = controlMessages("ACC-002");
const rbac = (data?: unknown) => configMap("argocd-rbac-cm", data);
const given = "data gives a role by policy.default to whoever signs in";

export const argoDefaultRole: RuleCases = {
	policy: "acc-002-argo-default-role",
	compliant: [
		{ says: "no default role", resource: rbac({ "policy.csv": "g, platform-admin, role:admin" }), messages: [] },
	],
	violating: ["role:readonly", "role:admin", "role:none", " "].map((value) => ({
		says: `the default ${JSON.stringify(value)}`,
		resource: rbac({ "policy.default": value }),
		messages: [role.fail(given)],
	})),
	absent: [{ says: "no data: Argo CD's own default is no role", resource: rbac(), messages: [] }],
	nearMiss: [
		{ says: "an empty default", resource: rbac({ "policy.default": "" }), messages: [] },
		{
			says: "another ConfigMap",
			resource: configMap("argocd-rbac-cm-2", { "policy.default": "role:admin" }),
			messages: [],
		},
	],
	otherKind,
	unknown: {
		alone: [
			{
				says: "an unknown default",
				resource: rbac({ "policy.default": unknown }),
				messages: [role.notKnown("data.policy.default")],
			},
			{ says: "unknown data", resource: rbac(unknown), messages: [role.notKnown("data")] },
		],
		besideViolation: [
			{
				says: "an unknown policy beside a default",
				resource: rbac({ "policy.default": "role:readonly", "policy.csv": unknown }),
				messages: [role.fail(given)],
			},
		],
	},
	excepted: {
		resource: rbac({ "policy.default": "role:readonly" }),
		...role.excepted(reference("argocd-rbac-cm"), "data", given),
	},
};

import { plaintextValues as rule } from "../../../../policy-pack/rules/security/plaintextValues";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const release = (values: unknown) => resource("kubernetes:helm.sh/v3:Release", { chart: "app", name: "proof", values });
const machine = (...configPatches: string[]) =>
	resource("talos:machine/configurationApply:ConfigurationApply", {
		configPatches,
		machineConfigurationInput: "machine: {}",
	});
const map = (data: unknown) =>
	resource("kubernetes:core/v1:ConfigMap", { metadata: { name: "proof", namespace: "proof" }, data });
/** What the admission policy over ConfigMaps does not see, and what it is called. */
const beyond = (says: string, text: string, kind = "a value under the name of a secret") => ({
	says: `${says} in a ConfigMap`,
	resource: map({ "app.cfg": text }),
	messages: [fail(`data[app.cfg] holds ${kind} in plain text`)],
});
const random = "k9Xq2LmZ7vR4tWb8Yc3NpHs6";
const certificates = (count: number, kind = "CERTIFICATE"): string =>
	Buffer.from(
		`-----BEGIN ${kind}-----\nMIIBkTCB+wIJAKHHCgVZU2W9MA0GCSqGSIb3DQEBCwUA\n-----END ${kind}-----\n`.repeat(count),
	).toString("base64");
const apiService = (caBundle: string) =>
	resource("kubernetes:apiregistration.k8s.io/v1:APIService", { metadata: { name: "v1.proof" }, spec: { caBundle } });
const external = (secretKey: string) =>
	resource("kubernetes:external-secrets.io/v1:ExternalSecret", {
		metadata: { name: "proof", namespace: "proof" },
		spec: { data: [{ secretKey, remoteRef: { key: "app", property: "password" } }] },
	});
const application = (values: string) =>
	resource("kubernetes:argoproj.io/v1alpha1:Application", {
		apiVersion: "argoproj.io/v1alpha1",
		kind: "Application",
		metadata: { name: "proof", namespace: "argocd" },
		spec: { source: { helm: { values } } },
	});
const called = (path: string): string => `${path} holds a value under the name of a secret in plain text`;
const token = `ghp_${"0aB1".repeat(9)}`;

export const plaintextValues: RuleCases = {
	policy: "sec-007-plaintext-values",
	compliant: [
		{
			says: "values that refer to a Secret",
			resource: release({ auth: { existingSecret: "app-auth" } }),
			messages: [],
		},
		{ says: "a machine's patch", resource: machine("machine:\n  nodeAnnotations:\n    a: b\n"), messages: [] },
	],
	violating: [
		{
			says: "a password in values",
			resource: release({ auth: { rootPassword: "hunter2" } }),
			messages: [fail(called("values.auth.rootPassword"))],
		},
		{
			says: "a password in a list of values",
			resource: release({ users: [{ name: "a", password: "hunter2" }] }),
			messages: [fail(called("values.users[0].password"))],
		},
		{
			says: "a client's secret",
			resource: release({ oidc: { clientSecret: "hunter2hunter2" } }),
			messages: [fail(called("values.oidc.clientSecret"))],
		},
		{
			says: "a token under any name",
			resource: release({ note: token }),
			messages: [fail("values.note holds a GitHub token in plain text")],
		},
		{
			says: "a password in a file of values",
			resource: release({ config: "listen: 80\npassword: hunter2hunter2\n" }),
			messages: [fail("values.config holds a value under the name of a secret in line 2 in plain text")],
		},
		{
			says: "a random text under any name",
			resource: release({ seed: "k9Xq2LmZ7vR4tWb8Yc3NpHs6" }),
			messages: [fail("values.seed holds a random text in plain text")],
		},
		{
			says: "a token in a machine's patch",
			resource: machine("machine:\n  token: abcdef.0123456789abcdef\n"),
			messages: [fail("configPatches[0] holds a bootstrap token in line 2 in plain text")],
		},
		{
			says: "a password in the YAML of an application",
			resource: application("auth:\n  password: hunter2hunter2\n"),
			messages: [fail("spec.source.helm.values holds a value under the name of a secret in line 2 in plain text")],
		},
		{
			says: "values in files that no policy sees",
			resource: resource("kubernetes:helm.sh/v3:Release", {
				chart: "app",
				name: "proof",
				namespace: "proof",
				values: { auth: { existingSecret: "app-auth" } },
				valueYamlFiles: [{}],
			}),
			messages: [fail("valueYamlFiles hold values that are not judged; put them in values")],
		},
		beyond("a token", "token: Hunter2hunter2"),
		{
			says: "what is no certificate in a bundle of authorities",
			resource: apiService(certificates(1, "PRIVATE KEY")),
			messages: [fail("spec.caBundle holds a random text in plain text")],
		},
		{
			says: "a token in place of a key's name",
			resource: external(token),
			messages: [fail("spec.data[0].secretKey holds a GitHub token in plain text")],
		},
		{
			says: "a number that is no count",
			resource: release({ adminPassword: "1234567", apiToken: "1234567" }),
			messages: [fail(called("values.adminPassword")), fail(called("values.apiToken"))],
		},
		beyond("a random text", `key = ${random}`, "a random text"),
		beyond("a directive of Redis", "requirepass hunter2hunter2"),
		beyond("a private key's value", "private_key: Hunter2hunter2"),
		beyond("a secret of any kind", "app_secret: Hunter2hunter2"),
		{
			says: "a random text under a key of a ConfigMap, beside what its own rule says",
			resource: map({ seed: random, password: "hunter2hunter2", level: "info" }),
			messages: [fail("data[seed] holds a random text in plain text")],
		},
		{
			says: "a Secret's data in its annotation",
			resource: resource("kubernetes:core/v1:Secret", {
				metadata: {
					name: "proof",
					annotations: {
						"kubectl.kubernetes.io/last-applied-configuration": '{"stringData":{"password":"hunter2hunter2"}}',
					},
				},
			}),
			messages: [fail(called("metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]"))],
		},
	],
	absent: [
		{
			says: "no file of values",
			resource: resource("kubernetes:helm.sh/v3:Release", { chart: "app", values: {}, valueYamlFiles: [] }),
			messages: [],
		},
		{ says: "no values", resource: release(undefined), messages: [] },
		{ says: "an empty password", resource: release({ password: "" }), messages: [] },
	],
	nearMiss: [
		{
			says: "names of Secrets and of their keys",
			resource: release({
				tls: { certSecret: "app-tls", privateKey: "tls.key" },
				existingSecretKey: "rootPassword",
				extraSecret: "app-config",
				imagePullSecrets: ["registry"],
				automountServiceAccountToken: false,
			}),
			messages: [],
		},
		{ says: "what the rule over ConfigMaps finds", resource: map({ password: "hunter2hunter2" }), messages: [] },
		{ says: "a bundle of authorities", resource: apiService(certificates(2)), messages: [] },
		{
			says: "a webhook's bundle",
			resource: resource("kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration", {
				metadata: { name: "proof" },
				webhooks: [{ name: "a.lab.gxp.example", clientConfig: { caBundle: certificates(1) } }],
			}),
			messages: [],
		},
		{ says: "the name of a Secret's key", resource: external("password"), messages: [] },
		{
			says: "counts, and names of Secrets",
			resource: release({
				maxTokens: "1048576",
				imagePullSecret: "regcred",
				tlsSecret: "ingress/my-tls",
				token: "app-token",
			}),
			messages: [],
		},
		{
			says: "a digest",
			resource: release({ image: { digest: `sha256:${"0123456789abcdef".repeat(4)}` } }),
			messages: [],
		},
		{
			says: "a reference",
			resource: release({ clientSecret: "$oidc:clientSecret", password: "$(DB_PASSWORD)" }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:core/v1:Secret", { stringData: { password: "hunter2" } }),
		resource("minio:index/iamUser:IamUser", { secret: "hunter2" }),
	],
	unknown: {
		alone: [
			{ says: "unknown values", resource: release(unknown), messages: [undecided("values")] },
			{
				says: "an unknown password",
				resource: release({ password: unknown, replicas: 1 }),
				messages: [undecided("values.password")],
			},
			{
				says: "what may be a token under any name, and a part that may hold one",
				resource: release({ note: unknown, hosts: ["a", unknown], auth: unknown }),
				messages: ["values.note", "values.hosts[1]", "values.auth"].map(undecided),
			},
			{ says: "unknown data of a ConfigMap", resource: map(unknown), messages: [undecided("data")] },
			{
				says: "an unknown text of a ConfigMap",
				resource: map({ a: unknown, b: "info" }),
				messages: [undecided("data[a]")],
			},
			{
				says: "an unknown patch of a machine",
				resource: machine("machine: {}\n", unknown),
				messages: [undecided("configPatches[1]")],
			},
		],
		besideViolation: [
			{
				says: "an unknown password beside a known one",
				resource: release({ a: { password: unknown }, b: { password: "hunter2" } }),
				messages: [undecided("values.a.password"), fail(called("values.b.password"))],
			},
		],
	},
	excepted: {
		resource: release({ password: "hunter2" }),
		exception: {
			control: "SEC-007",
			resource: { type: "kubernetes:helm.sh/v3:Release", name: "proof" },
			finding: "values.password",
			...dated,
		},
		waived: [waived(called("values.password"))],
		expired: [expired(called("values.password"))],
	},
};

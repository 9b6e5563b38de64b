import {
	plaintextSecrets as rule,
	unsearchedTexts as unsearched,
} from "../../../../controls/kubernetes/security/plaintextSecrets";
import { container, podSpec } from "../../../controls/proof/fixtures";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const pod = (spec: unknown) =>
	resource("kubernetes:core/v1:Pod", { metadata: { name: "proof", namespace: "proof" }, spec });
const withEnv = (...env: unknown[]) => pod(podSpec({ containers: [container("main", { env })] }));
const withArgs = (...args: unknown[]) => pod(podSpec({ containers: [container("main", { args })] }));
const found = (path: string): string => `spec.${path} holds what looks like a secret in plain text`;
const inEnv = (name: string): string => fail(found(`containers[main].env[${name}].value`));
const named = (name: string, value: unknown = "hunter2hunter2") => ({
	says: `a value under ${name}`,
	resource: withEnv({ name, value }),
	messages: [inEnv(name)],
});
// Put together, so that no file of the repository holds a token.
const token = (prefix: string): string => `${prefix}${"0aB1".repeat(9)}`;
const form = (says: string, value: string) => ({
	says: `${says} under any name`,
	resource: withEnv({ name: "SETTING", value }),
	messages: [inEnv("SETTING")],
});
/** A container with a probe or a hook. */
const asked = (fields: Record<string, unknown>, path: string) => ({
	says: `a secret in ${path}`,
	resource: pod(podSpec({ containers: [container("main", fields)] })),
	messages: [fail(found(`containers[main].${path}`))],
});
const fine = (name: string, value: string) => ({
	says: `${name} with what is no secret`,
	resource: withEnv({ name, value }),
	messages: [],
});

/** 62,400 signs. */
const long = "echo hello; ".repeat(5200);

export const plaintextSecrets: RuleCases = {
	policy: "sec-007-plaintext-secrets",
	compliant: [
		{
			says: "a reference to a Secret",
			resource: withEnv({ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }),
			messages: [],
		},
		{ says: "no environment", resource: pod(podSpec()), messages: [] },
	],
	violating: [
		...["DB_PASSWORD", "db_password", "rootPassword", "AWS_SECRET_ACCESS_KEY", "API_TOKEN", "apiKey", "PASSWORD_2"].map(
			(name) => named(name),
		),
		named("CLIENT_SECRET_VALUE"),
		// A number is a count under some names, and a word an object's name: not under these, and not every word.
		named("PIN_PASSWORD", "1234567"),
		named("API_TOKEN", "1234567"),
		named("MAX_TOKENS", "hunter2"),
		named("SESSION_SECRET", "my-tls"),
		...["hunter2hunter2", "p4ssw0rd", "Tr0ub4dor", "my-tls-hunter2", "zx81mqplr72tn"].map((value) => ({
			...named("TLS_SECRET", value),
			says: `${value.length} signs with digits in a word under TLS_SECRET: ${value.slice(0, 2)}…`,
		})),
		form("a GitHub token", token("ghp_")),
		form("an AWS access key", `AKIA${"ABCD".repeat(4)}`),
		form("a private key", `-----BEGIN EC ${"PRIVATE KEY"}-----\n${"MIGHAgEAMBMGByqG".repeat(2)}`),
		form("a JSON web token", `${token("eyJ")}.${token("eyJ")}.${token("")}`),
		form("a Vault token", token("hvs.")),
		form("an age key", `AGE-SECRET-KEY-${"1QQQQQQQQQQ".repeat(6)}`),
		form("credentials in a URL", `postgres://app:${"hunter2"}@db.lab.gxp.example/app`),
		{
			says: "an init container",
			resource: pod(
				podSpec({ initContainers: [container("prepare", { env: [{ name: "TOKEN", value: "hunter2hunter2" }] })] }),
			),
			messages: [fail(found("initContainers[prepare].env[TOKEN].value"))],
		},
		{
			says: "an argument",
			resource: withArgs("--listen=:80", "--db-password=hunter2"),
			messages: [fail(found("containers[main].args[1]"))],
		},
		{
			says: "a token among the arguments",
			resource: withArgs("run", token("glpat-")),
			messages: [fail(found("containers[main].args[1]"))],
		},
		form("a connection's settings with a password", "host=db user=app password=hunter2hunter2"),
		{
			says: "an option and its value as two arguments",
			resource: withArgs("--listen", ":80", "--db-password", "hunter2hunter2"),
			messages: [fail(found("containers[main].args"))],
		},
		{
			says: "a password in a script",
			resource: withArgs("-c", "set -e; export PASSWORD=hunter2hunter2; run"),
			messages: [fail(found("containers[main].args[1]"))],
		},
		{
			says: "a token at the end of a long argument",
			resource: withArgs("-c", `${"echo hello; ".repeat(2700)}${token("ghp_")}`),
			messages: [fail(found("containers[main].args[1]"))],
		},
		...["livenessProbe", "readinessProbe", "startupProbe"].flatMap((probe) => [
			asked(
				{ [probe]: { exec: { command: ["mysqladmin", "--password=hunter2hunter2"] } } },
				`${probe}.exec.command[1]`,
			),
			asked(
				{ [probe]: { exec: { command: ["sh", "-c", "PGPASSWORD=hunter2hunter2 pg_isready"] } } },
				`${probe}.exec.command[2]`,
			),
			asked(
				{ [probe]: { httpGet: { port: 80, httpHeaders: [{ name: "Authorization", value: "Basic eHg6eXk=" }] } } },
				`${probe}.httpGet.httpHeaders[Authorization].value`,
			),
		]),
		...["postStart", "preStop"].flatMap((hook) => [
			asked(
				{ lifecycle: { [hook]: { exec: { command: ["leave", "--password", "hunter2hunter2"] } } } },
				`lifecycle.${hook}.exec.command`,
			),
			asked(
				{
					lifecycle: { [hook]: { httpGet: { port: 80, httpHeaders: [{ name: "X-Vault-Token", value: "hunter2" }] } } },
				},
				`lifecycle.${hook}.httpGet.httpHeaders[X-Vault-Token].value`,
			),
		]),
		{
			says: "a token in the command",
			resource: pod(
				podSpec({ containers: [container("main", { command: ["sh", "-c", `curl -H ${token("ghp_")}`] })] }),
			),
			messages: [fail(found("containers[main].command[2]"))],
		},
	],
	absent: [
		{ says: "a variable without a value", resource: withEnv({ name: "DB_PASSWORD" }), messages: [] },
		{ says: "an empty value", resource: withEnv({ name: "DB_PASSWORD", value: "" }), messages: [] },
	],
	nearMiss: [
		fine("DB_PASSWORD_FILE", "/etc/db/password"),
		fine("DB_PASSWORD", "/var/run/secrets/db/password"),
		fine("DB_PASSWORD", "$(OTHER)"),
		fine("SECRET_NAME", "db"),
		fine("TOKEN_TTL", "3600"),
		fine("ENABLE_TOKEN", "true"),
		fine("CASSANDRA_NUM_TOKENS", "256"),
		fine("maxTokens", "4096"),
		fine("IMAGE_PULL_SECRET", "regcred"),
		fine("TLS_SECRET", "my-tls"),
		fine("DEFAULT_TLS_SECRET", "ingress/wildcard.lab-tls.v2"),
		fine("KEYBOARD", "hunter2hunter2"),
		fine("PUBLIC_URL", "https://app.lab.gxp.example:8443/path@1"),
		{
			says: "options without a value of their own, and a script that reads one",
			resource: withArgs(
				"--password-stdin",
				"--token",
				"--verbose",
				"--api-key",
				"$(KEY)",
				"PASSWORD=$(cat /run/db) run",
			),
			messages: [],
		},
		{
			says: "probes and hooks that hold no secret",
			resource: pod(
				podSpec({
					containers: [
						container("main", {
							livenessProbe: { exec: { command: ["sh", "-c", 'mysqladmin --password="$PASSWORD"'] } },
							readinessProbe: { httpGet: { port: 80, httpHeaders: [{ name: "Accept", value: "text/plain" }] } },
							lifecycle: { preStop: { exec: { command: ["leave", "--token", "$(TOKEN)"] } } },
						}),
					],
				}),
			),
			messages: [],
		},
		{
			says: "an argument of 100 KB in which nothing looks like a secret",
			resource: withArgs("-c", "echo hello; ".repeat(8600)),
			messages: [],
		},
		{
			says: "a value of 60 KB in which nothing looks like a secret",
			resource: withEnv({ name: "SETTINGS", value: "echo hello; ".repeat(5200) }),
			messages: [],
		},
		{
			says: "a hint of a token in an argument that another rule finds too long",
			resource: withArgs("-c", `${long}npm${"_"}`),
			messages: [],
		},
		{
			says: "arguments that only name files",
			resource: withArgs("--password-file=/etc/db", "--token=$(TOKEN)", "--enable-token=true", "--num-token=256"),
			messages: [],
		},
	],
	otherKind: [resource("kubernetes:core/v1:ConfigMap", {}), resource("kubernetes:helm.sh/v3:Release", {})],
	unknown: {
		alone: [
			{
				says: "an unknown value",
				resource: withEnv({ name: "DB_PASSWORD", value: unknown }),
				messages: [undecided("spec.containers[main].env[DB_PASSWORD].value")],
			},
		],
		besideViolation: [
			{
				says: "an unknown value beside a password",
				resource: withEnv({ name: "A", value: unknown }, { name: "DB_PASSWORD", value: "hunter2hunter2" }),
				messages: [inEnv("DB_PASSWORD"), undecided("spec.containers[main].env[A].value")],
			},
		],
	},
	excepted: {
		resource: withEnv({ name: "DB_PASSWORD", value: "hunter2hunter2" }),
		exception: {
			control: "SEC-007",
			resource: { apiVersion: "v1", kind: "Pod", namespace: "proof", name: "proof" },
			finding: "spec",
			...dated,
		},
		waived: [waived(found("containers[main].env[DB_PASSWORD].value"))],
		expired: [expired(found("containers[main].env[DB_PASSWORD].value"))],
	},
};

const tooLong = messagesOf(unsearched);
const unread = (path: string): string =>
	`spec.${path} is too long to be searched, and has what a secret may begin with`;
const unreadArgument = unread("containers[main].args[1]");

export const unsearchedTexts: RuleCases = {
	policy: "sec-007-unsearched-texts",
	compliant: [{ says: "a short script", resource: withArgs("-c", "echo hello"), messages: [] }],
	violating: [
		...[`npm${"_"}`, `pul${"-"}`, token("ghp_")].map((hint) => ({
			says: `an argument of 62 KB with ${hint.slice(0, 4)} in it`,
			resource: withArgs("-c", `${long}${hint}`),
			messages: [tooLong.fail(unreadArgument)],
		})),
		{
			says: "a script of 75 KB that assigns a password",
			resource: withArgs("-c", `${long}${long.slice(0, 12_000)}${"PASS"}WORD=$1`),
			messages: [tooLong.fail(unreadArgument)],
		},
		{
			says: "a variable",
			resource: withEnv({ name: "SETTINGS", value: `${long}npm${"_"}` }),
			messages: [tooLong.fail(unread("containers[main].env[SETTINGS].value"))],
		},
	],
	absent: [{ says: "no arguments and no environment", resource: pod(podSpec()), messages: [] }],
	nearMiss: [
		{ says: "a long argument without a hint", resource: withArgs("-c", long), messages: [] },
		{
			says: "an argument of 32 KiB with a hint",
			resource: withArgs("-c", `${long.slice(0, 32_764)}npm${"_"}`),
			messages: [],
		},
		{
			says: "a script of 62 KB that assigns a password",
			resource: withArgs("-c", `${long}${"PASS"}WORD=$1`),
			messages: [],
		},
	],
	otherKind: [resource("kubernetes:core/v1:ConfigMap", {}), resource("kubernetes:helm.sh/v3:Release", {})],
	unknown: {
		alone: [
			{
				says: "an unknown argument",
				resource: withArgs("-c", unknown),
				messages: [tooLong.undecided("spec.containers[main].args[1]")],
			},
		],
		besideViolation: [
			{
				says: "an unknown value beside a long argument",
				resource: pod(
					podSpec({
						containers: [container("main", { args: ["-c", `${long}npm${"_"}`], env: [{ name: "A", value: unknown }] })],
					}),
				),
				messages: [tooLong.undecided("spec.containers[main].env[A].value"), tooLong.fail(unreadArgument)],
			},
		],
	},
	excepted: {
		resource: withArgs("-c", `${long}npm${"_"}`),
		exception: {
			control: "SEC-007",
			resource: { apiVersion: "v1", kind: "Pod", namespace: "proof", name: "proof" },
			finding: "spec",
			...dated,
		},
		waived: [tooLong.waived(unreadArgument)],
		expired: [tooLong.expired(unreadArgument)],
	},
};

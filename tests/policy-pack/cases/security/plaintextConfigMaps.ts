import { plaintextConfigMaps as rule } from "../../../../controls/kubernetes/security/plaintextConfigMaps";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const map = (data: unknown) =>
	resource("kubernetes:core/v1:ConfigMap", {
		metadata: { name: "proof", namespace: "proof" },
		...(data === undefined ? {} : { data }),
	});
const found = (key: string): string => `data[${key}] holds what looks like a secret in plain text`;
const bad = (says: string, key: string, value: string) => ({
	says,
	resource: map({ [key]: value }),
	messages: [fail(found(key))],
});
const fine = (says: string, key: string, value: string) => ({ says, resource: map({ [key]: value }), messages: [] });

export const plaintextConfigMaps: RuleCases = {
	policy: "sec-007-plaintext-config-maps",
	compliant: [fine("settings", "log-level", "info")],
	violating: [
		bad("a password by its key", "password", "hunter2hunter2"),
		bad("a key in other case", "adminPassword", "hunter2hunter2"),
		bad("a password in a file", "app.yaml", "listen: 80\ndb:\n  password: hunter2hunter2\n"),
		bad("a password in an ini file", "app.ini", "[database]\nPASSWD = `x`\nADMIN_PASSWORD = hunter2hunter2\n"),
		bad("an API key in JSON", "app.json", `{\n  "apiKey": "hunter2hunter2"\n}\n`),
		bad("a private key", "server.txt", `-----BEGIN ${"PRIVATE KEY"}-----\n${"MIGHAgEAMBMGByqG".repeat(2)}\n`),
		bad("a token in a script", "run.sh", `#!/bin/sh\nexport GIT=ghp_${"0aB1".repeat(9)}\n`),
		bad("a password in JSON on one line", "app.json", '{"user":"app","password":"hunter2hunter2"}'),
		bad("a password of numbers", "password", "1234567"),
		bad("a password under a Secret's name", "default-tls-secret", "hunter2hunter2"),
		bad("a password in XML", "app.xml", "<db><password>hunter2hunter2</password></db>"),
		bad("a password in YAML's braces", "app.yaml", "admin: {name: root, password: hunter2hunter2}"),
		bad("the secret of sessions", "app.cfg", 'cookie_secret = "hunter2hunter2"\n'),
		bad("a key of encryption", "app.cfg", "encryption_key: hunter2hunter2\n"),
		bad("a password among a connection's settings", "dsn", "host=db user=app password=hunter2hunter2"),
		bad("a password in the middle of a script", "run.sh", "#!/bin/sh\nset -e; PGPASSWORD=hunter2hunter2 psql\n"),
		{
			says: "a password among what is binary",
			resource: resource("kubernetes:core/v1:ConfigMap", {
				metadata: { name: "proof", namespace: "proof" },
				binaryData: { password: "aHVudGVyMmh1bnRlcjI=" },
			}),
			messages: [fail("binaryData[password] holds what looks like a secret in plain text")],
		},
		bad("credentials in a URL", "database-url", `postgres://app:${"hunter2"}@db.lab.gxp.example/app`),
	],
	absent: [{ says: "no data", resource: map(undefined), messages: [] }],
	nearMiss: [
		fine("a certificate", "ca.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
		fine("a file that is named", "app.yaml", "tokenFile: /var/run/secrets/token\npasswordSecretRef:\n  name: db\n"),
		fine("a placeholder", "app.yaml", 'password: "$(DB_PASSWORD)"\nadmin_password: <from the vault>\n'),
		fine("a password that a script reads", "run.sh", 'export PASSWORD=$(cat /run/db)\nrun --password="$PASSWORD"\n'),
		// As a dashboard or a bundle of authorities: the API server charges for the length.
		fine(
			"half a MiB of settings",
			"dashboard.yaml",
			"  - expr: sum(rate(requests_total[5m])) by (pod)\n".repeat(10_000),
		),
		fine("a type in braces", "schema.txt", "input User {name: String, password: String}"),
		fine("an empty element of XML", "app.xml", "<password></password><password>$(DB)</password>"),
		fine("a number of tokens", "max-tokens", "4096"),
		fine("a Secret's namespace and name", "default-tls-secret", "ingress/wildcard-tls"),
		fine("an empty password", "password", ""),
		fine("the name of a key", "password-policy", "at least twenty characters"),
	],
	otherKind: [resource("kubernetes:core/v1:Secret", {}), resource("kubernetes:core/v1:Pod", {})],
	unknown: {
		alone: [
			{
				says: "an unknown value",
				resource: map({ a: unknown }),
				messages: [undecided("data.a")],
			},
		],
		besideViolation: [
			{
				says: "an unknown value beside a password",
				resource: map({ a: unknown, password: "hunter2hunter2" }),
				messages: [fail(found("password")), undecided("data.a")],
			},
		],
	},
	excepted: {
		resource: map({ password: "hunter2hunter2" }),
		exception: {
			control: "SEC-007",
			resource: { apiVersion: "v1", kind: "ConfigMap", namespace: "proof", name: "proof" },
			finding: "data[password]",
			...dated,
		},
		waived: [waived(found("password"))],
		expired: [expired(found("password"))],
	},
};

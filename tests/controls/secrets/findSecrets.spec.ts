import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { entropy } from "../../../controls/secrets/entropy";
import { findSecrets, isSecretValue } from "../../../controls/secrets/findSecrets";
import { secretsIn } from "../../../controls/secrets/values";
import { secretManifests } from "../../../policy-pack/rules/security/secretManifests";
import { resource, unknown } from "../../policy-pack/cases/case";

// Put together, so that no file of the repository holds what is looked for.
const body = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIB".repeat(1);
const pem = (kind: string): string => [`-----BEGIN ${kind}-----`, body, `-----END ${kind}-----`, ""].join("\n");
const long = "0aB1".repeat(9);
const named = "a value under the name of a secret";
const top = join(__dirname, "../../..");

describe("what looks like a secret in a text", () => {
	it("is named by its form and its line, never by itself", () => {
		for (const [text, kind] of [
			[`x: ghp_${long}`, "a GitHub token"],
			[`x: github_pat_${long}`, "a GitHub token"],
			[`x: glpat-${long}`, "a GitLab token"],
			[`x: AKIA${"ABCD".repeat(4)}`, "an AWS access key"],
			[`x: eyJ${long}.eyJ${long}.${long}`, "a JSON web token"],
			[`x: AGE-SECRET-KEY-1${"QPZRY9X8GF".repeat(6)}`, "an age key"],
			[`x: hvs.${long}`, "a Vault token"],
			[`join-token: abcdef.${"0123456789abcdef"}`, "a bootstrap token"],
			[`PVE root@pam!lab=${"1a2b3c4d-1111-2222-3333-444455556666"}`, "a Proxmox VE token"],
			[`url = postgres://app:${"hunter2"}@db.lab.gxp.example/app`, "credentials in a URL"],
			["x: k9Xq2LmZ7vR4tWb8Yc3NpHs6", "a random text"],
		] as const)
			expect(findSecrets(`first\n${text}\nlast`), text).to.deep.equal([{ line: 2, kind }]);
	});

	it("is a private key by its header, and no certificate or public key", () => {
		expect(findSecrets(pem("EC PRIVATE KEY"))[0]).to.deep.equal({ line: 1, kind: "a private key" });
		expect(findSecrets(pem("CERTIFICATE"))).to.deep.equal([]);
		expect(findSecrets(pem("PUBLIC KEY"))).to.deep.equal([]);
		const unended = `-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ1\npassword: "hunter22Secret99"\n`;
		expect(findSecrets(unended), "a header that nothing ends").to.deep.equal([
			{ line: 3, kind: "a value under the name of a secret" },
		]);
		expect(findSecrets(`${pem("CERTIFICATE")}${pem("PRIVATE KEY")}`)[0]).to.deep.equal({
			line: 4,
			kind: "a private key",
		});
	});

	it("is a literal under a name of a secret, in every way that files write one", () => {
		for (const text of [
			"password: hunter2hunter2",
			'  "adminPassword": "hunter2",',
			"DB_PASSWORD=hunter2hunter2",
			"export API_TOKEN=hunter2hunter2  # mine",
			"const clientSecret = 'hunter2hunter2';",
			'secretKey := "hunter2hunter2"',
			"<password>hunter2hunter2</password>",
			"admin: {name: root, password: hunter2hunter2}",
			"requirepass hunter2hunter2",
		])
			expect(findSecrets(text), text).to.deep.equal([{ line: 1, kind: named }]);
	});

	it("is not what only names, refers to, or stands for a secret", () => {
		for (const text of [
			"existingSecret: minio-root",
			"privateKey: tls.key",
			"password: $(DB_PASSWORD)",
			// biome-ignore lint/suspicious/noTemplateCurlyInString: what a shell fills in.
			"password: ${DB_PASSWORD}",
			"password: {{ .Values.password }}",
			"password: <from the vault>",
			"passwordFile: /etc/app/password",
			"apiToken: settings.require('token'),",
			"rootPassword: password.result,",
			'const PASSWORD = "random:index/randomPassword:RandomPassword";',
			`sha256: ${"0123456789abcdef".repeat(4)}`,
			`integrity sha512-${long}${long}==`,
			"automountServiceAccountToken: false",
			"dataDisk: /dev/disk/by-id/ata-ST2000LM015-2E8174_WDZLAB01",
		])
			expect(findSecrets(text), text).to.deep.equal([]);
	});

	it("is a Secret's data in a stream of manifests, at its line", () => {
		const stream = [
			"kind: ConfigMap",
			"data:",
			"  a: b",
			"---",
			"apiVersion: v1",
			"kind: Secret",
			"metadata: {name: a}",
			"data:",
			"  a: aHVudGVy",
			"",
		].join("\n");
		expect(findSecrets(stream)).to.deep.equal([{ line: 8, kind: "a Secret with its data" }]);
		expect(findSecrets("kind: Secret\ndata:\nmetadata: {}\n")).to.deep.equal([]);
	});

	it("is nowhere in the project but in its tests", () => {
		const files = execFileSync("git", ["ls-files", "--", ".", ":!tests"], { cwd: top, encoding: "utf8" })
			.trim()
			.split("\n");
		const found = files.flatMap((file) =>
			findSecrets(readFileSync(join(top, file), "utf8")).map(({ line, kind }) => `${file}:${line} ${kind}`),
		);
		expect(found).to.deep.equal([]);
	});
});

describe("what looks like a secret in plain data", () => {
	it("is named by its path; what is not known yet may be a secret under any name", () => {
		const values = {
			a: [{ password: "hunter2" }],
			"b.c": `ghp_${long}`,
			d: unknown,
			token: unknown,
			file: "x: 1\npassword: hunter2hunter2\n",
		};
		expect(secretsIn(values, "values", { isUnknown: (value) => value === unknown })).to.deep.equal([
			{ path: "values.a[0].password", outcome: "found", kind: named },
			{ path: "values[b.c]", outcome: "found", kind: "a GitHub token" },
			{ path: "values.d", outcome: "unknown", kind: "a value that is not known yet" },
			{ path: "values.token", outcome: "unknown", kind: "a value that is not known yet" },
			{ path: "values.file", outcome: "found", kind: `${named} in line 2` },
		]);
	});

	it("is no kind of a Gatekeeper constraint, and whatever else stands under kind", () => {
		const own = ["GxpLab", "Int", "001", "ImagesByDigestPods"].join("");
		expect(secretsIn({ spec: { kind: own } }, "object")).to.deep.equal([]);
		expect(secretsIn({ spec: { other: own } }, "object")).to.have.length(1);
		expect(secretsIn({ kind: ["q7Zr", "T2xW", "b9Kd", "V4mP", "c6Hn", "Y3sL"].join("") }, "object")).to.have.length(1);
		expect(secretsIn({ kind: `ghp_${"aB3".repeat(12)}` }, "object")).to.have.length(1);
	});

	it("depends on the key for a word, and not for what looks random", () => {
		expect(isSecretValue("clientSecret", "abcdefgh")).to.equal(true);
		expect(isSecretValue("tlsSecret", "abcdefgh")).to.equal(false);
		expect(entropy("aaaa")).to.equal(0);
		expect(entropy("abcd")).to.equal(2);
	});
});

describe("a Secret in a file", () => {
	const judge = (properties: Record<string, unknown>) =>
		secretManifests
			.judge(resource("kubernetes:core/v1:Secret", properties), {
				environmentClass: "production",
				stack: "",
				now: new Date(0),
			})
			?.map(({ outcome, finding }) => `${outcome} ${finding}`);

	it("is a finding with each of its values, encoded or not", () => {
		expect(judge({ data: { a: "aHVudGVyMg==" }, stringData: { b: "hunter2" } })).to.deep.equal([
			"violated data[a] is in a file in plain text",
			"violated stringData[b] is in a file in plain text",
		]);
		expect(judge({ data: "hunter2" })).to.deep.equal(["violated data is no mapping"]);
		expect(judge({ data: { a: unknown } })).to.deep.equal(["undecided data[a] is not known yet"]);
	});

	it("is none without values, or with certificates alone", () => {
		expect(judge({ data: { a: "", b: null } })).to.deep.equal([]);
		expect(judge({})).to.deep.equal([]);
		expect(judge({ data: { "ca.crt": Buffer.from(pem("CERTIFICATE")).toString("base64") } })).to.deep.equal([]);
		expect(judge({ stringData: { "ca.crt": `${pem("CERTIFICATE")}${pem("PRIVATE KEY")}` } })).to.have.length(1);
	});
});

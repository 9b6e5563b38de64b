import { controlById } from "../../../../controls/catalogue";
import { messagesOf } from "../../../policy-pack/cases/messages";
import { type ConfigurationCases, entry, type Given } from "./case";

const onFile = (id: string, file: string) => messagesOf(controlById(id), file);
const file = (text: string, name = "notes.md"): Given => ({ files: { [name]: text } });
const notes = onFile("SEC-007", "notes.md:2");
/** Made up, and put together here: no line of this file is one. */
const awsKey = ["AKIA", "Z7QWERTYUIOPLKJH"].join("");
const header = ["-----BEGIN", "EC PRIVATE KEY-----"].join(" ");
const aws = "looks like an AWS access key";
/** As Pulumi writes them into a stack's file, of a passphrase and a token that nobody has. */
const salt = "encryptionsalt: v1:DsCMyCURpAI=:v1:Uf6rfqJPC+3WW0hw:xk9OX+I9SsBbuNbhJC4+7h++iLLU8Q==\n";
const secure = "    secure: v1:PzrYRmXadbIIN1Vu:z4iX4IQJrWxPJvMH9uHHQ8UKyJphlEo=\n";
const encrypted = `config:\n  gxp-lab:proxmoxApiToken:\n${secure}${salt}`;

export const noPlainSecrets: ConfigurationCases = {
	policy: "sec-007-no-plain-secrets",
	compliant: [{ says: "a text without secrets", given: file("Nothing is here.\n"), messages: [] }],
	violating: [
		{ says: "a key of a cloud", given: file(`first\n${awsKey}\n`), messages: [notes.fail(aws)] },
		{
			says: "a key of a cloud in a test",
			given: file(awsKey, "tests/a.spec.ts"),
			messages: [onFile("SEC-007", "tests/a.spec.ts:1").fail(aws)],
		},
		{ says: "a private key", given: file(`first\n${header}\n`), messages: [notes.fail("looks like a private key")] },
		{
			says: "a password in a stack's file",
			given: file('config:\n  gxp-lab:password: "hunter22-hunter"\n', "Pulumi.lab.yaml"),
			messages: [onFile("SEC-007", "Pulumi.lab.yaml:2").fail("looks like a value under the name of a secret")],
		},
		{
			says: "a text beside what is encrypted in a stack's file",
			given: file(encrypted.replace("lEo=", "lEo= # Zx9kQ2mV7pL4tR8wB1nD6sF3"), "Pulumi.lab.yaml"),
			messages: [onFile("SEC-007", "Pulumi.lab.yaml:3").fail("looks like a random text")],
		},
		{
			says: "what is said to be encrypted in another file than a stack's",
			given: file(`first\n${secure}`),
			messages: [notes.fail("looks like a random text")],
		},
	],
	nearMiss: [
		{
			says: "a token that is encrypted in a stack's file, and its passphrase's salt",
			given: file(encrypted, "Pulumi.lab.yaml"),
			messages: [],
		},
		{ says: "a reference to a secret", given: file("first\npassword: $(ROOT_PASSWORD)\n"), messages: [] },
		{ says: "a disk's name", given: file("first\n/dev/disk/by-id/ata-ST2000LM015-2E8174_WDZLAB01\n"), messages: [] },
		{
			says: "a made-up password in a test",
			given: file('password: "hunter22-hunter"', "tests/a.spec.ts"),
			messages: [],
		},
	],
	absent: [{ says: "an empty file", given: file(""), messages: [] }],
	malformed: [{ says: "bytes that are no text", given: file(`\0${awsKey}`), messages: [] }],
	excepted: {
		given: file(`first\n${awsKey}\n`),
		exceptions: entry("SEC-007", "{ file: notes.md }", "secret[an AWS access key]"),
		waived: [notes.waived(aws)],
		expired: [notes.expired(aws)],
	},
};

const versions = (talos: unknown, kubernetes: unknown, chart: unknown = "1.21.1"): Given => ({
	files: {
		"Pulumi.prod.yaml": JSON.stringify({
			config: { "gxp-lab:talos": { version: talos }, "gxp-lab:kubernetes": { version: kubernetes } },
		}),
		"charts.lock.yaml": JSON.stringify({ charts: [{ name: "cert-manager", version: chart }] }),
	},
});
const stack = onFile("SEC-010", "Pulumi.prod.yaml:1");
const lock = onFile("SEC-010", "charts.lock.yaml:1");
const ended = "config.gxp-lab:talos.version has had no support since 2026-09-14";

export const supportedVersions: ConfigurationCases = {
	policy: "sec-010-supported-versions",
	compliant: [{ says: "versions in support", given: versions("v1.14.2", "1.36.3"), messages: [] }],
	violating: [
		{ says: "a Talos without support", given: versions("v1.13.9", "1.36.3"), messages: [stack.fail(ended)] },
		{
			says: "a Kubernetes without support",
			given: versions("v1.14.2", "1.34.1"),
			messages: [stack.fail("config.gxp-lab:kubernetes.version has had no support since 2026-10-27")],
		},
		{
			says: "a chart without support",
			given: versions("v1.14.2", "1.36.3", "1.19.0"),
			messages: [lock.fail("charts[0].version has had no support since 2026-07-08 (cert-manager)")],
		},
		{
			says: "a version that nobody looked up",
			given: versions("v1.99.0", "1.36.3"),
			messages: [stack.fail("config.gxp-lab:talos.version is not in the table of support dates")],
		},
		{
			says: "a version that is none",
			given: versions("v1.14", "1.36.3"),
			messages: [stack.fail("config.gxp-lab:talos.version is no exact version")],
		},
	],
	nearMiss: [{ says: "the first version of a cycle", given: versions("v1.14.0", "1.36.0"), messages: [] }],
	absent: [
		{
			says: "no version",
			given: versions(undefined, "1.36.3"),
			messages: [stack.fail("config.gxp-lab:talos.version must be a version")],
		},
	],
	malformed: [
		{
			says: "a lock that is no lock",
			given: { files: { ...versions("v1.14.2", "1.36.3").files, "charts.lock.yaml": "charts: {}\n" } },
			messages: [lock.fail("charts Invalid input: expected array, received object")],
		},
	],
	excepted: {
		given: versions("v1.13.9", "1.36.3"),
		exceptions: entry("SEC-010", "{ file: Pulumi.prod.yaml }", "config.gxp-lab:talos.version"),
		waived: [stack.waived(ended)],
		expired: [stack.expired(ended)],
	},
};

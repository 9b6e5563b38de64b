import { expect } from "chai";
import { assignments, tokenForms, tokenHints } from "../../../controls/secrets/patterns";

// Put together, so that no file of the repository holds a token.
const letters = (count: number): string => "0aB1cD2e".repeat(Math.ceil(count / 8)).slice(0, count);
const hex = (count: number): string => "0a1b2c3d".repeat(Math.ceil(count / 8)).slice(0, count);
const upper = (count: number): string => "ABCD2345".repeat(Math.ceil(count / 8)).slice(0, count);
const samples: Readonly<Record<string, readonly string[]>> = {
	"a private key": [
		`-----BEGIN EC ${"PRIVATE KEY"}-----\n${letters(32)}`,
		`-----BEGIN PGP ${"PRIVATE KEY"} BLOCK-----\n`,
	],
	"a GitHub token": [`ghp_${letters(36)}`, `github_pat_${letters(22)}`],
	"a GitLab token": [`glpat-${letters(20)}`, `glcbt-${letters(20)}`],
	"an AWS access key": [`AKIA${upper(16)}`, `ASIA${upper(16)}`],
	"a JSON web token": [`eyJ${letters(12)}.eyJ${letters(12)}.${letters(12)}`],
	"an age key": [`AGE-SECRET-KEY-1${upper(58)}`],
	"a Vault token": [`hvs.${letters(24)}`],
	"a Slack token": [`xoxb-${letters(12)}`],
	"a Google API key": [`AIza${letters(35)}`],
	"a Stripe key": [`sk_live_${letters(20)}`],
	"an npm token": [`npm_${letters(36)}`],
	"a Pulumi token": [`pul-${hex(40)}`],
	"a Grafana token": [`glsa_${letters(32)}`, `glc_${letters(32)}`],
	"a Docker token": [`dckr_pat_${letters(27)}`],
	"a Hugging Face token": [`hf_${letters(34)}`],
	"a bootstrap token": [`token: ${hex(6)}.${hex(16)}`],
	"a Proxmox VE token": [`root@pam!ci=${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`],
	"credentials in a URL": [`postgres://app:${"hunter2"}@db.lab.gxp.example/app`],
};
const value = "hunter2".repeat(2);
const assigned: readonly string[] = [
	`password: ${value}`,
	`  ADMIN_PASSWD = "${value}"`,
	`{"user":"app","passphrase":"${value}"}`,
	`host=db user=app password=${value}`,
	`export PGPASSWORD=${value}; run`,
	`{"apiKey": "${value}"}`,
	`secret-key=${value}`,
	`AWS_SECRET_ACCESS_KEY=${value}`,
	`url?client_secret=${value}`,
	`auth-token: ${value}`,
	`"accessToken":"${value}"`,
	`session_secret: ${value}`,
	`signing-key = "${value}"`,
	`<db:password>${value}</db:password>`,
	`admin: {name: root, password: ${value}}`,
];
const harmless: readonly string[] = [
	"export PASSWORD=$(cat /run/db)",
	'run --password="$PASSWORD"',
	"printf 'password=%s' x",
	`{"passwordFile":"/run/db/password"}`,
	`{"apiKey":{"type":"string"}}`,
	'"password": "$(DB)"',
	"password=",
	"input User {name: String, password: String}",
	"<password></password>",
	"the password is kept elsewhere",
];

describe("the patterns of secrets", () => {
	for (const [kind, form] of Object.entries(tokenForms))
		it(`know ${kind}, and its hint is in it`, () => {
			expect(samples[kind]).to.not.equal(undefined);
			for (const sample of samples[kind] ?? []) {
				expect(sample).to.match(new RegExp(form));
				expect(sample).to.match(new RegExp(tokenHints[kind] ?? "(?!)"));
			}
		});

	it("have hints that cost the API server little for a ConfigMap of 1 MiB", () => {
		// A tenth of the text's length times a quarter of the pattern's, of 1,000,000 (cel-go, k8s.io/apiserver/pkg/apis/cel).
		const hints = [...Object.values(tokenHints), ...assignments.map(({ hint }) => `(?i)${hint}`)];
		for (const hint of hints)
			expect(Math.ceil(2 ** 20 * 0.1) * Math.ceil(hint.length * 0.25), hint).to.be.below(1_000_000);
	});

	const found = (text: string): boolean =>
		assignments.some(({ hint, form }) => new RegExp(hint, "i").test(text) && new RegExp(form, "im").test(text));

	it("see a name of a secret given a value, in a line of its own and inside of one", () => {
		for (const text of assigned) expect(found(text), text).to.equal(true);
	});

	it("leave references, placeholders and what only names a secret alone", () => {
		for (const text of harmless) expect(found(text), text).to.equal(false);
	});
});

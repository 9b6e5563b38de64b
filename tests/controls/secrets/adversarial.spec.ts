import { expect } from "chai";
import { findSecrets } from "../../../controls/secrets/findSecrets";
import * as patterns from "../../../controls/secrets/patterns";
import * as unsealKeys from "../../../controls/secrets/unsealKeys";
import { secretsIn } from "../../../controls/secrets/values";

/**
 * What patterns begin with and go on with, repeated: a pattern that tries every way to divide it takes minutes for one of these
 * texts, and one that reads each part once takes milliseconds. That lies so far apart that the time limit of a test tells them.
 */
const parts = [
	...[
		"a-",
		"-",
		":",
		"<",
		'"',
		"'",
		"_",
		"0-",
		"a.",
		"a:",
		"a=",
		"a,",
		"{",
		" ",
		"\t",
		"\n",
		" \n",
		"a\n",
		"---\n",
		"\\r",
	],
	...["://", "://:", "a://", "a://b:", "a://b:c", "a.a/", "A ", "-----BEGIN ", "-----BEGIN A ", "eyJ-", "eyJaaaaaaaa-"],
	...[".eyJaaaaaaaa", "@pam!", "@pam!a", "token ", "token = ", "password", "password:", "password=", "password: "],
	...[
		"-password=",
		"password='",
		"password:$x #",
		"password:a\n",
		"secret_",
		"api_key=\u0024{",
		"--token ",
		"export ",
		"vault-",
	],
	...["export a=b ", "unseal-", "kind: Secret\n", "<a>", "<a", "<a></a", "<password>", "{a: ", "data:\n"],
];
const textsAfter = (...beginnings: string[]): string[] =>
	beginnings.flatMap((first) => parts.map((part) => `${first}${part.repeat(Math.ceil(100_000 / part.length))} x`));
const texts = textsAfter("", "://", "-----BEGIN PRIVATE KEY-----", "--", "password=", "eyJaaaaaaaa");

const forms: Readonly<Record<string, RegExp>> = Object.fromEntries(
	Object.entries<object | string>({ ...patterns, ...unsealKeys }).flatMap(([name, value]): [string, RegExp][] => {
		if (typeof value === "string") return [[name, new RegExp(value, "i")]];
		return Object.entries(value).flatMap(([kind, one]): [string, RegExp][] =>
			typeof one === "string"
				? [[`${name}: ${kind}`, new RegExp(one)]]
				: Object.entries<string>(one).map(([member, text]) => [`${name} ${kind}: ${member}`, new RegExp(text, "im")]),
		);
	}),
);

describe("a text that somebody wrote to keep the gate busy", function () {
	this.timeout(30_000);

	for (const [name, form] of Object.entries(forms))
		it(`is read by ${name} as fast as any other`, () => {
			for (const text of texts) form.test(text);
		});

	it("is searched, in one line and in many", () => {
		for (const text of textsAfter("", "password: ", "-----BEGIN CERTIFICATE-----\n")) findSecrets(text.repeat(2));
	});

	it("is searched under the name of a secret", () => {
		for (const text of textsAfter("", "<password>")) secretsIn({ clientSecret: text, token: text.trim() }, "values");
	});

	it("hides nothing, however long the line is", () => {
		expect(findSecrets(`${"aB3".repeat(400_000)} password: ${"x1".repeat(5)}`)).to.deep.equal([
			{ line: 1, kind: "a value under the name of a secret" },
		]);
		expect(findSecrets(`${"a-".repeat(100_000)} postgres://app:${"hunter2"}@db.lab.gxp.example`)).to.deep.equal([
			{ line: 1, kind: "credentials in a URL" },
		]);
	});
});

import { unsealKeys as rule } from "../../../../controls/kubernetes/security/unsealKeys";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const secret = (data: unknown, name: unknown = "proof", member = "data") =>
	resource("kubernetes:core/v1:Secret", {
		metadata: { name, namespace: "vault" },
		type: "Opaque",
		...(data === undefined ? {} : { [member]: data }),
	});
const value = Buffer.from("hunter2").toString("base64");
const found = (path: string): string => `${path} is that of unseal or recovery keys`;
const key = (name: string) => ({
	says: `a key ${name}`,
	resource: secret({ [name]: value }),
	messages: [fail(found(`data[${name}]`))],
});
const called = (name: string) => ({
	says: `a Secret ${name}`,
	resource: secret({ a: value }, name),
	messages: [fail(found("metadata.name"))],
});

export const unsealKeys: RuleCases = {
	policy: "sec-008-unseal-keys",
	compliant: [{ says: "a Secret of an application", resource: secret({ password: value }), messages: [] }],
	violating: [
		...[
			"unseal-key-1",
			"unseal_keys_b64",
			"UNSEAL_KEY",
			"recovery-key-0",
			"recovery_keys_b64",
			"vault-unseal-0",
			"root_token",
			"keys_base64",
		].map(key),
		...["vault-unseal-keys", "vault-unseal", "openbao-init", "vault-root-token", "lab-recovery-keys"].map(called),
		{
			says: "a key in plain text",
			resource: secret({ "unseal-key": "hunter2" }, "proof", "stringData"),
			messages: [fail(found("stringData[unseal-key]"))],
		},
	],
	absent: [{ says: "no data", resource: secret(undefined), messages: [] }],
	nearMiss: [
		{ says: "Vault's certificate", resource: secret({ "tls.key": value, "ca.crt": value }, "vault-tls"), messages: [] },
		{ says: "a token of another kind", resource: secret({ "auth-token": value }, "vault-agent"), messages: [] },
		{
			says: "a name that only sounds alike",
			resource: secret({ "disaster-recovery-contact": value }, "keys-of-the-office"),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:core/v1:ConfigMap", {}),
		resource("kubernetes:bitnami.com/v1alpha1:SealedSecret", {}),
	],
	unknown: {
		alone: [{ says: "unknown data", resource: secret(unknown), messages: [undecided("data")] }],
		besideViolation: [
			{
				says: "unknown data beside a name",
				resource: secret(unknown, "vault-unseal-keys"),
				messages: [fail(found("metadata.name")), undecided("data")],
			},
		],
	},
	excepted: {
		resource: secret({ root_token: value }),
		exception: {
			control: "SEC-008",
			resource: { apiVersion: "v1", kind: "Secret", namespace: "vault", name: "proof" },
			finding: "data[root_token]",
			...dated,
		},
		waived: [waived(found("data[root_token]"))],
		expired: [expired(found("data[root_token]"))],
	},
};

import { keptKeys as rule } from "../../../../policy-pack/rules/security/keptKeys";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const metadata = { name: "proof", namespace: "vault" };
const secret = (members: Record<string, unknown>) => resource("kubernetes:core/v1:Secret", { metadata, ...members });
const map = (data: unknown, name: unknown = "proof") =>
	resource("kubernetes:core/v1:ConfigMap", { metadata: { ...metadata, name }, data });
const sealed = (encryptedData: unknown, name: unknown = "proof") =>
	resource("kubernetes:bitnami.com/v1alpha1:SealedSecret", {
		metadata: { ...metadata, name },
		spec: { encryptedData },
	});
const release = (values: unknown) => resource("kubernetes:helm.sh/v3:Release", { chart: "vault", values });
const operator = (unsealConfig: unknown) =>
	resource("kubernetes:vault.banzaicloud.com/v1alpha1:Vault", {
		metadata,
		spec: { ...(unsealConfig === undefined ? {} : { unsealConfig }) },
	});
const output = JSON.stringify({ unseal_keys_b64: ["hunter2"], root_token: "hunter2" });
const holds = (path: string): string => `${path} holds unseal or recovery keys`;
const named = (path: string): string => `${path} is that of unseal or recovery keys`;
const kept = "spec.unsealConfig.kubernetes keeps the keys in a Secret";

export const keptKeys: RuleCases = {
	policy: "sec-008-kept-keys",
	compliant: [
		{ says: "a Secret of an application", resource: secret({ stringData: { password: "hunter2" } }), messages: [] },
		{ says: "an operator that unseals by a KMS", resource: operator({ aws: { kmsKeyId: "a" } }), messages: [] },
	],
	violating: [
		{
			says: "what `operator init` said, under an innocent key",
			resource: secret({ data: { notes: Buffer.from(output).toString("base64") } }),
			messages: [fail(holds("data[notes]"))],
		},
		{
			says: "the same in plain text",
			resource: secret({ stringData: { notes: "Unseal Key 1: hunter2\n" } }),
			messages: [fail(holds("stringData[notes]"))],
		},
		{
			says: "the same in a ConfigMap",
			resource: map({ "init.json": output }),
			messages: [fail(holds("data[init.json]"))],
		},
		{
			says: "a ConfigMap by its key",
			resource: map({ "unseal-key": "a" }),
			messages: [fail(named("data[unseal-key]"))],
		},
		{
			says: "a sealed Secret by its name",
			resource: sealed({ a: "x" }, "vault-unseal-keys"),
			messages: [fail(named("metadata.name"))],
		},
		{
			says: "a sealed Secret by its key",
			resource: sealed({ root_token: "x" }),
			messages: [fail(named("spec.encryptedData[root_token]"))],
		},
		{
			says: "a release's values",
			resource: release({ server: { unsealKey: "hunter2" } }),
			messages: [fail(named("values.server.unsealKey"))],
		},
		{
			says: "an operator that keeps the keys in a Secret",
			resource: operator({ kubernetes: { secretNamespace: "vault" } }),
			messages: [fail(kept)],
		},
	],
	absent: [
		{ says: "no data", resource: secret({}), messages: [] },
		{ says: "no values", resource: release(undefined), messages: [] },
		{
			says: "an operator without a store",
			resource: operator(undefined),
			messages: [fail("spec.unsealConfig is missing: the keys are kept in a Secret")],
		},
	],
	nearMiss: [
		{
			says: "a seal that a KMS opens",
			resource: release({ server: { seal: { awskms: { kmsKeyId: "alias/unseal" } } } }),
			messages: [],
		},
		{ says: "a text about unsealing", resource: map({ "README.md": "How to unseal: ask two holders." }), messages: [] },
	],
	otherKind: [resource("kubernetes:core/v1:Pod", {}), resource("random:index/randomBytes:RandomBytes", {})],
	unknown: {
		alone: [
			{ says: "unknown data", resource: secret({ data: unknown }), messages: [undecided("data")] },
			{ says: "unknown values", resource: release(unknown), messages: [undecided("values")] },
			{
				says: "parts of values that may hold them",
				resource: release({ server: unknown, notes: ["a", unknown] }),
				messages: [undecided("values.server"), undecided("values.notes[1]")],
			},
		],
		besideViolation: [
			{
				says: "an unknown value beside the keys",
				resource: map({ a: unknown, b: output }),
				messages: [undecided("data[a]"), fail(holds("data[b]"))],
			},
		],
	},
	excepted: {
		resource: operator({ kubernetes: {} }),
		exception: {
			control: "SEC-008",
			resource: { apiVersion: "vault.banzaicloud.com/v1alpha1", kind: "Vault", namespace: "vault", name: "proof" },
			finding: "spec.unsealConfig.kubernetes",
			...dated,
		},
		waived: [waived(kept)],
		expired: [expired(kept)],
	},
};

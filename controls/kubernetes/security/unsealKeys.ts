import { unsealKeyName, unsealSecretName } from "../../secrets/unsealKeys";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const notKey = `!key.matches(${JSON.stringify(`(?i)${unsealKeyName}`)})`;

/** SEC-008 over Secrets: their names and keys. What is inside a value is judged outside of the API server. */
export const unsealKeys: KubernetesRule = {
	id: "SEC-008",
	slug: "unseal-keys",
	says: "No Secret holds unseal or recovery keys, or the root token of a vault.",
	why: "Who has the cluster, or one backup of its etcd, would have the vault and its keys in one place.",
	fix: "Hand the shares to their holders, offline; unseal by a KMS or a transit engine outside of this cluster.",
	applies: objects({ secrets: [kind("v1", "Secret", "secrets")] }),
	cel: [
		`!object.metadata.?name.orValue("").matches(${JSON.stringify(`(?i)${unsealSecretName}`)})`,
		`object.?data.orValue({}).all(key, ${notKey})`,
		`object.?stringData.orValue({}).all(key, ${notKey})`,
	].join(" && "),
	finding: (path) => `${path} is that of unseal or recovery keys`,
};

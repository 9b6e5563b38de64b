import { assignments, secretName, tokenForms, tokenHints } from "../../secrets/patterns";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";
import { noSecretByName } from "./plaintextNames";

const text = (pattern: string): string => JSON.stringify(pattern);
const data = "object.?data.orValue({})";

/** No value has the form; it is looked for where the hint is. */
const without = (hint: string, form: string): string =>
	`${data}.all(key, !object.data[key].matches(${text(hint)}) || !object.data[key].matches(${text(form)}))`;

/** SEC-007 over ConfigMaps: the keys, and what stands in the files under them. */
export const plaintextConfigMaps: KubernetesRule = {
	id: "SEC-007",
	slug: "plaintext-config-maps",
	says: "No ConfigMap holds a secret in plain text.",
	why: "A ConfigMap is readable for many more than a Secret is, and is not encrypted in etcd.",
	fix: "Put the value in a Secret that is sealed or generated; replace the secret that was written down, it is known now.",
	applies: objects({ configmaps: [kind("v1", "ConfigMap", "configmaps")] }),
	cel: [
		`${data}.all(key, ${noSecretByName("key", "object.data[key]")})`,
		...Object.entries(tokenForms).map(([kind, form]) => without(tokenHints[kind] ?? "", form)),
		...assignments.map(({ hint, form }) => without(`(?i)${hint}`, `(?im)${form}`)),
		// What is binary is a name and base64 to this rule: a name of a secret is enough.
		`object.?binaryData.orValue({}).all(key, !key.matches(${text(`(?i)${secretName}`)}))`,
	].join(" && "),
	finding: (path) => `${path} holds what looks like a secret in plain text`,
};

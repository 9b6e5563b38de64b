import { anyToken, assignment, harmlessValue, secretName } from "../../secrets/patterns";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const text = (pattern: string): string => JSON.stringify(pattern);
const data = "object.?data.orValue({})";

/** SEC-007 over ConfigMaps: the keys, and what stands in the files under them. */
export const plaintextConfigMaps: KubernetesRule = {
	id: "SEC-007",
	slug: "plaintext-config-maps",
	says: "No ConfigMap holds a secret in plain text.",
	why: "A ConfigMap is readable for many more than a Secret is, and is not encrypted in etcd.",
	fix: "Put the value in a Secret that is sealed or generated; replace the secret that was written down, it is known now.",
	applies: objects({ configmaps: [kind("v1", "ConfigMap", "configmaps")] }),
	cel: [
		`${data}.all(key, !key.matches(${text(`(?i)${secretName}`)}) || object.data[key].matches(${text(`(?i)${harmlessValue}`)}))`,
		`${data}.all(key, !object.data[key].matches(${text(anyToken)}))`,
		`${data}.all(key, !object.data[key].matches(${text(`(?im)${assignment}`)}))`,
	].join(" && "),
	finding: (path) => `${path} holds what looks like a secret in plain text`,
};

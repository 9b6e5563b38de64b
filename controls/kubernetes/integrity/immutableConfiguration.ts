import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

/**
 * INT-008, as far as one object decides it: a ConfigMap that says of itself that it has a direct GxP impact. The API server lets
 * nobody take `immutable` back, or change the data under it.
 */
export const immutableConfigMaps: KubernetesRule = {
	id: "INT-008",
	slug: "immutable-config-maps",
	says: "A ConfigMap with direct GxP impact is immutable.",
	why: "A workload whose configuration can change under it is no longer the one that was qualified.",
	fix: "Set immutable: true on the ConfigMap; another content is another object.",
	applies: objects({ configmaps: [kind("v1", "ConfigMap", "configmaps")] }),
	cel: `(object.?metadata.?labels[?"gxp-lab.io/gxp-impact"].orValue("") != "direct" || object.?immutable.orValue(false) == true)`,
	finding: (path) => `${path} is not true`,
};

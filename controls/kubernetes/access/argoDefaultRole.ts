import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("ACC-002");

/**
 * ACC-002 for Argo CD: `policy.default` of the ConfigMap `argocd-rbac-cm` is the role of whoever has no other, of those with
 * one too (argo-cd docs, operator-manual/rbac). Absent and empty mean none.
 */
export const argoDefaultRole: KubernetesRule = {
	id: control.id,
	slug: "argo-default-role",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: objects({ configmaps: [kind("v1", "ConfigMap", "configmaps")] }),
	cel: `(object.metadata.?name.orValue("") != "argocd-rbac-cm" || object.?data[?"policy.default"].orValue("") == "")`,
	finding: (path) => `${path} gives a role by policy.default to whoever signs in`,
};

import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("ACC-003");
const rbac = "rbac.authorization.k8s.io/v1";

/*
 * The roles that Kubernetes makes itself and that hold wildcards, escalate, bind or impersonate (kubernetes v1.36.3,
 * bootstrappolicy/testdata: cluster-roles.yaml, controller-roles.yaml). The API server binds them itself, under a name that
 * nobody else has, and this rule is not asked.
 */
const almighty = JSON.stringify([
	"cluster-admin",
	"system:aggregate-to-admin",
	"system:aggregate-to-edit",
	"system:kube-controller-manager",
	"system:kubelet-api-admin",
]);
const ownRole = `object.?roleRef.?kind.orValue("ClusterRole") == "Role"`;
const name = `object.?roleRef.?name.orValue("cluster-admin")`;

/**
 * ACC-003: what a binding may give. `admin` and `edit` let their subject act as any service account of where they are bound:
 * of the whole cluster in a ClusterRoleBinding, of the controllers in kube-system.
 */
export const leastBindings: KubernetesRule = {
	id: control.id,
	slug: "least-bindings",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: objects({
		clusterrolebindings: [kind(rbac, "ClusterRoleBinding", "clusterrolebindings", { cluster: true })],
		rolebindings: [kind(rbac, "RoleBinding", "rolebindings")],
	}),
	cel: [
		`(${ownRole} || !(${name} in ${almighty}))`,
		`(${ownRole} || !${name}.startsWith("system:controller:"))`,
		`(${ownRole} || !(object.metadata.?namespace.orValue("") in ["", "kube-system"]) || !(${name} in ["admin", "edit"]))`,
	].join(" && "),
	finding: (path) => `${path} gives every right, or the right to take it`,
};

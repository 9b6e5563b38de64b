import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("ACC-004");
const rbac = "rbac.authorization.k8s.io/v1";

/**
 * ACC-004: a request that nobody signed in for is the user system:anonymous in the group system:unauthenticated (kubernetes.io,
 * Authenticating, "Anonymous requests"). The kind is not asked: neither name is anything else.
 */
export const knownSubjects: KubernetesRule = {
	id: control.id,
	slug: "known-subjects",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: objects({
		clusterrolebindings: [kind(rbac, "ClusterRoleBinding", "clusterrolebindings", { cluster: true })],
		rolebindings: [kind(rbac, "RoleBinding", "rolebindings")],
	}),
	cel: `object.?subjects.orValue([]).all(subject, !(subject.?name.orValue("") in ["system:anonymous", "system:unauthenticated"]))`,
	finding: (path) => `${path} is a subject that nobody signed in as`,
};

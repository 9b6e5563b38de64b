import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("ACC-003");
/** Every role that Kubernetes makes itself bears it, cluster-admin too (kubernetes.io: Using RBAC Authorization, auto-reconciliation). */
const ofAll = JSON.stringify("kubernetes.io/bootstrapping");

/** The parts of `admin` and `edit`, which let their subject act as any service account (kubernetes v1.36.3, bootstrappolicy). */
const ofMany = JSON.stringify(["admin", "edit"].map((role) => `rbac.authorization.k8s.io/aggregate-to-${role}`));
/** Kubernetes' own two, which the API server makes and their controller writes. */
const ofKubernetes = `object.metadata.?name.orValue("") in ["admin", "edit"]`;

/**
 * ACC-003: a role that is put together of others has no rules of its own to be judged; the controller writes them later. A selector
 * that names no label takes every role there is, `cluster-admin` among them.
 */
export const namedAggregations: KubernetesRule = {
	id: control.id,
	slug: "named-aggregations",
	says: "A ClusterRole is put together of roles that it names by a label of their own.",
	why: control.why,
	fix: control.fix,
	applies: objects({
		clusterroles: [kind("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", { cluster: true })],
	}),
	cel: [
		`object.?aggregationRule.?clusterRoleSelectors.orValue([]).all(selector, selector.?matchLabels.orValue({}).exists(label, label != ${ofAll}) || selector.?matchExpressions.orValue([]).exists(label, label.operator == "In" && label.key != ${ofAll}))`,
		`object.?aggregationRule.?clusterRoleSelectors.orValue([]).all(selector, ${ofKubernetes} || selector.?matchLabels.orValue({}).all(label, !(label in ${ofMany})))`,
		`object.?aggregationRule.?clusterRoleSelectors.orValue([]).all(selector, ${ofKubernetes} || selector.?matchExpressions.orValue([]).all(label, !(label.key in ${ofMany}) || !(label.operator in ["In", "Exists"])))`,
	].join(" && "),
	finding: (path) => `${path} takes roles that nobody listed, those with every right among them`,
};

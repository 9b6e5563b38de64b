import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("BCM-005");

/** BCM-005: a budget that holds something back, and still lets a node drain (kubernetes.io, Specifying a Disruption Budget). */
export const disruptionBudgets: KubernetesRule = {
	id: control.id,
	slug: "disruption-budgets",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: objects({ budgets: [kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets")] }),
	cel: [
		"(object.?spec.?minAvailable.hasValue() || object.?spec.?maxUnavailable.hasValue())",
		`!string(object.?spec.?maxUnavailable.orValue(1)).matches("^0+%?$")`,
		`!string(object.?spec.?minAvailable.orValue(1)).matches("^0*[1-9][0-9]{2,}%$")`,
		`!string(object.?spec.?minAvailable.orValue(1)).matches("^0+%?$")`,
		`!string(object.?spec.?maxUnavailable.orValue(1)).matches("^0*[1-9][0-9]{2,}%$")`,
	].join(" && "),
	finding: (path) => `${path} must let some pods go, and not all of them`,
};

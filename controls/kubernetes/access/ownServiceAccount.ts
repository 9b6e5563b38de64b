import { controlById } from "../../catalogue";
import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

const control = controlById("ACC-005");
// The API server lets no mirror pod have an account or a token (kubernetes, plugin/pkg/admission/serviceaccount).
const mirror = `"kubernetes.io/config.mirror" in podAnnotations`;

/**
 * ACC-005. What a pod does with a token cannot be read from it, and the account's own setting is in another object. So the pod
 * states it: `automountServiceAccountToken` false (a projected token in its volumes is then a statement of its own), or true.
 */
export const ownServiceAccount: KubernetesRule = {
	id: control.id,
	slug: "own-service-account",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: workloads,
	cel: [
		`(${mirror} || !(podSpec.?serviceAccountName.orValue("") in ["", "default"]))`,
		`(${mirror} || podSpec.?automountServiceAccountToken.hasValue())`,
	].join(" && "),
	finding: (path) =>
		path.endsWith(".automountServiceAccountToken")
			? `${path} must be stated: false, or true where it calls the API`
			: `${path} must name an account of its own`,
};

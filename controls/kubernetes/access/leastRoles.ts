import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("ACC-003");
const rbac = "rbac.authorization.k8s.io/v1";

/*
 * Kubernetes' own `admin` and `edit` hold the impersonation of service accounts (kubernetes v1.36.3, bootstrappolicy, from
 * system:aggregate-to-edit). The controller that aggregates them writes it back with every other part of them, as its own
 * account: this rule of the two roles, exactly as it is there, is let through, and nothing else of them.
 */
const ofKubernetes = [
	`object.metadata.?namespace.orValue("") == ""`,
	`object.metadata.?name.orValue("") in ["admin", "edit"]`,
	`rule.?apiGroups.orValue([]) == [""]`,
	`rule.?resources.orValue([]) == ["serviceaccounts"]`,
	`verb == "impersonate"`,
].join(" && ");

// A sign `*` inside a name is one too (`*/scale`); in resourceNames it is a letter as any other. Verbs of constrained
// impersonation begin with the word (`impersonate:user-info`, `impersonate-on:…`; KEP-5284).
const rule = [
	`rule.?verbs.orValue([]).all(verb, !verb.contains("*"))`,
	`rule.?verbs.orValue([]).all(verb, (${ofKubernetes}) || !(verb in ["escalate", "bind"] || verb.startsWith("impersonate")))`,
	`rule.?apiGroups.orValue([]).all(group, !group.contains("*"))`,
	`rule.?resources.orValue([]).all(resource, !resource.contains("*"))`,
	`rule.?nonResourceURLs.orValue([]).all(url, !(url in ["*", "/*"]))`,
];

/** ACC-003: what a role may hold. */
export const leastRoles: KubernetesRule = {
	id: control.id,
	slug: "least-roles",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: objects({
		clusterroles: [kind(rbac, "ClusterRole", "clusterroles", { cluster: true })],
		roles: [kind(rbac, "Role", "roles")],
	}),
	cel: `object.?rules.orValue([]).all(rule, ${rule.join(" && ")})`,
	finding: (path) => `${path} is a wildcard, or one of escalate, bind and impersonate`,
};

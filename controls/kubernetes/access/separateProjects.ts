import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("ACC-006");

/**
 * What Argo CD matches as a pattern (glob; groups and kinds by Go's filepath.Match: argo-cd, pkg/apis/application/v1alpha1/types.go,
 * isResourceInList), and a `!` in front, which takes everything else. A group may be empty: the core's.
 */
const patterns = "*?\\\\\\[{";
const exact = (value: string) => `${value}.matches(${JSON.stringify(`^[^!${patterns}][^${patterns}]*$`)})`;

/*
 * A line of a role's policy is `p, <role>, <resource>, <action>, <object>, <effect>` (argo-cd docs, operator-manual/rbac); resource
 * and action are patterns. A pattern may mean both sync and writing, so it is held to mean both; what is no such line too.
 */
const field = "\\\\s*[^,]*\\\\s*";
const line = (action: string) =>
	`policy.matches("^\\\\s*p\\\\s*,${field},${field},\\\\s*${action}\\\\s*,${field},\\\\s*allow\\\\s*$")`;
const named = (of: string) => `${of}.?policies.orValue([])`;
const words = "[a-z]+(/[A-Za-z0-9./-]*)?";
const syncs = (role: string) => `${named(role)}.exists(policy, ${line("(sync|action/.*)")})`;
const writes = (role: string) =>
	`${named(role)}.exists(policy, ${line("(create|update(/.*)?|delete(/.*)?|override)")})`;

const conditions = [
	"size(object.?spec.?sourceRepos.orValue([])) > 0",
	`object.?spec.?sourceRepos.orValue([]).all(source, ${exact("source")})`,
	"size(object.?spec.?destinations.orValue([])) > 0",
	`object.?spec.?destinations.orValue([]).all(destination, ${exact('destination.?namespace.orValue("*")')} && ${exact('destination.?server.orValue(destination.?name.orValue("*"))')} && ${exact('destination.?name.orValue("in-cluster")')})`,
	`object.?spec.?sourceNamespaces.orValue([]).all(one, ${exact("one")})`,
	// Without a list of its own, a project takes every kind that is in a namespace.
	"size(object.?spec.?namespaceResourceWhitelist.orValue([])) > 0",
	...["namespaceResourceWhitelist", "clusterResourceWhitelist"].map(
		(list) =>
			`object.?spec.?${list}.orValue([]).all(kind, kind.?group.orValue("*").matches(${JSON.stringify(`^[^${patterns}]*$`)}) && ${exact('kind.?kind.orValue("*")')})`,
	),
	`object.?spec.?roles.orValue([]).all(role, role.?policies.orValue([]).all(policy, policy.matches("^\\\\s*p\\\\s*,${field},\\\\s*[a-z]+\\\\s*,\\\\s*${words}\\\\s*,${field},\\\\s*(allow|deny)\\\\s*$")))`,
	`object.?spec.?roles.orValue([]).all(role, !(${syncs("role")} && ${writes("role")}))`,
	`object.?spec.?roles.orValue([]).all(role, !${syncs("role")} || object.spec.roles.all(other, !${writes("other")} || role.?groups.orValue([]).all(group, !(group in other.?groups.orValue([])))))`,
];

/** ACC-006: an AppProject of Argo CD. */
export const separateProjects: KubernetesRule = {
	id: control.id,
	slug: "separate-projects",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: objects({ appprojects: [kind("argoproj.io/v1alpha1", "AppProject", "appprojects")] }),
	cel: conditions.join(" && "),
	finding: (path) =>
		/\.roles/.test(path)
			? `${path} lets one role or group both sync and write, or is no policy by name`
			: `${path} must be named, without a pattern`,
};

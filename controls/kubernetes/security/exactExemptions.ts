import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";
import { aboutTheRequest, exactName, exactSelector, neverTrue, patternOverNamespaces } from "./failClosedWebhooks";
import { exactValues, overrides, preconditions } from "./kyvernoRuleExemptions";

const exempts = "exempts by more than exact names of namespaces";

/**
 * SEC-011 over Gatekeeper's `Config`, which keeps its processes away from namespaces. A name there is a pattern if it begins or
 * ends with `*` (github.com/open-policy-agent/gatekeeper: apis/config/v1alpha1/config_types.go, pkg/wildcard/wildcard.go).
 */
export const gatekeeperExemptions: KubernetesRule = {
	id: "SEC-011",
	slug: "exact-exemptions-gatekeeper",
	says: "Gatekeeper is kept away from namespaces by their exact names only.",
	why: "A pattern exempts every namespace that somebody names like the one that was meant.",
	fix: "Name each namespace in excludedNamespaces, without `*`.",
	applies: objects({ gatekeeper: [kind("config.gatekeeper.sh/v1alpha1", "Config", "configs")] }),
	cel: `object.?spec.?match.orValue([]).all(entry, entry.?excludedNamespaces.orValue([]).all(name, !name.contains("*")))`,
	finding: (path) => `${path} ${exempts}`,
};

const filter = [
	`filter.?resources.?namespaces.orValue([]).all(name, !name.matches("[*?]"))`,
	...exactValues("filter.?resources.?namespaceSelector"),
	...exactValues("filter.?resources.?selector"),
	"filter.?resources.?annotations.orValue({}).size() == 0",
].join(" && ");

const condition = [
	`!condition.?expression.orValue("").matches(${JSON.stringify(patternOverNamespaces)})`,
	`(condition.?expression.orValue("").matches(${JSON.stringify(aboutTheRequest)}) && !condition.?expression.orValue("").matches(${JSON.stringify(neverTrue)}))`,
].join(" && ");
const cluster = { cluster: true };
const policies = "policies.kyverno.io/v1";

/**
 * SEC-011 over what lets an object out of Kyverno's policies: what a rule excludes, asks for beforehand or only reports, what a
 * policy's constraints and match conditions leave out, and exceptions. Names there are patterns with `*` and `?` (github.com/kyverno/kyverno:
 * api/kyverno/v1/match_resources_types.go, resource_description_types.go, api/kyverno/v2/policy_exception_types.go,
 * ext/wildcard; config/crds/policies.kyverno.io).
 */
export const kyvernoExemptions: KubernetesRule = {
	id: "SEC-011",
	slug: "exact-exemptions-kyverno",
	says: "Kyverno's policies and exceptions let namespaces out by their exact names only.",
	why: "A pattern, or a label that anybody may set, exempts more than what was meant.",
	fix: `Name each namespace, without \`*\` and \`?\`, or select by ${exactName} with In or NotIn.`,
	applies: objects({
		kyverno: [
			kind("kyverno.io/v1", "ClusterPolicy", "clusterpolicies", cluster),
			kind("kyverno.io/v1", "Policy", "policies"),
			kind("kyverno.io/v2", "PolicyException", "policyexceptions"),
			kind(policies, "ValidatingPolicy", "validatingpolicies", cluster),
			kind(policies, "ImageValidatingPolicy", "imagevalidatingpolicies", cluster),
			kind(policies, "MutatingPolicy", "mutatingpolicies", cluster),
			kind(policies, "NamespacedValidatingPolicy", "namespacedvalidatingpolicies"),
			kind(policies, "NamespacedImageValidatingPolicy", "namespacedimagevalidatingpolicies"),
			kind(policies, "NamespacedMutatingPolicy", "namespacedmutatingpolicies"),
			kind(policies, "PolicyException", "policyexceptions"),
		],
	}),
	cel: [
		...["any", "all"].flatMap((list) => [
			`object.?spec.?rules.orValue([]).all(rule, rule.?exclude.?${list}.orValue([]).all(filter, ${filter}))`,
			`object.?spec.?match.?${list}.orValue([]).all(filter, ${filter})`,
		]),
		`object.?spec.?rules.orValue([]).all(rule, ${filter.replaceAll("filter.", "rule.?exclude.")})`,
		"object.?spec.?matchConstraints.?excludeResourceRules.orValue([]).size() == 0",
		...exactSelector("object.?spec.?matchConstraints.?namespaceSelector"),
		...exactSelector("object.?spec.?matchConstraints.?objectSelector"),
		`object.?spec.?matchConditions.orValue([]).all(condition, ${condition})`,
		`object.?spec.?webhookConfiguration.?matchConditions.orValue([]).all(condition, ${condition})`,
		`object.?spec.?rules.orValue([]).all(rule, rule.?celPreconditions.orValue([]).all(condition, ${condition}))`,
		...overrides,
		...preconditions,
	].join(" && "),
	finding: (path) => `${path} ${exempts}`,
};

import { kyvernoExemptions as rule } from "../../../../controls/kubernetes/security/exactExemptions";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const object = (kind: string, spec: unknown) =>
	resource(`kubernetes:${kind}`, { metadata: { name: "proof" }, ...(spec === undefined ? {} : { spec }) });
const excluding = (exclude: unknown, kind = "ClusterPolicy") =>
	object(`kyverno.io/v1:${kind}`, { rules: [{ name: "judged", exclude }] });
const policy = (spec: unknown, kind = "ValidatingPolicy") => object(`policies.kyverno.io/v1:${kind}`, spec);
const exempts = (path: string): string => `${path} exempts by more than exact names of namespaces`;
const any = (resources: unknown) => ({ any: [{ resources }] });
const inRule = "spec.rules[judged].exclude";
const firstName = exempts(`${inRule}.any[0].resources.namespaces[0]`);
const key = "kubernetes.io/metadata.name";
const condition = (expression: unknown) => ({ matchConditions: [{ name: "some", expression }] });

export const kyvernoExemptions: RuleCases = {
	policy: "sec-011-exact-exemptions-kyverno",
	compliant: [
		{ says: "an exact name", resource: excluding(any({ namespaces: ["kube-system"] })), messages: [] },
		{
			says: "a policy of the newer kind for every namespace but one",
			resource: policy({
				matchConstraints: { namespaceSelector: { matchExpressions: [{ key, operator: "NotIn", values: ["a"] }] } },
			}),
			messages: [],
		},
	],
	violating: [
		{ says: "a prefix", resource: excluding(any({ namespaces: ["kube-*"] })), messages: [fail(firstName)] },
		{
			says: "any one character, in a policy of a namespace",
			resource: excluding(any({ namespaces: ["kube-syste?"] }), "Policy"),
			messages: [fail(firstName)],
		},
		{
			says: "a prefix among what must all be so",
			resource: excluding({ all: [{ resources: { namespaces: ["a", "b-*"] } }] }),
			messages: [fail(exempts(`${inRule}.all[0].resources.namespaces[1]`))],
		},
		{
			says: "a prefix in the older form",
			resource: excluding({ resources: { namespaces: ["kube-*"] } }),
			messages: [fail(exempts(`${inRule}.resources.namespaces[0]`))],
		},
		{
			says: "namespaces with a label",
			resource: excluding(any({ namespaceSelector: { matchLabels: { "proof/ignore": "true" } } })),
			messages: [fail(exempts(`${inRule}.any[0].resources.namespaceSelector.matchLabels[proof/ignore]`))],
		},
		{
			says: "a pattern of the exact label",
			resource: excluding(any({ namespaceSelector: { matchLabels: { [key]: "kube-*" } } })),
			messages: [fail(exempts(`${inRule}.any[0].resources.namespaceSelector.matchLabels`))],
		},
		{
			says: "objects with a label",
			resource: excluding(any({ selector: { matchExpressions: [{ key: "proof/ignore", operator: "Exists" }] } })),
			messages: [
				fail(exempts(`${inRule}.any[0].resources.selector.matchExpressions[0].key`)),
				fail(exempts(`${inRule}.any[0].resources.selector.matchExpressions[0].operator`)),
			],
		},
		{
			says: "objects with an annotation",
			resource: excluding(any({ annotations: { "proof/ignore": "true" } })),
			messages: [fail(exempts(`${inRule}.any[0].resources.annotations`))],
		},
		{
			says: "an exception for a prefix",
			resource: object("kyverno.io/v2:PolicyException", { match: any({ namespaces: ["dev-*"] }) }),
			messages: [fail(exempts("spec.match.any[0].resources.namespaces[0]"))],
		},
		{
			says: "an exception of the newer kind for a prefix",
			resource: policy(condition('namespaceObject.metadata.name.startsWith("dev-")'), "PolicyException"),
			messages: [fail(exempts("spec.matchConditions[some].expression"))],
		},
		{
			says: "an exception of the newer kind for everything",
			resource: policy(condition("true"), "PolicyException"),
			messages: [fail(exempts("spec.matchConditions[some].expression"))],
		},
		{
			says: "a policy of a namespace that judges only objects with a label",
			resource: policy(
				{ matchConstraints: { objectSelector: { matchLabels: { "proof/judged": "true" } } } },
				"NamespacedValidatingPolicy",
			),
			messages: [fail(exempts("spec.matchConstraints.objectSelector.matchLabels[proof/judged]"))],
		},
		{
			says: "a policy that leaves resources out",
			resource: policy({ matchConstraints: { excludeResourceRules: [{ resources: ["pods"] }] } }),
			messages: [fail(exempts("spec.matchConstraints.excludeResourceRules"))],
		},
		{
			says: "a policy under whose condition nothing is judged",
			resource: policy(condition("object != null && false"), "ImageValidatingPolicy"),
			messages: [fail(exempts("spec.matchConditions[some].expression"))],
		},
	],
	absent: [
		{ says: "no specification", resource: policy(undefined), messages: [] },
		{
			says: "a rule that excludes nothing",
			resource: object("kyverno.io/v1:ClusterPolicy", { rules: [{ name: "judged" }] }),
			messages: [],
		},
		{ says: "an empty selector", resource: excluding(any({ selector: {} })), messages: [] },
	],
	nearMiss: [
		{
			says: "a pattern of objects' names in an exact namespace",
			resource: excluding(any({ namespaces: ["proof"], names: ["proof-*"] })),
			messages: [],
		},
		{
			says: "a pattern of what is judged",
			resource: object("kyverno.io/v1:ClusterPolicy", {
				rules: [{ name: "judged", match: any({ namespaces: ["*"] }) }],
			}),
			messages: [],
		},
		{
			says: "an exact name by its label",
			resource: excluding(any({ namespaceSelector: { matchLabels: { [key]: "proof" } } })),
			messages: [],
		},
		{
			says: "a condition on an exact name",
			resource: policy(condition('request.namespace != "proof"')),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:policies.kyverno.io/v1:GeneratingPolicy", {}),
		resource("kubernetes:core/v1:Service", {}),
	],
	unknown: {
		alone: [
			{
				says: "an unknown exclusion",
				resource: excluding(unknown),
				messages: [undecided(inRule)],
			},
		],
		besideViolation: [
			{
				says: "an unknown selector beside a pattern",
				resource: excluding(any({ namespaces: ["kube-*"], selector: unknown })),
				messages: [fail(firstName), undecided(`${inRule}.any[0].resources.selector`)],
			},
		],
	},
	excepted: {
		resource: excluding(any({ namespaces: ["kube-*"] })),
		exception: {
			control: "SEC-011",
			resource: { apiVersion: "kyverno.io/v1", kind: "ClusterPolicy", name: "proof" },
			finding: `${inRule}.any[0].resources.namespaces[0]`,
			...dated,
		},
		waived: [waived(firstName)],
		expired: [expired(firstName)],
	},
};

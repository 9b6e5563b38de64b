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
const older = (spec: unknown) => object("kyverno.io/v1:ClusterPolicy", spec);
const inRules = (rule: Record<string, unknown>) => older({ rules: [{ name: "judged", ...rule }] });
const asked = (preconditions: unknown) => inRules({ preconditions });
const precondition = (one: unknown) => asked({ all: [one] });
const own = "{{request.namespace}}";
const inPreconditions = "spec.rules[judged].preconditions";
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
		{
			says: "a webhook of a policy under whose condition nothing is judged",
			resource: older({ webhookConfiguration: condition("false") }),
			messages: [fail(exempts("spec.webhookConfiguration.matchConditions[some].expression"))],
		},
		{
			says: "a prefix in a rule's precondition in CEL",
			resource: inRules({ celPreconditions: [{ name: "some", expression: '!request.namespace.startsWith("kube-")' }] }),
			messages: [fail(exempts("spec.rules[judged].celPreconditions[some].expression"))],
		},
		{
			says: "namespaces by a prefix where a violation is only reported",
			resource: older({ validationFailureActionOverrides: [{ action: "Audit", namespaces: ["kube-*"] }] }),
			messages: [fail(exempts("spec.validationFailureActionOverrides[0].namespaces[0]"))],
		},
		{
			says: "namespaces with a label where a rule's violation is only reported",
			resource: inRules({
				validate: {
					failureActionOverrides: [{ action: "Audit", namespaceSelector: { matchLabels: { skip: "true" } } }],
				},
			}),
			messages: [
				fail(exempts("spec.rules[judged].validate.failureActionOverrides[0].namespaceSelector.matchLabels[skip]")),
			],
		},
		...[
			[{ key: own, operator: "AnyNotIn", value: ["kube-*"] }, "value"],
			[{ key: own, operator: "NotEquals", value: "kube-*" }, "value"],
			[{ key: "{{ request.object.metadata.namespace || '' }}", operator: "anynotin", value: ["a", "b-?"] }, "value"],
			[{ key: "kube-*", operator: "AnyNotIn", value: own }, "key"],
			[{ key: "{{ starts_with(request.namespace, 'kube-') }}", operator: "Equals", value: false }, "key"],
			[{ key: false, operator: "Equals", value: "{{ regex_match('^kube-', '{{request.namespace}}') }}" }, "value"],
			[{ key: own, operator: "GreaterThan", value: "kube-" }, "operator"],
		].map(([one, member]) => ({
			says: `a precondition of a rule: ${JSON.stringify(one)}`,
			resource: precondition(one),
			messages: [fail(exempts(`${inPreconditions}.all[0].${String(member)}`))],
		})),
		{
			says: "a prefix among preconditions of which one is enough",
			resource: asked({ any: [{ key: own, operator: "AnyNotIn", value: ["kube-*"] }] }),
			messages: [fail(exempts(`${inPreconditions}.any[0].value`))],
		},
		{
			says: "a prefix in preconditions of the older form",
			resource: asked([{ key: own, operator: "NotIn", value: ["kube-*"] }]),
			messages: [fail(exempts(`${inPreconditions}[0].value`))],
		},
	],
	absent: [
		{ says: "no condition of a webhook", resource: older({ webhookConfiguration: {} }), messages: [] },
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
		...[
			{ key: own, operator: "AnyNotIn", value: ["kube-system", "kube-public"] },
			{ key: "{{ request.namespace || '' }}", operator: "NotEquals", value: "kube-system" },
			{ key: "{{request.object.metadata.name}}", operator: "AnyNotIn", value: ["proof-*"] },
			{ key: "{{request.operation || 'BACKGROUND'}}", operator: "NotEquals", value: "DELETE" },
			{ key: "{{ length(request.object.spec.containers) }}", operator: "GreaterThan", value: 1 },
		].map((one) => ({
			says: `a precondition of a rule: ${JSON.stringify(one)}`,
			resource: precondition(one),
			messages: [],
		})),
		{
			says: "an exact name in preconditions of the older form",
			resource: asked([{ key: own, operator: "NotIn", value: ["kube-system"] }]),
			messages: [],
		},
		{
			says: "an exact name where a violation is only reported, and a pattern where it is refused",
			resource: older({
				validationFailureActionOverrides: [
					{ action: "Audit", namespaces: ["proof"] },
					{ action: "enforce", namespaces: ["kube-*"] },
				],
			}),
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

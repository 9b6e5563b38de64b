import { exactEngineConditions as rule } from "../../../../policy-pack/rules/security/exactEngineConditions";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const object = (kind: string, properties: Record<string, unknown>) =>
	resource(`kubernetes:${kind}`, { metadata: { name: "proof" }, ...properties });
const conditions = (expression: unknown) => [{ name: "some", expression }];
const webhook = (matchConditions: unknown, kind = "Validating") =>
	object(`admissionregistration.k8s.io/v1:${kind}WebhookConfiguration`, {
		webhooks: [{ name: "proof.lab.gxp.example", matchConditions }],
	});
const policy = (spec: unknown, kind = "ValidatingPolicy") => object(`policies.kyverno.io/v1:${kind}`, { spec });
const older = (spec: unknown, kind = "ClusterPolicy") => object(`kyverno.io/v1:${kind}`, { spec });
// Each is more than a pattern over the text sees.
const hidden = '![request.namespace].exists(name, name.startsWith("kube-"))';
const byPattern = (list: string, one = "some"): string => `${list}[${one}].expression exempts namespaces by a pattern`;
const ofWebhook = "webhooks[proof.lab.gxp.example].matchConditions";

export const exactEngineConditions: RuleCases = {
	policy: "sec-011-exact-engine-conditions",
	compliant: [
		{ says: "a webhook with an exact name", resource: webhook(conditions('request.namespace != "a"')), messages: [] },
		{
			says: "a policy with exact names",
			resource: policy({
				matchConditions: conditions('!(request.namespace in ["a", "b"])'),
				variables: [{ name: "own", expression: "request.namespace" }],
				validations: [{ expression: 'variables.own != "a"' }],
			}),
			messages: [],
		},
	],
	violating: [
		{
			says: "a webhook with a prefix of what a list holds",
			resource: webhook(conditions(hidden)),
			messages: [fail(byPattern(ofWebhook))],
		},
		{
			says: "a mutating one, in its second condition",
			resource: webhook([...conditions('request.namespace != "a"'), { name: "b", expression: hidden }], "Mutating"),
			messages: [fail(byPattern(ofWebhook, "b"))],
		},
		{
			says: "a policy with a comparison by order",
			resource: policy({ matchConditions: conditions('request.namespace > "kube-"') }, "NamespacedValidatingPolicy"),
			messages: [fail(byPattern("spec.matchConditions"))],
		},
		{
			says: "an exception for everything",
			resource: policy({ matchConditions: conditions("object == object") }, "PolicyException"),
			messages: [
				fail("spec.matchConditions[some].expression is not about the request: it exempts everything, or nothing"),
			],
		},
		{
			says: "a policy with a label of namespaces",
			resource: policy({ matchConditions: conditions("!has(namespaceObject.metadata.labels.skip)") }, "MutatingPolicy"),
			messages: [fail("spec.matchConditions[some].expression exempts namespaces by what is written in them")],
		},
		{
			says: "a policy with a prefix in a validation",
			resource: policy({
				variables: [{ name: "own", expression: "request.namespace" }],
				validations: [{ expression: 'variables.own.startsWith("kube-") || has(object.spec)' }],
			}),
			messages: [fail(byPattern("spec.validations", "0"))],
		},
		{
			says: "the webhook of a policy of the older kind",
			resource: older({ webhookConfiguration: { matchConditions: conditions(hidden) } }),
			messages: [fail(byPattern("spec.webhookConfiguration.matchConditions"))],
		},
		{
			says: "the precondition of a rule of it",
			resource: older({ rules: [{ name: "judged", celPreconditions: conditions(hidden) }] }, "Policy"),
			messages: [fail(byPattern("spec.rules[judged].celPreconditions"))],
		},
	],
	absent: [
		{ says: "no conditions", resource: webhook(undefined), messages: [] },
		{ says: "no specification", resource: policy(undefined), messages: [] },
		{ says: "rules without conditions", resource: older({ rules: [{ name: "judged" }] }), messages: [] },
	],
	nearMiss: [
		{
			says: "a prefix of objects' names in an exact namespace",
			resource: webhook(conditions('!(request.namespace == "a" && object.metadata.name.startsWith("b-"))')),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy", {}),
		resource("kubernetes:kyverno.io/v2:PolicyException", {}),
		resource("kubernetes:policies.kyverno.io/v1:GeneratingPolicy", {}),
	],
	unknown: {
		alone: [
			{ says: "an unknown specification", resource: policy(unknown), messages: [undecided("spec")] },
			{
				says: "unknown webhooks",
				resource: object("admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration", { webhooks: unknown }),
				messages: [undecided("webhooks")],
			},
			{
				says: "an unknown webhook",
				resource: object("admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration", { webhooks: [unknown] }),
				messages: [undecided("webhooks[0]")],
			},
		],
		besideViolation: [
			{
				says: "an unknown condition beside a prefix",
				resource: webhook([...conditions(hidden), { name: "b", expression: unknown }]),
				messages: [fail(byPattern(ofWebhook)), undecided(`${ofWebhook}[b].expression`)],
			},
		],
	},
	excepted: {
		resource: policy({ matchConditions: conditions(hidden) }),
		exception: {
			control: "SEC-011",
			resource: { apiVersion: "policies.kyverno.io/v1", kind: "ValidatingPolicy", name: "proof" },
			finding: "spec.matchConditions[some].expression",
			...dated,
		},
		waived: [waived(byPattern("spec.matchConditions"))],
		expired: [expired(byPattern("spec.matchConditions"))],
	},
};

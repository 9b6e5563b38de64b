import { failClosedAdmission as rule } from "../../../../policy-pack/rules/security/failClosedAdmission";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const object = (kind: string, spec: unknown, version = "v1") =>
	resource(`kubernetes:admissionregistration.k8s.io/${version}:${kind}`, { metadata: { name: "proof" }, spec });
const policy = (spec: unknown, kind = "ValidatingAdmissionPolicy", version = "v1") => object(kind, spec, version);
const binding = (spec: Record<string, unknown>) =>
	object("ValidatingAdmissionPolicyBinding", { policyName: "proof", ...spec });
const ignored = "spec.failurePolicy is not Fail";
const exempts = (path: string): string => `${path} exempts by more than exact names of namespaces`;
const key = "kubernetes.io/metadata.name";
const condition = (expression: unknown) => policy({ matchConditions: [{ name: "a", expression }] });
const never = "spec.matchConditions[0].expression is not about the request: it exempts everything, or nothing";
const byPattern = "spec.matchConditions[0].expression exempts namespaces by a pattern";

export const failClosedAdmission: RuleCases = {
	policy: "sec-011-fail-closed-admission",
	compliant: [
		{
			says: "a policy that fails closed",
			resource: policy({ failurePolicy: "Fail", matchConstraints: { matchPolicy: "Equivalent" } }),
			messages: [],
		},
		{ says: "a binding", resource: binding({ validationActions: ["Deny"] }), messages: [] },
	],
	violating: [
		{
			says: "a policy that is ignored when it fails",
			resource: policy({ failurePolicy: "Ignore" }),
			messages: [fail(ignored)],
		},
		{
			says: "a mutating one that is",
			resource: policy({ failurePolicy: "Ignore" }, "MutatingAdmissionPolicy", "v1beta1"),
			messages: [fail(ignored)],
		},
		{
			says: "one version of the API only",
			resource: policy({ matchConstraints: { matchPolicy: "Exact" } }),
			messages: [fail("spec.matchConstraints.matchPolicy is not Equivalent")],
		},
		{
			says: "a label that exempts a namespace",
			resource: policy({
				matchConstraints: { namespaceSelector: { matchExpressions: [{ key: "a", operator: "DoesNotExist" }] } },
			}),
			messages: [fail(exempts("spec.matchConstraints.namespaceSelector.matchExpressions[0]"))],
		},
		{
			says: "a name that must only exist",
			resource: policy({
				matchConstraints: { namespaceSelector: { matchExpressions: [{ key, operator: "Exists" }] } },
			}),
			messages: [fail(exempts("spec.matchConstraints.namespaceSelector.matchExpressions[0]"))],
		},
		{
			says: "a binding for objects with a label",
			resource: binding({ matchResources: { objectSelector: { matchLabels: { judged: "yes" } } } }),
			messages: [fail(exempts("spec.matchResources.objectSelector.matchLabels[judged]"))],
		},
		{
			says: "resources that are left out",
			resource: policy({ matchConstraints: { excludeResourceRules: [{ resources: ["pods"] }] } }),
			messages: [fail("spec.matchConstraints.excludeResourceRules exempts resources")],
		},
		{
			says: "namespaces by a prefix",
			resource: condition('!request.namespace.startsWith("kube-")'),
			messages: [fail(byPattern)],
		},
		{
			says: "namespaces by an expression",
			resource: condition('!object.metadata.?namespace.orValue("").matches("^kube-.*")'),
			messages: [fail(byPattern)],
		},
		...[
			'!request.namespace.lowerAscii().startsWith("kube-")',
			'!request["namespace"].startsWith("kube-")',
			'request.namespace.substring(0, 5) != "kube-"',
			'request.namespace.split("-")[0] != "kube"',
			'!request.?namespace.orValue("").lowerAscii().contains("system")',
		].map((expression) => ({
			says: `namespaces by ${expression}`,
			resource: condition(expression),
			messages: [fail(byPattern)],
		})),
		{
			says: "namespaces by a prefix in a variable and in a validation",
			resource: policy({
				variables: [{ name: "exempt", expression: 'request.namespace.startsWith("kube-")' }],
				validations: [{ expression: 'request.namespace.startsWith("kube-") || false' }],
			}),
			messages: ["variables", "validations"].map((list) =>
				fail(`spec.${list}[0].expression exempts namespaces by a pattern`),
			),
		},
		...["false", 'request.operation == "DELETE" && false', "(false) && object != null", "true", "1 == 2"].map(
			(expression) => ({
				says: `the condition ${expression}, which is the same for every request`,
				resource: condition(expression),
				messages: [fail(never)],
			}),
		),
		{
			says: "a binding that is off without its parameter",
			resource: binding({ paramRef: { name: "a", parameterNotFoundAction: "Allow" } }),
			messages: [fail("spec.paramRef.parameterNotFoundAction is not Deny")],
		},
	],
	absent: [
		{ says: "no failure policy: Fail by default", resource: policy({}), messages: [] },
		{ says: "no specification", resource: policy(undefined), messages: [] },
	],
	nearMiss: [
		{
			says: "a namespace that is exempted by its exact name",
			resource: policy({
				matchConstraints: {
					namespaceSelector: { matchExpressions: [{ key, operator: "NotIn", values: ["kube-system"] }] },
				},
			}),
			messages: [],
		},
		{
			says: "a prefix of an object's name in an exact namespace",
			resource: condition('!(request.namespace == "a" && object.metadata.name.startsWith("b-"))'),
			messages: [],
		},
		{
			says: "a switch of the object that is off",
			resource: condition("object.spec.?suspend.orValue(false) == false"),
			messages: [],
		},
		...['request.namespace == "a" ? (false) : true', "(false) == has(object.spec)"].map((expression) => ({
			says: `the condition ${expression}, which is true of some requests`,
			resource: condition(expression),
			messages: [],
		})),
		{
			says: "a validation that refuses everything",
			resource: policy({ validations: [{ expression: "false" }] }),
			messages: [],
		},
		{
			says: "an exact name in other case",
			resource: condition('request.namespace.lowerAscii() != "kube-system"'),
			messages: [],
		},
		{
			says: "warnings where the class advises",
			resource: binding({ validationActions: ["Warn", "Audit"] }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration", {}),
		resource("kubernetes:core/v1:Namespace", {}),
	],
	unknown: {
		alone: [
			{ says: "an unknown specification", resource: policy(unknown), messages: [undecided("spec")] },
			{
				says: "an unknown condition",
				resource: condition(unknown),
				messages: [undecided("spec.matchConditions[0].expression")],
			},
		],
		besideViolation: [
			{
				says: "unknown constraints beside Ignore",
				resource: policy({ failurePolicy: "Ignore", matchConditions: unknown }),
				messages: [fail(ignored), undecided("spec.matchConditions")],
			},
		],
	},
	excepted: {
		resource: policy({ failurePolicy: "Ignore" }),
		exception: {
			control: "SEC-011",
			resource: { apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicy", name: "proof" },
			finding: "spec.failurePolicy",
			...dated,
		},
		waived: [waived(ignored)],
		expired: [expired(ignored)],
	},
};

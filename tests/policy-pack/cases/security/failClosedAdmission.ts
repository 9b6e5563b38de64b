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
			"!request.namespace .startsWith('kube-')",
			'!request.namespace\n  .startsWith("kube-")',
			'!request.namespace // by its prefix\n.startsWith("kube-")',
			"!(request.namespace).startsWith('kube-')",
			"!(string(request.namespace).startsWith('kube-'))",
			'!("kube-system,kube-public".contains(request.namespace))',
			'!(request.namespace + "/").startsWith("kube-")',
			'!["kube-"].exists(prefix, request.namespace.startsWith(prefix))',
			'![request.namespace].exists(name, name.startsWith("kube-"))',
			'![object.metadata].exists(one, one.namespace.startsWith("kube-"))',
			'request["name" + "space"] > "kube-"',
			'!object["meta" + "data"].namespace.startsWith("kube-")',
			'request.namespace != "kube-" + object.metadata.name',
			"request.namespace != object.spec.team",
			"request.namespace.size() > 4",
		].map((expression) => ({
			says: `namespaces by ${JSON.stringify(expression)}`,
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
		{
			says: "namespaces by a prefix of a variable",
			resource: policy({
				variables: [
					{ name: "name", expression: 'object.metadata.?namespace.orValue("")' },
					{ name: "own", expression: "variables.name" },
				],
				validations: [{ expression: 'variables.own.startsWith("kube-") || object.spec.?replicas.orValue(1) > 1' }],
			}),
			messages: [fail("spec.validations[0].expression exempts namespaces by a pattern")],
		},
		{
			says: "a prefix in a validation with a name in backticks",
			resource: policy({
				validations: [{ expression: 'request.namespace.startsWith("kube-") || object.spec.`a-b` == ""' }],
			}),
			messages: [fail("spec.validations[0].expression exempts namespaces by a pattern")],
		},
		...[
			'!("skip" in namespaceObject.metadata.labels)',
			'namespaceObject["metadata"].?annotations[?"skip"].orValue("") != "yes"',
			"![namespaceObject].exists(one, has(one.metadata.labels.skip))",
		].map((expression) => ({
			says: `namespaces by their labels: ${expression}`,
			resource: condition(expression),
			messages: [fail("spec.matchConditions[0].expression exempts namespaces by what is written in them")],
		})),
		{
			says: "what is no expression",
			resource: condition('request.namespace =~ "kube-.*"'),
			messages: [fail("spec.matchConditions[0].expression cannot be read as CEL")],
		},
		...[
			"false",
			'request.operation == "DELETE" && false',
			"(false) && object != null",
			"true",
			"1 == 2",
			"request.operation == 'CREATE' && (false || false)",
			"request.operation != request.operation",
			'"request" == "object"',
			"[].exists(name, name == request.name)",
			"request.operation in []",
		].map((expression) => ({
			says: `the condition ${expression}, which is the same for every request`,
			resource: condition(expression),
			messages: [fail(never)],
		})),
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
		...[
			'!(request.namespace in ["kube-system", "kube-public"])',
			'!["kube-system"].exists(name, name == request.namespace)',
			"!(request.namespace in params.data.namespaces)",
			'request.namespace + "/" + request.name != "kube-system/coredns"',
			'has(request.namespace) && request.?namespace.orValue("") != "kube-system"',
			'namespaceObject == null || namespaceObject.metadata.name != "kube-system"',
			"object.metadata != oldObject.metadata || request.namespace == object.metadata.namespace",
			'!("system:nodes" in request.userInfo.?groups.orValue([]))',
		].map((expression) => ({
			says: `exact names by ${expression}`,
			resource: condition(expression),
			messages: [],
		})),
		{
			says: "a validation that asks for what a namespace says, and for its name in another",
			resource: policy({
				validations: [
					{ expression: "has(namespaceObject.metadata.labels.owner)" },
					{ expression: 'object.spec.rules.all(rule, rule.host.endsWith("." + request.namespace + ".example"))' },
				],
			}),
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

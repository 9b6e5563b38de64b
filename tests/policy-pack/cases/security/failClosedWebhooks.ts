import { failClosedWebhooks as rule } from "../../../../controls/kubernetes/security/failClosedWebhooks";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const webhook = (change: Record<string, unknown> = {}, name = "proof.lab.gxp.example") => ({
	name,
	failurePolicy: "Fail",
	sideEffects: "None",
	admissionReviewVersions: ["v1"],
	clientConfig: { service: { namespace: "proof", name: "webhook" } },
	rules: [{ apiGroups: ["example.com"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["things"] }],
	...change,
});
const configuration = (webhooks: unknown, kind = "ValidatingWebhookConfiguration") =>
	resource(`kubernetes:admissionregistration.k8s.io/v1:${kind}`, {
		metadata: { name: "proof" },
		...(webhooks === undefined ? {} : { webhooks }),
	});
const at = (path: string, what: string): string => `webhooks[proof.lab.gxp.example].${path} ${what}`;
const exempts = "exempts by more than exact names of namespaces";
const notFail = at("failurePolicy", "is not Fail");
const one = (change: Record<string, unknown>) => configuration([webhook(change)]);
const key = "kubernetes.io/metadata.name";

export const failClosedWebhooks: RuleCases = {
	policy: "sec-011-fail-closed-webhooks",
	compliant: [
		{ says: "a validating webhook that fails closed", resource: one({ matchPolicy: "Equivalent" }), messages: [] },
		{ says: "a mutating one", resource: configuration([webhook()], "MutatingWebhookConfiguration"), messages: [] },
	],
	violating: [
		{
			says: "one that is ignored when it is down",
			resource: one({ failurePolicy: "Ignore" }),
			messages: [fail(notFail)],
		},
		{
			says: "a mutating one that is",
			resource: configuration([webhook({ failurePolicy: "Ignore" })], "MutatingWebhookConfiguration"),
			messages: [fail(notFail)],
		},
		{
			says: "the second one",
			resource: configuration([webhook(), webhook({ failurePolicy: "Ignore" }, "second.lab.gxp.example")]),
			messages: [fail("webhooks[second.lab.gxp.example].failurePolicy is not Fail")],
		},
		{
			says: "one version of the API only",
			resource: one({ matchPolicy: "Exact" }),
			messages: [fail(at("matchPolicy", "is not Equivalent"))],
		},
		{
			says: "a label that exempts a namespace",
			resource: one({ namespaceSelector: { matchExpressions: [{ key: "proof/ignore", operator: "DoesNotExist" }] } }),
			messages: [
				fail(at("namespaceSelector.matchExpressions[0].key", exempts)),
				fail(at("namespaceSelector.matchExpressions[0].operator", exempts)),
			],
		},
		{
			says: "only namespaces with a label",
			resource: one({ namespaceSelector: { matchLabels: { "proof/judged": "true" } } }),
			messages: [fail(at("namespaceSelector.matchLabels[proof/judged]", exempts))],
		},
		{
			says: "a label that exempts an object",
			resource: one({ objectSelector: { matchLabels: { "proof/judged": "true" } } }),
			messages: [fail(at("objectSelector.matchLabels[proof/judged]", exempts))],
		},
		{
			says: "namespaces by a pattern",
			resource: one({ matchConditions: [{ name: "system", expression: '!request.namespace.startsWith("kube-")' }] }),
			messages: [fail(at("matchConditions[system].expression", exempts))],
		},
		...[
			"!request.namespace .startsWith('kube-')",
			'!request.namespace\n  .startsWith("kube-")',
			"!(request.namespace).startsWith('kube-')",
			"!(string(request.namespace).startsWith('kube-'))",
			'!object["metadata"]["namespace"].startsWith("kube-")',
			'!("kube-system,kube-public".contains(request.namespace))',
			'!("skip" in namespaceObject.metadata.labels)',
		].map((expression) => ({
			says: `namespaces by ${JSON.stringify(expression)}`,
			resource: one({ matchConditions: [{ name: "system", expression }] }),
			messages: [fail(at("matchConditions[system].expression", exempts))],
		})),
		...[
			"false",
			"request.operation == 'CREATE' && (false || false)",
			"( false )",
			'request.resource.resource == "pods" && false',
			"!true && object != null",
			"object != null && !(true)",
			'request.resource.resource == "pods" && ((false) && object != null)',
			"1 == 2",
			"",
		].map((expression) => ({
			says: `the condition ${JSON.stringify(expression)}, under which nothing is judged`,
			resource: one({ matchConditions: [{ name: "never", expression }] }),
			messages: [fail(at("matchConditions[never].expression", exempts))],
		})),
	],
	absent: [
		{
			says: "no policies: Fail and Equivalent by default",
			resource: one({ failurePolicy: undefined }),
			messages: [],
		},
		{ says: "no webhooks", resource: configuration(undefined), messages: [] },
	],
	nearMiss: [
		{
			says: "a namespace that is exempted by its exact name",
			resource: one({ namespaceSelector: { matchExpressions: [{ key, operator: "NotIn", values: ["kube-system"] }] } }),
			messages: [],
		},
		{ says: "empty selectors", resource: one({ namespaceSelector: {}, objectSelector: {} }), messages: [] },
		{
			says: "a condition on a switch of the object that is off",
			resource: one({
				matchConditions: [{ name: "on", expression: "object.spec.?suspend.orValue(false) == false" }],
			}),
			messages: [],
		},
		...['request.namespace == "a" ? (false) : true', "(false) == has(object.spec)", "!(request.dryRun) || (false)"].map(
			(expression) => ({
				says: `the condition ${expression}, which is true of some requests`,
				resource: one({ matchConditions: [{ name: "some", expression }] }),
				messages: [],
			}),
		),
		...[
			'!(request.namespace == "proof" && object.metadata.name.startsWith("proof-"))',
			'request.namespace.lowerAscii() != "kube-system"',
			'!(request.namespace in ["kube-system", "proof"])',
		].map((expression) => ({
			says: `exact names by ${expression}`,
			resource: one({ matchConditions: [{ name: "own", expression }] }),
			messages: [],
		})),
		{
			says: "a condition on an exact name",
			resource: one({ matchConditions: [{ name: "own", expression: 'request.namespace != "proof"' }] }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy", {}),
		resource("kubernetes:core/v1:Service", {}),
	],
	unknown: {
		alone: [{ says: "unknown webhooks", resource: configuration(unknown), messages: [undecided("webhooks")] }],
		besideViolation: [
			{
				says: "an unknown selector beside Ignore",
				resource: one({ failurePolicy: "Ignore", objectSelector: unknown }),
				messages: [fail(notFail), undecided("webhooks[proof.lab.gxp.example].objectSelector")],
			},
		],
	},
	excepted: {
		resource: one({ failurePolicy: "Ignore" }),
		exception: {
			control: "SEC-011",
			resource: {
				apiVersion: "admissionregistration.k8s.io/v1",
				kind: "ValidatingWebhookConfiguration",
				name: "proof",
			},
			finding: "webhooks[proof.lab.gxp.example].failurePolicy",
			...dated,
		},
		waived: [waived(notFail)],
		expired: [expired(notFail)],
	},
};

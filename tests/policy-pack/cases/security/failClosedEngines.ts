import { failClosedEngines as rule } from "../../../../controls/kubernetes/security/failClosedEngines";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const policy = (spec: unknown, kind = "policies.kyverno.io/v1:ValidatingPolicy") =>
	resource(`kubernetes:${kind}`, { metadata: { name: "proof" }, ...(spec === undefined ? {} : { spec }) });
const notFail = "spec.failurePolicy is not Fail";

export const failClosedEngines: RuleCases = {
	policy: "sec-011-fail-closed-engines",
	compliant: [{ says: "Fail", resource: policy({ failurePolicy: "Fail" }), messages: [] }],
	violating: [
		{ says: "Ignore", resource: policy({ failurePolicy: "Ignore" }), messages: [fail(notFail)] },
		{
			says: "Ignore of an image policy",
			resource: policy({ failurePolicy: "Ignore" }, "policies.kyverno.io/v1:ImageValidatingPolicy"),
			messages: [fail(notFail)],
		},
		...["Validating", "ImageValidating", "Mutating"].map((kind) => ({
			says: `Ignore of a Namespaced${kind}Policy`,
			resource: policy({ failurePolicy: "Ignore" }, `policies.kyverno.io/v1:Namespaced${kind}Policy`),
			messages: [fail(notFail)],
		})),
		{
			says: "Ignore of a policy of the older kind",
			resource: policy({ failurePolicy: "Ignore" }, "kyverno.io/v1:ClusterPolicy"),
			messages: [fail(notFail)],
		},
		{
			says: "Ignore of its webhook",
			resource: policy({ webhookConfiguration: { failurePolicy: "Ignore" } }, "kyverno.io/v1:ClusterPolicy"),
			messages: [fail("spec.webhookConfiguration.failurePolicy is not Fail")],
		},
	],
	absent: [
		{ says: "no failure policy: Fail by default", resource: policy({}), messages: [] },
		{ says: "no specification", resource: policy(undefined), messages: [] },
	],
	nearMiss: [
		{
			says: "Ignore in another place",
			resource: policy({ failurePolicy: "Fail", rules: [{ name: "Ignore" }] }),
			messages: [],
		},
	],
	otherKind: [resource("kubernetes:kyverno.io/v2:PolicyException", {})],
	unknown: {
		alone: [
			{
				says: "an unknown failure policy",
				resource: policy({ failurePolicy: unknown }),
				messages: [undecided("spec.failurePolicy")],
			},
		],
		besideViolation: [
			{
				says: "an unknown webhook beside Ignore",
				resource: policy({ failurePolicy: "Ignore", webhookConfiguration: unknown }),
				messages: [fail(notFail), undecided("spec.webhookConfiguration")],
			},
		],
	},
	excepted: {
		resource: policy({ failurePolicy: "Ignore" }),
		exception: {
			control: "SEC-011",
			resource: { apiVersion: "policies.kyverno.io/v1", kind: "ValidatingPolicy", name: "proof" },
			finding: "spec.failurePolicy",
			...dated,
		},
		waived: [waived(notFail)],
		expired: [expired(notFail)],
	},
};

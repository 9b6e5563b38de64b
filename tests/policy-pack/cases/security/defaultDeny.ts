import { defaultDeny as rule } from "../../../../policy-pack/rules/security/defaultDeny";
import { dated, resource, type StackRuleCases, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const namespace = (name: unknown = "app", resourceName = "proof") =>
	resource("kubernetes:core/v1:Namespace", { metadata: { name } }, {}, resourceName);
const deny = (change: Record<string, unknown> = {}, inNamespace: unknown = "app") =>
	resource(
		"kubernetes:networking.k8s.io/v1:NetworkPolicy",
		{
			metadata: { name: "default-deny", namespace: inNamespace },
			spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ...change },
		},
		{},
		"deny",
	);
const clusterwide = (change: Record<string, unknown> = {}) =>
	resource(
		"kubernetes:cilium.io/v2:CiliumClusterwideNetworkPolicy",
		{ metadata: { name: "default-deny" }, spec: { endpointSelector: {}, ingress: [{}], egress: [{}], ...change } },
		{},
		"clusterwide",
	);
const release = (properties: Record<string, unknown>) =>
	resource("kubernetes:helm.sh/v3:Release", { chart: "app", ...properties });
const open = "metadata.name is of a namespace without a policy that denies everything";
const notYet = (path: string): string =>
	undecided(path)
		.replace(`${path} is not`, `${path}: its network policies are not`)
		.replace("is not known yet", "are not known yet");
const violating = (says: string, policy: ReturnType<typeof deny>) => ({
	says,
	resources: [namespace(), policy],
	messages: [fail(open)],
});

export const defaultDeny: StackRuleCases = {
	policy: "sec-003-default-deny",
	compliant: [
		{ says: "a namespace with its deny", resources: [namespace(), deny()], messages: [] },
		{
			says: "two namespaces with theirs",
			resources: [namespace(), namespace("other", "second"), deny(), deny({ ingress: [], egress: null }, "other")],
			messages: [],
		},
		{ says: "a policy of Cilium's over all namespaces", resources: [namespace(), clusterwide()], messages: [] },
	],
	violating: [
		violating("a deny of another namespace", deny({}, "app2")),
		violating("a deny of one direction", deny({ policyTypes: ["Ingress"] })),
		violating("a deny without types", deny({ policyTypes: undefined })),
		violating("a deny of some pods", deny({ podSelector: { matchLabels: { app: "a" } } })),
		violating("a deny that allows", deny({ ingress: [{}] })),
		violating("a policy of Cilium's that isolates nothing", clusterwide({ ingress: [], egress: [] })),
		violating("a policy of Cilium's for some pods", clusterwide({ endpointSelector: { matchLabels: { app: "a" } } })),
		violating(
			"a policy of Cilium's that leaves the default open",
			clusterwide({ enableDefaultDeny: { egress: false } }),
		),
		{
			says: "the one of two namespaces that has none",
			resources: [namespace(), namespace("other", "second"), deny()],
			messages: [messagesOf(rule, "second").fail(open)],
		},
		{
			says: "a namespace that a release makes",
			resources: [release({ createNamespace: true, namespace: "app" })],
			messages: [fail("createNamespace is of a namespace without a policy that denies everything")],
		},
	],
	absent: [{ says: "no policy", resources: [namespace()], messages: [fail(open)] }],
	nearMiss: [
		{
			says: "empty members in the selector, and a further policy that allows: another rule judges it",
			resources: [
				namespace(),
				deny({ podSelector: { matchLabels: {}, matchExpressions: [] } }),
				deny({ ingress: [{}] }),
			],
			messages: [],
		},
		{
			says: "a release in a namespace with its deny",
			resources: [namespace(), deny(), release({ createNamespace: true, namespace: "app" })],
			messages: [],
		},
	],
	otherKind: [
		{ says: "no namespace", resources: [deny(), release({ createNamespace: false, namespace: "app" })], messages: [] },
	],
	unknown: {
		alone: [
			{ says: "an unknown name", resources: [namespace(unknown)], messages: [undecided("metadata.name")] },
			{
				says: "rules that are not known yet",
				resources: [namespace(), deny({ ingress: unknown })],
				messages: [notYet("metadata.name")],
			},
			{
				says: "a policy of a namespace that is not known yet",
				resources: [namespace(), deny({}, unknown)],
				messages: [notYet("metadata.name")],
			},
		],
		besideViolation: [
			{
				says: "an unknown name beside a namespace without a policy",
				resources: [namespace(unknown, "first"), namespace()],
				messages: [messagesOf(rule, "first").undecided("metadata.name"), fail(open)],
			},
		],
	},
	excepted: {
		resources: [namespace()],
		exception: {
			control: "SEC-003",
			resource: { apiVersion: "v1", kind: "Namespace", name: "app" },
			finding: "metadata.name",
			...dated,
		},
		waived: [waived(open)],
		expired: [expired(open)],
	},
};

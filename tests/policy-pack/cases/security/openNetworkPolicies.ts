import { openNetworkPolicies as rule } from "../../../../controls/kubernetes/security/openNetworkPolicies";
import { type Case, dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const policy = (spec: Record<string, unknown>) =>
	resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", {
		metadata: { name: "proof", namespace: "proof" },
		spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ...spec },
	});
const through = (path: string): string => `${path} lets everything through, for every pod of the namespace`;
const one = (says: string, spec: Record<string, unknown>, ...paths: string[]): Case => ({
	says,
	resource: policy(spec),
	messages: paths.map((path) => fail(through(path))),
});
const app = { matchLabels: { app: "a" } };
const prod = { matchLabels: { "kubernetes.io/metadata.name": "prod" } };
const not = (operator: string, values?: string[]) => ({
	matchExpressions: [{ key: "x", operator, ...(values && { values }) }],
});
const from = (peer: Record<string, unknown>, ports?: unknown) => ({
	ingress: [{ from: [peer], ...(ports ? { ports } : {}) }],
});
const block = (cidr: string, except?: string[]) => ({ ipBlock: { cidr, ...(except && { except }) } });
const range = (port: number, endPort: number) => ({ protocol: "TCP", port, endPort });
const quarters = [range(1, 16384), range(16385, 32768), range(32769, 49152), range(49153, 65535)];
const blocks = Array.from({ length: 64 }, (_, i) => range(Math.max(1, i * 1024), i * 1024 + 1023));
const peer = "spec.ingress[0].from[0]";

export const openNetworkPolicies: RuleCases = {
	policy: "sec-003-open-network-policies",
	compliant: [
		one("a deny of everything", {}),
		one("a port for every pod", { ingress: [{ ports: [{ protocol: "TCP", port: 8443 }] }] }),
		one("a namespace for every pod", from({ namespaceSelector: prod })),
	],
	violating: [
		one("an empty rule", { ingress: [{}] }, "spec.ingress[0].from"),
		one("an empty rule on the way out", { egress: [{}] }, "spec.egress[0].to"),
		one("empty lists", { ingress: [{ from: [], ports: [] }] }, "spec.ingress[0].from"),
		one("the second of two rules", { egress: [{ to: [{ namespaceSelector: prod }] }, {}] }, "spec.egress[1].to"),
		one("every port of a protocol", { ingress: [{ ports: [{ protocol: "TCP" }] }] }, "spec.ingress[0].from"),
		one("a range of ports", { ingress: [{ ports: [{ port: 2, endPort: 65535 }] }] }, "spec.ingress[0].from"),
		one("the ports from 1024 on", { ingress: [{ ports: [range(1024, 65535)] }] }, "spec.ingress[0].from"),
		one(
			"one port more than the highest range of IANA's",
			{ ingress: [{ ports: [range(49151, 65535)] }] },
			"spec.ingress[0].from",
		),
		one("every port in four ranges", { ingress: [{ ports: quarters }] }, "spec.ingress[0].from"),
		one(
			"every port in 64 ranges of 1024, both ways",
			{ ingress: [{ ports: blocks }], egress: [{ ports: blocks }] },
			"spec.ingress[0].from",
			"spec.egress[0].to",
		),
		one("nine short ranges", { ingress: [{ ports: blocks.slice(0, 9) }] }, "spec.ingress[0].from"),
		one("every port in four rules", { ingress: quarters.map((quarter) => ({ ports: [quarter] })) }, "spec.ingress"),
		one(
			"every port in four rules, for every address",
			{ egress: quarters.map((quarter) => ({ to: [block("0.0.0.0/0")], ports: [quarter] })) },
			"spec.egress",
		),
		one(
			"every port beside a named one",
			{ ingress: [{ ports: [{ port: 80 }, { protocol: "UDP" }] }] },
			"spec.ingress[0].from",
		),
		one("every namespace", from({ namespaceSelector: {} }), `${peer}.namespaceSelector.matchExpressions`),
		one(
			"every pod of every namespace",
			from({ namespaceSelector: {}, podSelector: {} }),
			`${peer}.namespaceSelector.matchExpressions`,
		),
		one(
			"every namespace but one",
			from({ namespaceSelector: not("NotIn", ["prod"]) }),
			`${peer}.namespaceSelector.matchExpressions`,
		),
		one(
			"namespaces that have any name",
			from({ namespaceSelector: not("Exists") }),
			`${peer}.namespaceSelector.matchExpressions`,
		),
		one("every address", from(block("0.0.0.0/0")), `${peer}.ipBlock.cidr`),
		one("every address but one", from(block("0.0.0.0/0", ["203.0.113.7/32"])), `${peer}.ipBlock.cidr`),
		one(
			"every address in two halves",
			{ egress: [{ to: [block("0.0.0.0/1"), block("128.0.0.0/1")] }] },
			"spec.egress[0].to[0].ipBlock.cidr",
			"spec.egress[0].to[1].ipBlock.cidr",
		),
		one("every address of IPv6", from(block("::/0")), `${peer}.ipBlock.cidr`),
		one(
			"every address beside a namespace",
			{ ingress: [{ from: [{ namespaceSelector: prod }, block("0.0.0.0/0")] }] },
			"spec.ingress[0].from[1].ipBlock.cidr",
		),
		one("a selector that every pod meets", { podSelector: not("DoesNotExist"), ingress: [{}] }, "spec.ingress[0].from"),
		one(
			"empty members in the selector",
			{ podSelector: { matchLabels: {}, matchExpressions: [] }, ingress: [{}] },
			"spec.ingress[0].from",
		),
	],
	absent: [one("no policy types", { policyTypes: undefined, ingress: [{}] }, "spec.ingress[0].from")],
	nearMiss: [
		one("everything, for the pods of one label", { podSelector: app, ingress: [{}], egress: [{}] }),
		one("everything, for pods by an expression", { podSelector: not("In", ["a"]), ingress: [{}] }),
		one("every address, and a port", from(block("0.0.0.0/0"), [{ protocol: "TCP", port: 443 }])),
		one("the ports of a range", { ingress: [{ ports: [range(30000, 30010)] }] }),
		one("the highest range of IANA's", { egress: [{ ports: [range(49152, 65535)] }] }),
		one("the node ports in TCP and UDP, and other ranges", {
			ingress: [{ ports: [range(30000, 32767), range(30000, 32767), range(80, 81), range(90, 91), range(95, 99)] }],
		}),
		one("eight short ranges", { ingress: [{ ports: blocks.slice(0, 8) }] }),
		one("a range in each of two rules that name the other side", {
			ingress: [
				{ from: [{ namespaceSelector: prod }], ports: [range(30000, 30010)] },
				{ from: [{ podSelector: app }], ports: [range(40000, 40010)] },
				{ ports: [range(50000, 50010)] },
			],
		}),
		one("many ports one by one, in two rules", {
			egress: [{ ports: [{ port: 53 }, { port: 443 }] }, { ports: [range(8000, 8010), { port: 9000 }] }],
		}),
		one("a port by its name", { ingress: [{ ports: [{ port: "https" }] }] }),
		one("its own namespace", from({ podSelector: {} })),
		one("the pods of one label, in every namespace", from({ namespaceSelector: {}, podSelector: app })),
		one("a network of its own", from(block("10.0.0.0/8"))),
		one("empty lists of rules", { ingress: [], egress: [] }),
	],
	otherKind: [
		resource("kubernetes:networking.k8s.io/v1:Ingress", { spec: { ingress: [{}] } }),
		resource("kubernetes:cilium.io/v2:CiliumNetworkPolicy", { spec: { ingress: [{}] } }),
	],
	unknown: {
		alone: [
			{ says: "unknown rules", resource: policy({ ingress: unknown }), messages: [undecided("spec.ingress")] },
			{
				says: "an unknown selector of pods",
				resource: policy({ podSelector: unknown, ingress: [{}] }),
				messages: [undecided("spec.podSelector")],
			},
		],
		besideViolation: [
			{
				says: "an unknown rule beside one that is empty",
				resource: policy({ ingress: [{ from: unknown }, {}] }),
				messages: [undecided("spec.ingress[0].from"), fail(through("spec.ingress[1].from"))],
			},
		],
	},
	excepted: {
		resource: policy({ ingress: [{}] }),
		exception: {
			control: "SEC-003",
			resource: { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", namespace: "proof", name: "proof" },
			finding: "spec.ingress[0].from",
			...dated,
		},
		waived: [waived(through("spec.ingress[0].from"))],
		expired: [expired(through("spec.ingress[0].from"))],
	},
};

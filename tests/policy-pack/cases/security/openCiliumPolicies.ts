import { openCiliumPolicies as rule } from "../../../../controls/kubernetes/security/openCiliumPolicies";
import { type Case, dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
type Kind = "CiliumNetworkPolicy" | "CiliumClusterwideNetworkPolicy";
const policy = (spec: Record<string, unknown>, kind: Kind = "CiliumNetworkPolicy", beside = {}) =>
	resource(`kubernetes:cilium.io/v2:${kind}`, {
		metadata: { name: "proof", ...(kind === "CiliumNetworkPolicy" ? { namespace: "proof" } : {}) },
		spec: { endpointSelector: {}, ...spec },
		...beside,
	});
const through = (path: string): string => `${path} lets everything through, for every pod of a namespace`;
const one = (says: string, spec: Record<string, unknown>, path?: string, kind?: Kind): Case => ({
	says,
	resource: policy(spec, kind),
	messages: path === undefined ? [] : [fail(through(path))],
});
const clusterwide = (says: string, spec: Record<string, unknown>, path?: string): Case =>
	one(says, spec, path, "CiliumClusterwideNetworkPolicy");
const ingress = (rule: Record<string, unknown>) => ({ ingress: [rule] });
const egress = (rule: Record<string, unknown>) => ({ egress: [rule] });
const ports = (...list: Record<string, unknown>[]) => [{ ports: list }];
const range = (port: string, endPort: number) => ({ port, endPort, protocol: "TCP" });
const namespaceLabel = "k8s:io.kubernetes.pod.namespace";
const anyNamespace = { matchExpressions: [{ key: namespaceLabel, operator: "Exists" }] };

export const openCiliumPolicies: RuleCases = {
	policy: "sec-003-open-cilium-policies",
	compliant: [
		clusterwide("a deny of everything", { ingress: [{}], egress: [{}] }),
		one("a port from everywhere", ingress({ fromEntities: ["all"], toPorts: ports({ port: "443", protocol: "TCP" }) })),
		one("a namespace", ingress({ fromEndpoints: [{ matchLabels: { [namespaceLabel]: "prod" } }] })),
	],
	violating: [
		...["all", "world", "world-ipv4", "world-ipv6", "cluster"].map((entity) =>
			one(`the entity ${entity}`, ingress({ fromEntities: [entity] }), "spec.ingress[0].fromEntities[0]"),
		),
		one("an entity beside a narrow one", egress({ toEntities: ["host", "world"] }), "spec.egress[0].toEntities[1]"),
		clusterwide(
			"every pod of the cluster",
			ingress({ fromEndpoints: [{}] }),
			"spec.ingress[0].fromEndpoints[0].matchExpressions",
		),
		one(
			"the pods of any namespace",
			egress({ toEndpoints: [anyNamespace] }),
			"spec.egress[0].toEndpoints[0].matchExpressions",
		),
		one(
			"what is reserved",
			ingress({ fromEndpoints: [{ matchLabels: { "reserved:world": "" } }] }),
			"spec.ingress[0].fromEndpoints[0].matchExpressions",
		),
		one("every address", egress({ toCIDR: ["0.0.0.0/0"] }), "spec.egress[0].toCIDR[0]"),
		one(
			"every address but some",
			egress({ toCIDRSet: [{ cidr: "::/0", except: ["fc00::/7"] }] }),
			"spec.egress[0].toCIDRSet[0].cidr",
		),
		one("every name", egress({ toFQDNs: [{ matchPattern: "*" }] }), "spec.egress[0].toFQDNs[0].matchPattern"),
		one(
			"every port, for everybody",
			ingress({ toPorts: ports({ port: "0", protocol: "ANY" }) }),
			"spec.ingress[0].fromGroups",
		),
		one(
			"a range of ports, for everybody",
			ingress({ toPorts: ports({ port: "1", endPort: 65535, protocol: "TCP" }) }),
			"spec.ingress[0].fromGroups",
		),
		one(
			"every port in four ranges, for everybody",
			ingress({
				toPorts: ports(range("1", 16384), range("16385", 32768), range("32769", 49152), range("49153", 65535)),
			}),
			"spec.ingress[0].fromGroups",
		),
		one(
			"every group of addresses",
			egress({ toCIDRSet: [{ cidrGroupSelector: {} }] }),
			"spec.egress[0].toCIDRSet[0].cidrGroupSelector.matchExpressions",
		),
		one(
			"every group of addresses that has a label",
			egress({ toCIDRSet: [{ cidrGroupSelector: { matchExpressions: [{ key: "a", operator: "Exists" }] } }] }),
			"spec.egress[0].toCIDRSet[0].cidrGroupSelector.matchExpressions",
		),
		one(
			"every port beside a named one",
			ingress({ fromEntities: ["all"], toPorts: ports({ port: "443" }, { port: "0" }) }),
			"spec.ingress[0].fromEntities[0]",
		),
		clusterwide(
			"every pod of one namespace",
			{ endpointSelector: { matchLabels: { [namespaceLabel]: "app" } }, ingress: [{ fromEntities: ["all"] }] },
			"spec.ingress[0].fromEntities[0]",
		),
		clusterwide(
			"every pod but some",
			{
				endpointSelector: { matchExpressions: [{ key: "app", operator: "NotIn", values: ["a"] }] },
				egress: [{ toEntities: ["all"] }],
			},
			"spec.egress[0].toEntities[0]",
		),
		{
			says: "the second of several specifications",
			resource: policy(ingress({ fromEntities: ["host"] }), "CiliumNetworkPolicy", {
				specs: [{ endpointSelector: {}, ...ingress({ fromEntities: ["all"] }) }],
			}),
			messages: [fail(through("specs[0].ingress[0].fromEntities[0]"))],
		},
	],
	absent: [
		one("no rule", {}),
		{
			says: "no selector",
			resource: policy({ endpointSelector: undefined, ...ingress({ fromEntities: ["all"] }) }),
			messages: [fail(through("spec.ingress[0].fromEntities[0]"))],
		},
	],
	nearMiss: [
		one("everything, for the pods of one label", {
			endpointSelector: { matchLabels: { app: "a" } },
			ingress: [{ fromEntities: ["all"] }],
		}),
		one("the pods of its own namespace", ingress({ fromEndpoints: [{}] })),
		one("nodes and the API server", egress({ toEntities: ["host", "remote-node", "kube-apiserver"] })),
		one("a network of its own", egress({ toCIDR: ["10.0.0.0/8"] })),
		one("the ports of a range, for everybody", ingress({ toPorts: ports(range("30000", 30010)) })),
		one(
			"the groups of addresses of one label",
			egress({ toCIDRSet: [{ cidrGroupSelector: { matchLabels: { a: "b" } } }] }),
		),
		one("names of one domain", egress({ toFQDNs: [{ matchPattern: "*.lab.gxp.example" }] })),
		one("an empty rule, which selects nothing", ingress({})),
		clusterwide("the pods of one label, of any namespace", ingress({ fromEndpoints: [{ matchLabels: { app: "a" } }] })),
		clusterwide("nodes instead of pods", {
			endpointSelector: undefined,
			nodeSelector: {},
			ingress: [{ fromEntities: ["cluster"] }],
		}),
	],
	otherKind: [
		resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", { spec: ingress({ fromEntities: ["all"] }) }),
		resource("kubernetes:cilium.io/v2:CiliumEgressGatewayPolicy", { spec: {} }),
	],
	unknown: {
		alone: [
			{
				says: "an unknown entity",
				resource: policy(ingress({ fromEntities: [unknown] })),
				messages: [undecided("spec.ingress[0].fromEntities[0]")],
			},
		],
		besideViolation: [
			{
				says: "unknown ways out beside everybody's way in",
				resource: policy({ egress: unknown, ...ingress({ fromEntities: ["all"] }) }),
				messages: [fail(through("spec.ingress[0].fromEntities[0]")), undecided("spec.egress")],
			},
		],
	},
	excepted: {
		resource: policy(ingress({ fromEntities: ["all"] })),
		exception: {
			control: "SEC-003",
			resource: { apiVersion: "cilium.io/v2", kind: "CiliumNetworkPolicy", namespace: "proof", name: "proof" },
			finding: "spec.ingress[0].fromEntities[0]",
			...dated,
		},
		waived: [waived(through("spec.ingress[0].fromEntities[0]"))],
		expired: [expired(through("spec.ingress[0].fromEntities[0]"))],
	},
};

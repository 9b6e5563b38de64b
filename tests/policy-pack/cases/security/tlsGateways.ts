import { tlsGateways as rule } from "../../../../controls/kubernetes/security/tlsGateways";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const issued = { "cert-manager.io/cluster-issuer": "lab-ca" };
const listener = (change: Record<string, unknown> = {}) => ({
	name: "web",
	port: 443,
	protocol: "HTTPS",
	tls: { certificateRefs: [{ name: "web-tls" }] },
	...change,
});
const gateway = (listeners: unknown, annotations: unknown = issued, kind = "gateway.networking.k8s.io/v1:Gateway") =>
	resource(`kubernetes:${kind}`, {
		metadata: { name: "proof", namespace: "proof", annotations },
		spec: { gatewayClassName: "cilium", ...(listeners === undefined ? {} : { listeners }) },
	});
const plain = "spec.listeners[web].protocol is not HTTPS or TLS";
const noIssuer = "metadata.annotations name no issuer of cert-manager that is an Issuer or a ClusterIssuer";

export const tlsGateways: RuleCases = {
	policy: "sec-004-tls-gateways",
	compliant: [{ says: "a listener with TLS", resource: gateway([listener()]), messages: [] }],
	violating: [
		{ says: "plain HTTP", resource: gateway([listener({ protocol: "HTTP" })]), messages: [fail(plain)] },
		{ says: "plain TCP", resource: gateway([listener({ protocol: "TCP" })]), messages: [fail(plain)] },
		{ says: "another case", resource: gateway([listener({ protocol: "https" })]), messages: [fail(plain)] },
		{
			says: "TLS that ends at a workload",
			resource: gateway([listener({ tls: { mode: "Passthrough", certificateRefs: [{ name: "a" }] } })]),
			messages: [fail("spec.listeners[web].tls.mode is not Terminate")],
		},
		{
			says: "no certificate",
			resource: gateway([listener({ tls: { mode: "Terminate", certificateRefs: [] } })]),
			messages: [fail("spec.listeners[web].tls.certificateRefs has no certificate")],
		},
		{ says: "no issuer", resource: gateway([listener()], { a: "b" }), messages: [fail(noIssuer)] },
		{
			says: "the second listener",
			resource: gateway([listener(), listener({ name: "plain", port: 80, protocol: "HTTP" })]),
			messages: [fail("spec.listeners[plain].protocol is not HTTPS or TLS")],
		},
		{
			says: "TLS 1.0 by an option of the controller's",
			resource: gateway([
				listener({ tls: { certificateRefs: [{ name: "a" }], options: { "example.com/min-version": "TLSv1.0" } } }),
			]),
			messages: [fail("spec.listeners[web].tls.options[example.com/min-version] lets a TLS version before 1.2 in")],
		},
		{
			says: "plain TCP, for a TCPRoute",
			resource: gateway([listener({ name: "db", port: 5432, protocol: "TCP", tls: undefined })]),
			messages: [
				fail("spec.listeners[db].protocol is not HTTPS or TLS"),
				fail("spec.listeners[db].tls.certificateRefs has no certificate"),
			],
		},
		{
			says: "a listener that is added to a gateway",
			resource: gateway([listener({ protocol: "HTTP" })], issued, "gateway.networking.x-k8s.io/v1alpha1:XListenerSet"),
			messages: [fail(plain)],
		},
	],
	absent: [
		{ says: "no annotations", resource: gateway([listener()], {}), messages: [fail(noIssuer)] },
		{
			says: "no protocol and no TLS",
			resource: gateway([{ name: "web", port: 80 }]),
			messages: [fail(plain), fail("spec.listeners[web].tls.certificateRefs has no certificate")],
		},
	],
	nearMiss: [
		{ says: "TLS that ends at the gateway", resource: gateway([listener({ protocol: "TLS" })]), messages: [] },
		{
			says: "TLS 1.2 by an option of the controller's",
			resource: gateway([
				listener({ tls: { certificateRefs: [{ name: "a" }], options: { "example.com/min-version": "TLSv1.2" } } }),
			]),
			messages: [],
		},
		{ says: "no listeners: those of listener sets", resource: gateway(undefined), messages: [] },
	],
	otherKind: [
		resource("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", {}),
		resource("kubernetes:networking.istio.io/v1:Gateway", {}),
	],
	unknown: {
		alone: [
			{
				says: "an unknown protocol",
				resource: gateway([listener({ protocol: unknown })]),
				messages: [undecided("spec.listeners[web].protocol")],
			},
		],
		besideViolation: [
			{
				says: "an unknown listener beside plain HTTP",
				resource: gateway([unknown, listener({ protocol: "HTTP" })]),
				messages: [undecided("spec.listeners[0]"), fail(plain)],
			},
		],
	},
	excepted: {
		resource: gateway([listener({ protocol: "HTTP" })]),
		exception: {
			control: "SEC-004",
			resource: { apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway", namespace: "proof", name: "proof" },
			finding: "spec.listeners[web].protocol",
			...dated,
		},
		waived: [waived(plain)],
		expired: [expired(plain)],
	},
};

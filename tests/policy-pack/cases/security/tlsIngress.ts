import { tlsIngress as rule } from "../../../../controls/kubernetes/security/tlsIngress";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const issued = { "cert-manager.io/cluster-issuer": "lab-ca" };
const backend = { service: { name: "app", port: { number: 80 } } };
const route = (host?: unknown) => ({
	...(host === undefined ? {} : { host }),
	http: { paths: [{ path: "/", pathType: "Prefix", backend }] },
});
const ingress = (spec: unknown, annotations: unknown = issued) =>
	resource("kubernetes:networking.k8s.io/v1:Ingress", {
		metadata: { name: "proof", namespace: "proof", annotations },
		spec,
	});
const host = "app.lab.gxp.example";
const tls = (hosts: unknown[], secretName: unknown = "app-tls") => [{ hosts, secretName }];
const good = { rules: [route(host)], tls: tls([host]) };
const uncovered = "spec.rules[0].host has a host without a certificate under spec.tls";
const noIssuer = "metadata.annotations name no issuer of cert-manager that is an Issuer or a ClusterIssuer";
const old = (key: string): string => `metadata.annotations[${key}] lets plain HTTP or a TLS version before 1.2 in`;

export const tlsIngress: RuleCases = {
	policy: "sec-004-tls-ingress",
	compliant: [
		{ says: "each host with a certificate", resource: ingress(good), messages: [] },
		{
			says: "two hosts under two secrets, and an issuer of the namespace",
			resource: ingress(
				{ rules: [route("a.example"), route("b.example")], tls: [...tls(["a.example"]), ...tls(["b.example"], "b")] },
				{ "cert-manager.io/issuer": "acme", "cert-manager.io/issuer-kind": "Issuer" },
			),
			messages: [],
		},
	],
	violating: [
		{
			says: "a host that tls does not list",
			resource: ingress({ ...good, tls: tls(["other.lab.gxp.example"]) }),
			messages: [fail(uncovered)],
		},
		{
			says: "a host that only ends alike",
			resource: ingress({ ...good, tls: tls(["lab.gxp.example"]) }),
			messages: [fail(uncovered)],
		},
		{
			says: "a wildcard over two labels",
			resource: ingress({ ...good, tls: tls(["*.gxp.example"]) }),
			messages: [fail(uncovered)],
		},
		{
			says: "a certificate without a secret",
			resource: ingress({ ...good, tls: [{ hosts: [host] }] }),
			messages: [fail(uncovered)],
		},
		{ says: "every host", resource: ingress({ ...good, rules: [route()] }), messages: [fail(uncovered)] },
		{
			says: "the second of two hosts",
			resource: ingress({ ...good, rules: [route(host), route("b.example")] }),
			messages: [fail("spec.rules[1].host has a host without a certificate under spec.tls")],
		},
		{
			says: "a backend for what no rule names",
			resource: ingress({ ...good, defaultBackend: backend }),
			messages: [fail("spec.defaultBackend answers for hosts without a certificate")],
		},
		{ says: "no issuer", resource: ingress(good, { "cert-manager.io/common-name": host }), messages: [fail(noIssuer)] },
		{
			says: "an issuer of another group",
			resource: ingress(good, { ...issued, "cert-manager.io/issuer-group": "example.com" }),
			messages: [fail(noIssuer)],
		},
		{
			says: "an issuer of another kind",
			resource: ingress(good, { ...issued, "cert-manager.io/issuer-kind": "AWSPCAIssuer" }),
			messages: [fail(noIssuer)],
		},
		{
			says: "plain HTTP beside it",
			resource: ingress(good, { ...issued, "haproxy.org/ssl-redirect": "false" }),
			messages: [fail(old("haproxy.org/ssl-redirect"))],
		},
		...["false", "False", "FALSE", "f", "F", "0"].map((value) => ({
			says: `plain HTTP beside it, by ${value}`,
			resource: ingress(good, { ...issued, "ingress.lab.gxp.example/ssl-redirect": value }),
			messages: [fail(old("ingress.lab.gxp.example/ssl-redirect"))],
		})),
		...["true", "T", "1"].map((value) => ({
			says: `TLS that is passed through, by ${value}`,
			resource: ingress(good, { ...issued, "ingress.lab.gxp.example/ssl-passthrough": value }),
			messages: [
				fail(
					"metadata.annotations[ingress.lab.gxp.example/ssl-passthrough] passes TLS through to a certificate that nobody judges",
				),
			],
		})),
		{
			says: "TLS 1.0",
			resource: ingress(good, { ...issued, "example.com/ssl-protocols": "TLSv1 TLSv1.2" }),
			messages: [fail(old("example.com/ssl-protocols"))],
		},
		{
			says: "TLS 1.1 in a snippet",
			resource: ingress(good, { ...issued, "example.com/server-snippet": "ssl_protocols TLSv1.1 TLSv1.3;" }),
			messages: [fail(old("example.com/server-snippet"))],
		},
	],
	absent: [
		{ says: "no tls", resource: ingress({ rules: [route(host)] }), messages: [fail(uncovered)] },
		{ says: "no annotations", resource: ingress(good, {}), messages: [fail(noIssuer)] },
	],
	nearMiss: [
		{
			says: "a wildcard over one label",
			resource: ingress({ ...good, tls: tls(["*.lab.gxp.example"]) }),
			messages: [],
		},
		{
			says: "no redirect by force, and no passthrough, as it is by default",
			resource: ingress(good, {
				...issued,
				"nginx.ingress.kubernetes.io/force-ssl-redirect": "false",
				"nginx.ingress.kubernetes.io/ssl-passthrough": "False",
			}),
			messages: [],
		},
		{
			says: "a redirect that is on, and TLS 1.2 and 1.3",
			resource: ingress(good, {
				...issued,
				"nginx.ingress.kubernetes.io/ssl-redirect": "true",
				"example.com/ssl-protocols": "TLSv1.2 TLSv1.3",
				"example.com/off": "false",
			}),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:core/v1:Service", {}),
		resource("kubernetes:gateway.networking.k8s.io/v1:Gateway", {}),
		resource("kubernetes:networking.k8s.io/v1:IngressClass", {}),
	],
	unknown: {
		alone: [
			{ says: "unknown rules", resource: ingress({ ...good, rules: unknown }), messages: [undecided("spec.rules")] },
			{
				says: "an unknown host",
				resource: ingress({ ...good, rules: [route(unknown)] }),
				messages: [undecided("spec.rules[0].host")],
			},
		],
		besideViolation: [
			{
				says: "an unknown annotation beside a host without a certificate",
				resource: ingress({ ...good, tls: [] }, { ...issued, "example.com/a": unknown }),
				messages: [fail(uncovered), undecided("metadata.annotations.example.com/a")],
			},
		],
	},
	excepted: {
		resource: ingress({ rules: [route(host)] }),
		exception: {
			control: "SEC-004",
			resource: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", namespace: "proof", name: "proof" },
			finding: "spec.rules[0].host",
			...dated,
		},
		waived: [waived(uncovered)],
		expired: [expired(uncovered)],
	},
};

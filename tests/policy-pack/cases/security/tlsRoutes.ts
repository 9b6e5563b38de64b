import { tlsRoutes as rule } from "../../../../controls/kubernetes/security/tlsRoutes";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const route = (tls: unknown, kind = "IngressRoute", group = "traefik.io") =>
	resource(`kubernetes:${group}/v1alpha1:${kind}`, {
		metadata: { name: "proof", namespace: "proof" },
		spec: {
			entryPoints: ["websecure"],
			routes: [{ kind: "Rule", match: "Host(`app.lab.gxp.example`)", services: [{ name: "app", port: 80 }] }],
			...(tls === undefined ? {} : { tls }),
		},
	});
const none = "spec.tls.secretName names no certificate";

export const tlsRoutes: RuleCases = {
	policy: "sec-004-tls-routes",
	compliant: [
		{ says: "a certificate of a Secret", resource: route({ secretName: "app-tls" }), messages: [] },
		{ says: "TCP with one", resource: route({ secretName: "db-tls" }, "IngressRouteTCP"), messages: [] },
	],
	violating: [
		{ says: "an empty tls: Traefik's own certificate", resource: route({}), messages: [fail(none)] },
		{ says: "options alone", resource: route({ options: { name: "modern" } }), messages: [fail(none)] },
		{ says: "empty names", resource: route({ secretName: "", certResolver: "" }), messages: [fail(none)] },
		{ says: "TCP without TLS", resource: route(undefined, "IngressRouteTCP"), messages: [fail(none)] },
		{
			says: "the older group",
			resource: route(undefined, "IngressRoute", "traefik.containo.us"),
			messages: [fail(none)],
		},
		{
			says: "TLS that ends at a workload",
			resource: route({ secretName: "db-tls", passthrough: true }, "IngressRouteTCP"),
			messages: [fail("spec.tls.passthrough is on")],
		},
		{
			says: "UDP, whatever it says of TLS",
			resource: route({ secretName: "a" }, "IngressRouteUDP"),
			messages: [fail("kind is a route without TLS")],
		},
	],
	absent: [{ says: "no tls", resource: route(undefined), messages: [fail(none)] }],
	nearMiss: [
		{ says: "a resolver instead of a Secret", resource: route({ certResolver: "lab-acme" }), messages: [] },
		{
			says: "passthrough that is off",
			resource: route({ secretName: "db-tls", passthrough: false }, "IngressRouteTCP"),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:traefik.io/v1alpha1:Middleware", {}),
		resource("kubernetes:contour.heptio.com/v1beta1:IngressRoute", {}),
	],
	unknown: {
		alone: [
			{ says: "unknown TLS", resource: route(unknown), messages: [undecided("spec.tls")] },
			{
				says: "an unknown name",
				resource: route({ secretName: unknown }),
				messages: [undecided("spec.tls.secretName")],
			},
		],
		besideViolation: [
			{
				says: "an unknown name beside passthrough",
				resource: route({ secretName: unknown, passthrough: true }, "IngressRouteTCP"),
				messages: [undecided("spec.tls.secretName"), fail("spec.tls.passthrough is on")],
			},
		],
	},
	excepted: {
		resource: route(undefined),
		exception: {
			control: "SEC-004",
			resource: { apiVersion: "traefik.io/v1alpha1", kind: "IngressRoute", namespace: "proof", name: "proof" },
			finding: "spec.tls",
			...dated,
		},
		waived: [waived(none)],
		expired: [expired(none)],
	},
};

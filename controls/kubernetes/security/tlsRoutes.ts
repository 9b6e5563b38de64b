import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const tls = "object.?spec.?tls";

const kindsOf = (apiVersion: string) => [
	kind(apiVersion, "IngressRoute", "ingressroutes"),
	kind(apiVersion, "IngressRouteTCP", "ingressroutetcps"),
	kind(apiVersion, "IngressRouteUDP", "ingressrouteudps"),
];

/**
 * SEC-004 over Traefik's own kinds (doc.traefik.io: Kubernetes CRD; traefik v3, ingressroute.go and ingressroutetcp.go): without
 * `tls` a route answers in the clear, with an empty one by Traefik's own certificate. cert-manager does not read their annotations:
 * a Certificate makes the secret, or Traefik's resolver asks an ACME server. What is UDP has no TLS that Traefik knows of.
 */
export const tlsRoutes: KubernetesRule = {
	id: "SEC-004",
	slug: "tls-routes",
	says: "A route of Traefik's has TLS that ends at Traefik, with a certificate that it names.",
	why: "A sign-in or a record that crosses the network in the clear can be read and changed on the way.",
	fix: "Give the route tls with the secretName of a Certificate, or a certResolver, and no passthrough; expose no IngressRouteUDP.",
	applies: objects({
		traefik: kindsOf("traefik.io/v1alpha1"),
		"traefik-of-v2": kindsOf("traefik.containo.us/v1alpha1"),
	}),
	cel: [
		`object.kind != "IngressRouteUDP"`,
		`(object.kind == "IngressRouteUDP" || ${tls}.?certResolver.orValue("") != "" || ${tls}.?secretName.orValue("") != "")`,
		`${tls}.?passthrough.orValue(false) == false`,
	].join(" && "),
	finding: (path) => {
		if (path === "kind") return `${path} is a route without TLS`;
		return path === "spec.tls.passthrough" ? `${path} is on` : `${path} names no certificate`;
	},
};

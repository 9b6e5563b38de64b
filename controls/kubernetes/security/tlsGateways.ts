import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";
import { issuedByCertManager } from "./issuer";
import { oldVersions } from "./tlsIngress";

const listener = [
	`listener.?protocol.orValue("") in ["HTTPS", "TLS"]`,
	// Passed through, it ends at a workload whose certificate nobody judges.
	`listener.?tls.?mode.orValue("Terminate") == "Terminate"`,
	`listener.?tls.?certificateRefs.orValue([]).size() > 0`,
	// What a controller takes beside: each has options of its own.
	`listener.?tls.?options.orValue({}).all(key, !listener.tls.options[key].matches(${JSON.stringify(oldVersions)}))`,
].join(" && ");

/**
 * SEC-004 over the Gateway API (gateway-api.sigs.k8s.io: Gateway, ListenerSet; TLS). Its routes, of whatever kind (HTTPRoute, GRPCRoute,
 * TLSRoute, TCPRoute, UDPRoute), say nothing of TLS: they are reached through a listener alone, and that is judged.
 */
export const tlsGateways: KubernetesRule = {
	id: "SEC-004",
	slug: "tls-gateways",
	says: "A gateway listens with TLS only, and cert-manager makes its certificates.",
	why: "A sign-in or a record that crosses the network in the clear can be read and changed on the way.",
	fix: "Give every listener the protocol HTTPS and tls.certificateRefs, and annotate cert-manager.io/cluster-issuer.",
	applies: objects({
		gateways: [
			kind("gateway.networking.k8s.io/v1", "Gateway", "gateways"),
			kind("gateway.networking.k8s.io/v1", "ListenerSet", "listenersets"),
			kind("gateway.networking.x-k8s.io/v1alpha1", "XListenerSet", "xlistenersets"),
		],
	}),
	cel: [`object.?spec.?listeners.orValue([]).all(listener, ${listener})`, ...issuedByCertManager].join(" && "),
	finding: (path) => {
		if (path === "metadata.annotations")
			return `${path} name no issuer of cert-manager that is an Issuer or a ClusterIssuer`;
		if (path.endsWith(".protocol")) return `${path} is not HTTPS or TLS`;
		if (path.endsWith(".mode")) return `${path} is not Terminate`;
		if (path.includes(".options")) return `${path} lets a TLS version before 1.2 in`;
		return `${path} has no certificate`;
	},
};

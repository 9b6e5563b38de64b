import type { Resource } from "../../rule";
import { elements, member, objectsOf } from "./objects";

/**
 * The hosts that a stack serves itself, as far as its resources say: the names and addresses of its certificates, its ingress
 * hosts, and the endpoints of its own object storage.
 */
export function ownAddresses(resources: readonly Resource[]): Set<string> {
	const found = new Set<string>();
	const add = (host: unknown): void => {
		if (typeof host === "string" && host !== "") found.add(host.toLowerCase().replace(/\.$/, ""));
	};
	for (const { spec } of objectsOf(resources, "cert-manager.io/Certificate"))
		for (const host of [...elements(spec, "dnsNames"), ...elements(spec, "ipAddresses"), member(spec, "commonName")])
			add(host);
	for (const { spec } of objectsOf(resources, "networking.k8s.io/Ingress", "gateway.networking.k8s.io/HTTPRoute"))
		for (const host of [...elements(spec, "rules").map((rule) => member(rule, "host")), ...elements(spec, "hostnames")])
			add(host);
	for (const { type, properties } of resources)
		if (type === "lab:index:BucketRetention") add(String(properties.endpoint ?? "").replace(/:\d+$/, ""));
	return found;
}

import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, releaseType } from "../installed";
import { elements, type Known } from "../known";
import { objectsOf } from "./objects";

export interface OwnAddresses {
	/** Whether the stack serves a host, which is in lower case and has no dot at its end; an address that is not known yet may be it. */
	has: (host: string) => Known;
}

/**
 * The hosts that a stack serves itself, as far as its resources say: the names and addresses of its certificates, its ingress
 * hosts, the endpoints of its own object storage, and a Service by its name and that of one of the stack's namespaces, which a
 * pod finds without `.svc` (kubernetes.io: DNS for Services and Pods, search lists).
 */
export function ownAddresses(resources: readonly Resource[]): OwnAddresses {
	const found = new Set<string>();
	let open = false;
	const add = (host: unknown): void => {
		if (isPulumiUnknown(host)) open = true;
		else if (typeof host === "string" && host !== "") found.add(host.toLowerCase().replace(/\.$/, ""));
	};
	for (const { spec } of objectsOf(resources, "cert-manager.io/Certificate"))
		for (const host of [...elements(spec, "dnsNames"), ...elements(spec, "ipAddresses"), at(spec, "commonName")])
			add(host);
	for (const { spec } of objectsOf(resources, "networking.k8s.io/Ingress", "gateway.networking.k8s.io/HTTPRoute"))
		for (const host of [...elements(spec, "rules").map((rule) => at(rule, "host")), ...elements(spec, "hostnames")])
			add(host);
	for (const { type, properties } of resources)
		if (type === "lab:index:BucketRetention") {
			const { endpoint } = properties;
			add(isPulumiUnknown(endpoint) ? endpoint : String(endpoint ?? "").replace(/:\d+$/, ""));
		}
	const namespaces = new Set<unknown>([
		...objectsOf(resources, "Namespace").map(({ name }) => name),
		...resources.filter(({ type }) => type === releaseType).map(({ properties }) => properties.namespace),
		"default",
		"kube-system",
	]);
	const openNamespace = [...namespaces].some(isPulumiUnknown);
	return {
		has: (host) => {
			const namespace = /^[^.]+\.([^.]+)$/.exec(host)?.[1];
			if (found.has(host) || namespaces.has(namespace)) return true;
			return open || (openNamespace && namespace !== undefined) ? "unknown" : false;
		},
	};
}

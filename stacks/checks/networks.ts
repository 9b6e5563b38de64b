import { type Cidr, contains, formatAddress, overlap, parseAddress, parseCidr, type Range } from "../ipv4";
import { check, repeated } from "./check";

const nowhere: Range = { first: 1, last: 0 };

/** Networks that no node can be in (IANA IPv4 Special-Purpose Address Registry). */
const reserved: readonly (readonly [string, string])[] = [
	["0.0.0.0/8", '"this network"'],
	["127.0.0.0/8", "loopback"],
	["169.254.0.0/16", "link-local"],
	["224.0.0.0/4", "multicast"],
	["240.0.0.0/4", "reserved"],
];

/** Nodes, pods and services are disjoint, and of sizes that Kubernetes can work with. */
export const networkChecks = [
	check(["network"], function* ({ network }) {
		const named: [string, Cidr][] = [];
		for (const key of ["nodeCidr", "podCidr", "serviceCidr"] as const) {
			const cidr = parseCidr(network[key]);
			if (cidr === undefined) continue;
			const path = ["network", key];
			for (const [text, kind] of reserved) {
				const block = parseCidr(text);
				if (block !== undefined && overlap(block, cidr)) {
					yield {
						path,
						says: `${network[key]} is ${kind} (${text}); it must be a private network such as 10.20.0.0/24`,
					};
				}
			}
			for (const [other, taken] of named) {
				if (overlap(taken, cidr)) {
					yield {
						path,
						says: `${network[key]} overlaps ${other} ${network[other as "nodeCidr"]}; it must be disjoint from it`,
					};
				}
			}
			named.push([key, cidr]);
		}
	}),
	// kube-apiserver refuses more than 20 host bits, and its allocator wants at least 8 addresses
	// (kubernetes: cmd/kube-apiserver/app/options/validation.go, pkg/registry/core/service/ipallocator).
	check(["network"], function* ({ network }) {
		const services = parseCidr(network.serviceCidr);
		if (services === undefined || (services.prefix >= 12 && services.prefix <= 29)) return;
		const size = services.prefix < 12 ? "too large" : "too small";
		yield {
			path: ["network", "serviceCidr"],
			says: `${network.serviceCidr} is ${size} for kube-apiserver; its prefix length must be 12 to 29`,
		};
	}),
	// kube-controller-manager gives each node a /24 of the pods' network (--node-cidr-mask-size-ipv4, default 24).
	check(["network", "nodes"], function* ({ network, nodes }) {
		const pods = parseCidr(network.podCidr);
		if (pods === undefined) return;
		const room = pods.prefix > 24 ? 0 : 2 ** (24 - pods.prefix);
		if (nodes.length > room) {
			const says = `${network.podCidr} has room for ${room} nodes with a /24 each, and there are ${nodes.length}; it must be larger, such as a /16`;
			yield { path: ["network", "podCidr"], says };
		}
	}),
	check(["network"], function* ({ network }) {
		for (const key of ["loadBalancerPool", "dhcpRange"] as const) {
			const range = network[key];
			if (range !== undefined && parseRange(range) === "reversed") {
				yield { path: ["network", key, "from"], says: `${range.from} comes after to, ${range.to}; swap them` };
			}
		}
		for (const key of ["nameservers", "timeServers"] as const) {
			if (network[key].length === 0)
				yield { path: ["network", key], says: "is empty; it must have at least one entry" };
			for (const { index, entry } of repeated(network[key])) {
				yield { path: ["network", key, index], says: `${entry} is listed twice; remove one` };
			}
		}
	}),
	// A node has routes of its own to pods and services: a server of the site in one of these networks is never reached.
	check(["network", "talos"], function* ({ network, talos }) {
		const servers = [
			...network.nameservers.map((text, index) => ({ path: ["network", "nameservers", index], text })),
			...network.timeServers.map((text, index) => ({ path: ["network", "timeServers", index], text })),
			...talos.logDestinations.map((url, index) => ({
				path: ["talos", "logDestinations", index],
				text: /^[a-z]+:\/\/([^/:]+)/.exec(url)?.[1] ?? "",
			})),
		];
		for (const { path, text } of servers) {
			const address = parseAddress(text);
			// In the nodes' network too: then the networks overlap, which is said once.
			if (address !== undefined && contains(parseCidr(network.nodeCidr) ?? nowhere, address)) continue;
			for (const key of ["podCidr", "serviceCidr"] as const) {
				const cidr = parseCidr(network[key]);
				if (address === undefined || cidr === undefined || !contains(cidr, address)) continue;
				yield { path, says: `${text} is in ${key} ${network[key]}, where nodes do not reach it; it must be outside` };
			}
		}
	}),
	check(["environment", "network"], function* ({ environment, network }) {
		if (environment.class === "production" && network.timeServers.length === 1) {
			yield { path: ["network", "timeServers"], says: "has one entry; in class production it must have at least two" };
		}
	}),
];

/** The range of `{ from, to }`; "reversed" where it ends before it begins, undefined where an end is no address. */
export function parseRange(range: { from: string; to: string }): Range | "reversed" | undefined {
	const first = parseAddress(range.from);
	const last = parseAddress(range.to);
	if (first === undefined || last === undefined) return undefined;
	return first > last ? "reversed" : { first, last };
}

export function formatRange(range: Range): string {
	return range.first === range.last
		? formatAddress(range.first)
		: `${formatAddress(range.first)}-${formatAddress(range.last)}`;
}

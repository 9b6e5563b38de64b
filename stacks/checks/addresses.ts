import type { Path } from "../faults";
import { contains, overlap, parseAddress, parseCidr, type Range } from "../ipv4";
import { check, type Sections } from "./check";
import { formatRange, parseRange } from "./networks";

/** Addresses that something owns, and where the file says so. */
interface Claim {
	readonly owner: string;
	readonly path: Path;
	readonly range: Range;
}

/** Every address that nodes must reach is in their network, is a host's, and has one owner. */
export const addressChecks = [
	check(["network"], function* ({ network }) {
		yield* outside(networkClaims(network), network.nodeCidr);
	}),
	check(["network", "machines"], function* ({ network, machines }) {
		yield* outside(machineClaims(machines), network.nodeCidr);
	}),
	check(["network", "proxmox"], function* ({ network, proxmox }) {
		yield* outside(hostClaims(proxmox), network.nodeCidr);
	}),
	({ sections }: { sections: Partial<Sections> }) => {
		const { network, proxmox, machines } = sections;
		return clashes([
			...(network === undefined ? [] : networkClaims(network)),
			...(proxmox === undefined ? [] : hostClaims(proxmox)),
			...(machines === undefined ? [] : machineClaims(machines)),
		]);
	},
	check(["network", "platform"], function* ({ network, platform }) {
		const address = parseAddress(platform.minio.address);
		const pool = parseRange(network.loadBalancerPool);
		if (address === undefined || pool === undefined || pool === "reversed" || contains(pool, address)) return;
		const says = `${platform.minio.address} is outside the load-balancer pool; it must be in ${formatRange(pool)}`;
		yield { path: ["platform", "minio", "address"], says };
	}),
];

function one(owner: string, path: Path, text: string): Claim[] {
	const address = parseAddress(text);
	return address === undefined ? [] : [{ owner, path, range: { first: address, last: address } }];
}

function networkClaims(network: Sections["network"]): Claim[] {
	const ranges = (["loadBalancerPool", "dhcpRange"] as const).flatMap((key) => {
		const range = network[key] === undefined ? undefined : parseRange(network[key]);
		if (range === undefined || range === "reversed") return [];
		return [
			{ owner: key === "dhcpRange" ? "the DHCP range" : "the load-balancer pool", path: ["network", key], range },
		];
	});
	return [
		...one("the gateway", ["network", "gateway"], network.gateway),
		...one("the VIP", ["network", "vip"], network.vip),
		...ranges,
	];
}

function hostClaims(proxmox: Sections["proxmox"]): Claim[] {
	return proxmox.hosts.flatMap((host, index) =>
		one(`Proxmox host ${host.name}`, ["proxmox", "hosts", index, "address"], host.address),
	);
}

function machineClaims(machines: Sections["machines"]): Claim[] {
	return machines.flatMap(({ label, address }, index) =>
		address === undefined ? [] : one(label, ["nodes", index, "address"], address),
	);
}

function* outside(claims: readonly Claim[], nodeCidr: string) {
	const network = parseCidr(nodeCidr);
	if (network === undefined) return;
	for (const { owner, path, range } of claims) {
		const shown = formatRange(range);
		const inside = `${owner} must be in it`;
		const has = range.first === range.last ? "is" : "has";
		if (!contains(network, range.first) || !contains(network, range.last)) {
			yield { path, says: `${shown} is outside nodeCidr ${nodeCidr}; ${inside}` };
		} else if (network.prefix < 31 && contains(range, network.first)) {
			yield { path, says: `${shown} ${has} the network address of nodeCidr ${nodeCidr}; ${owner} must not be there` };
		} else if (network.prefix < 31 && contains(range, network.last)) {
			yield { path, says: `${shown} ${has} the broadcast address of nodeCidr ${nodeCidr}; ${owner} must not be there` };
		}
	}
}

function* clashes(claims: readonly Claim[]) {
	for (const [index, claim] of claims.entries()) {
		for (const earlier of claims.slice(0, index)) {
			if (!overlap(earlier.range, claim.range)) continue;
			const shown = formatRange(claim.range);
			const says =
				earlier.range.first === earlier.range.last && claim.range.first === claim.range.last
					? `${shown} is the address of ${earlier.owner} too; give ${claim.owner} another`
					: `${shown} of ${claim.owner} overlaps ${earlier.owner} (${formatRange(earlier.range)}); separate them`;
			yield { path: claim.path, says };
		}
	}
}

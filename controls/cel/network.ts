import type { Library } from "./library";
import { CelError, Opaque } from "./values";

/** An address as Go's net/netip has it, without zones and without IPv4 inside IPv6 (apiserver 0.36, pkg/cel/library/ip.go). */
export class IP extends Opaque {
	readonly typeName = "net.IP";
	constructor(
		readonly family: 4 | 6,
		readonly bits: bigint,
	) {
		super();
	}

	static parse(text: string): IP {
		const address = parseAddress(text);
		if (address.family === 6 && address.bits >> 32n === 0xffffn) throw notAn("IP address");
		return address;
	}

	get width(): number {
		return this.family === 4 ? 32 : 128;
	}

	/** The first `count` bits. */
	first(count: number): bigint {
		return this.bits >> BigInt(this.width - count);
	}

	get isUnspecified(): boolean {
		return this.bits === 0n;
	}
	get isLoopback(): boolean {
		return this.family === 4 ? this.first(8) === 127n : this.bits === 1n;
	}
	get isMulticast(): boolean {
		return this.family === 4 ? this.first(4) === 0xen : this.first(8) === 0xffn;
	}
	get isLinkLocalMulticast(): boolean {
		return this.family === 4 ? this.first(24) === 0xe00000n : (this.first(16) & 0xff0fn) === 0xff02n;
	}
	get isLinkLocalUnicast(): boolean {
		return this.family === 4 ? this.first(16) === 0xa9fen : this.first(10) === 0x3fan;
	}
	get isGlobalUnicast(): boolean {
		if (this.isUnspecified || (this.family === 4 && this.bits === 0xffffffffn)) return false;
		return !this.isLoopback && !this.isMulticast && !this.isLinkLocalUnicast;
	}

	equals(other: IP): boolean {
		return this.family === other.family && this.bits === other.bits;
	}

	/** Canonical: RFC 5952, the first of the longest runs of two zero groups or more shortened. */
	override toString(): string {
		if (this.family === 4) return [24n, 16n, 8n, 0n].map((shift) => (this.bits >> shift) & 0xffn).join(".");
		const groups = Array.from({ length: 8 }, (_, i) => (this.bits >> BigInt(112 - 16 * i)) & 0xffffn);
		let run = { start: -1, length: 1 };
		for (let start = 0; start < 8; start++) {
			let end = start;
			while (end < 8 && groups[end] === 0n) end++;
			if (end - start > run.length) run = { start, length: end - start };
		}
		const text = groups.map((group) => group.toString(16));
		if (run.start < 0) return text.join(":");
		return `${text.slice(0, run.start).join(":")}::${text.slice(run.start + run.length).join(":")}`;
	}
}

/** An address and the length of its prefix; bits after the prefix may be set. */
export class CIDR extends Opaque {
	readonly typeName = "net.CIDR";
	constructor(
		readonly ip: IP,
		readonly length: number,
	) {
		super();
	}

	static parse(text: string): CIDR {
		const slash = text.lastIndexOf("/");
		const length = text.slice(slash + 1);
		if (slash < 0 || !/^(?:0|[1-9][0-9]{0,2})$/.test(length)) throw notAn("IP network");
		const ip = IP.parse(text.slice(0, slash));
		if (Number(length) > ip.width) throw notAn("IP network");
		return new CIDR(ip, Number(length));
	}

	containsIP(ip: IP): boolean {
		return ip.family === this.ip.family && ip.first(this.length) === this.ip.first(this.length);
	}
	containsCIDR(other: CIDR): boolean {
		return this.length <= other.length && this.containsIP(other.ip);
	}
	get masked(): CIDR {
		const rest = BigInt(this.ip.width - this.length);
		return new CIDR(new IP(this.ip.family, (this.ip.bits >> rest) << rest), this.length);
	}
	equals(other: CIDR): boolean {
		return this.length === other.length && this.ip.equals(other.ip);
	}
	override toString(): string {
		return `${this.ip}/${this.length}`;
	}
}

function notAn(what: string): CelError {
	return new CelError(`not an ${what}`);
}

/** Go's netip.ParseAddr, without zones: four octets without leading zeros, or eight groups with at most one `::`. */
export function parseAddress(text: string): IP {
	if (!text.includes(":")) return new IP(4, parseOctets(text));
	const [head = "", tail, more] = text.split("::");
	if (more !== undefined) throw notAn("IP address");
	const before = parseGroups(head, tail === undefined);
	const after = tail === undefined ? [] : parseGroups(tail, true);
	const missing = 8 - before.length - after.length;
	// `::` stands for one group of zeros at least.
	if (tail === undefined ? missing !== 0 : missing < 1) throw notAn("IP address");
	const groups = [...before, ...new Array<bigint>(missing).fill(0n), ...after];
	return new IP(
		6,
		groups.reduce((bits, group) => (bits << 16n) | group, 0n),
	);
}

function parseGroups(text: string, atEnd: boolean): bigint[] {
	if (text === "") return [];
	const fields = text.split(":");
	return fields.flatMap((field, i) => {
		if (/^[0-9a-fA-F]{1,4}$/.test(field)) return [BigInt(`0x${field}`)];
		if (!atEnd || i !== fields.length - 1 || !field.includes(".")) throw notAn("IP address");
		const octets = parseOctets(field);
		return [octets >> 16n, octets & 0xffffn];
	});
}

function parseOctets(text: string): bigint {
	const octets = text.split(".");
	if (octets.length !== 4 || !octets.every((octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) <= 255))
		throw notAn("IP address");
	return octets.reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

function parses(parse: (text: string) => unknown): (text: string) => boolean {
	return (text) => {
		try {
			parse(text);
			return true;
		} catch {
			return false;
		}
	};
}

/** apiserver 0.36, pkg/cel/library/ip.go and cidr.go. */
export const networkLibrary: Library = {
	types: { "net.IP": IP, "net.CIDR": CIDR },
	namespaces: ["ip"],
	overloads: [
		["ip(string): net.IP", IP.parse],
		["isIP(string): bool", parses(IP.parse)],
		["ip.isCanonical(string): bool", (text: string) => IP.parse(text).toString() === text],
		["net.IP.family(): int", ({ family }: IP) => BigInt(family)],
		["net.IP.isUnspecified(): bool", (ip: IP) => ip.isUnspecified],
		["net.IP.isLoopback(): bool", (ip: IP) => ip.isLoopback],
		["net.IP.isLinkLocalMulticast(): bool", (ip: IP) => ip.isLinkLocalMulticast],
		["net.IP.isLinkLocalUnicast(): bool", (ip: IP) => ip.isLinkLocalUnicast],
		["net.IP.isGlobalUnicast(): bool", (ip: IP) => ip.isGlobalUnicast],
		["string(net.IP): string", String],
		["cidr(string): net.CIDR", CIDR.parse],
		["isCIDR(string): bool", parses(CIDR.parse)],
		["net.CIDR.containsIP(string): bool", (cidr: CIDR, text: string) => cidr.containsIP(IP.parse(text))],
		["net.CIDR.containsIP(net.IP): bool", (cidr: CIDR, ip: IP) => cidr.containsIP(ip)],
		["net.CIDR.containsCIDR(string): bool", (cidr: CIDR, text: string) => cidr.containsCIDR(CIDR.parse(text))],
		["net.CIDR.containsCIDR(net.CIDR): bool", (cidr: CIDR, other: CIDR) => cidr.containsCIDR(other)],
		["net.CIDR.ip(): net.IP", ({ ip }: CIDR) => ip],
		["net.CIDR.prefixLength(): int", ({ length }: CIDR) => BigInt(length)],
		["net.CIDR.masked(): net.CIDR", ({ masked }: CIDR) => masked],
		["string(net.CIDR): string", String],
	],
};

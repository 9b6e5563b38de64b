import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [Address, number];

/** An address of either kind; an IPv4 address that is written as IPv6 is one of IPv4. Undefined for what is none (the schema refuses it). */
export function addressOf(text: string | undefined): Address | undefined {
	return text !== undefined && ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

function networkOf(text: string | undefined): Network | undefined {
	if (text === undefined || !ipaddr.isValidCIDR(text)) return undefined;
	const [address, bits] = ipaddr.parseCIDR(text);
	if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96)
		return [address.toIPv4Address(), bits - 96];
	return [address, bits];
}

/** Two networks overlap where one holds the other's first address. */
export function networksOverlap(one: string | undefined, other: string | undefined): boolean {
	const a = networkOf(one);
	const b = networkOf(other);
	if (a === undefined || b === undefined || a[0].kind() !== b[0].kind()) return false;
	return holds(a, b[0]) || holds(b, a[0]);
}

export function isInNetwork(address: string | undefined, network: string | undefined): boolean {
	const a = addressOf(address);
	const n = networkOf(network);
	return a !== undefined && n !== undefined && a.kind() === n[0].kind() && holds(n, a);
}

function holds([network, bits]: Network, address: Address): boolean {
	return address.match(network as never, bits);
}

export function sameAddress(one: string | undefined, other: string | undefined): boolean {
	const a = addressOf(one);
	const b = addressOf(other);
	if (a === undefined || b === undefined) return one !== undefined && one === other;
	return a.kind() === b.kind() && a.toNormalizedString() === b.toNormalizedString();
}

export interface Range {
	from?: string | undefined;
	to?: string | undefined;
}

export function rangesOverlap(one: Range | undefined, other: Range | undefined): boolean {
	const [from, to, otherFrom, otherTo] = [one?.from, one?.to, other?.from, other?.to].map(addressOf);
	if (from === undefined || to === undefined || otherFrom === undefined || otherTo === undefined) return false;
	if (new Set([from, to, otherFrom, otherTo].map((address) => address.kind())).size > 1) return false;
	return number(from) <= number(otherTo) && number(otherFrom) <= number(to);
}

function number(address: Address): bigint {
	return address.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** A host's name or address as it is compared: without port and path, in one case, without the root's dot. */
export function hostOf(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	const host = URL.canParse(text) && text.includes("//") ? new URL(text).hostname : text;
	return host
		.toLowerCase()
		.replace(/^\[(.*)\]$/, "$1")
		.replace(/\.+$/, "");
}

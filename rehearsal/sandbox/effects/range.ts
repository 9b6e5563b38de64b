/** Address ranges as an IPAddressPool writes them: `a.b.c.d-a.b.c.e` or a CIDR. IPv4 only, as the lab is. */
import ipaddr from "ipaddr.js";

const toNumber = (address: string) => ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);

const toAddress = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

function bounds(range: string): [number, number] {
	if (range.includes("/")) {
		const [network, prefix] = ipaddr.IPv4.parseCIDR(range);
		const first = toNumber(network.toString());
		return [first, first + 2 ** (32 - prefix) - 1];
	}
	const [from, to] = range.split("-").map((part) => part.trim());
	if (from === undefined || to === undefined)
		throw new Error(`${range}: not an address range; it must be from-to or a CIDR`);
	return [toNumber(from), toNumber(to)];
}

export function inRange(address: string, range: string): boolean {
	const [from, to] = bounds(range);
	const value = toNumber(address);
	return value >= from && value <= to;
}

/** Every address of the range, in order. */
export function* addressRange(range: string): Generator<string> {
	const [from, to] = bounds(range);
	for (let value = from; value <= to; value++) yield toAddress(value);
}

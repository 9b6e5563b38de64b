/** IPv4 arithmetic on unsigned 32-bit numbers; text is the dotted form without leading zeros, as `node:net` reads it. */
import { isIPv4 } from "node:net";

/** A range of addresses, both ends included. */
export interface Range {
	readonly first: number;
	readonly last: number;
}

export interface Cidr extends Range {
	readonly prefix: number;
}

/** The number of a dotted address, or undefined where it is none. */
export function parseAddress(text: string): number | undefined {
	if (!isIPv4(text)) return undefined;
	return text.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

export function formatAddress(address: number): string {
	return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join(".");
}

/** The network of `address/prefix`, host bits dropped; undefined where the text is none. */
export function parseCidr(text: string): Cidr | undefined {
	const match = /^([0-9.]+)\/([0-9]{1,2})$/.exec(text);
	const address = match?.[1] === undefined ? undefined : parseAddress(match[1]);
	const prefix = Number(match?.[2]);
	if (address === undefined || prefix > 32) return undefined;
	const size = 2 ** (32 - prefix);
	const first = Math.floor(address / size) * size;
	return { first, last: first + size - 1, prefix };
}

export function formatCidr(cidr: Cidr): string {
	return `${formatAddress(cidr.first)}/${cidr.prefix}`;
}

export function contains(range: Range, address: number): boolean {
	return range.first <= address && address <= range.last;
}

export function overlap(one: Range, other: Range): boolean {
	return one.first <= other.last && other.first <= one.last;
}

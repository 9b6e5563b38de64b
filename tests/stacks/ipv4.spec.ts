import { expect } from "chai";
import { contains, formatAddress, formatCidr, overlap, parseAddress, parseCidr } from "../../stacks/ipv4";

function network(text: string) {
	const cidr = parseCidr(text);
	if (cidr === undefined) throw new Error(`${text} is no network`);
	return cidr;
}

describe("IPv4 arithmetic", () => {
	it("reads an address and writes it again, up to the last", () => {
		for (const text of ["0.0.0.0", "10.20.0.1", "192.168.255.254", "255.255.255.255"]) {
			expect(formatAddress(parseAddress(text) ?? -1)).to.equal(text);
		}
	});

	it("does not read what is no address", () => {
		for (const text of ["", "10.20.0", "10.20.0.256", "10.20.0.01", "fd00::1", "10.20.0.1/24", " 10.20.0.1"]) {
			expect(parseAddress(text), text).to.equal(undefined);
		}
	});

	it("drops host bits", () => {
		expect(formatCidr(network("10.20.0.5/24"))).to.equal("10.20.0.0/24");
		expect(formatCidr(network("255.255.255.255/1"))).to.equal("128.0.0.0/1");
		expect(network("0.0.0.0/0").last).to.equal(2 ** 32 - 1);
	});

	it("does not read what is no network", () => {
		for (const text of ["10.20.0.0", "10.20.0.0/33", "10.20.0.0/", "10.20.0.0/-1", "/24"]) {
			expect(parseCidr(text), text).to.equal(undefined);
		}
	});

	it("knows both ends of a range as inside", () => {
		const range = network("10.20.0.0/24");
		expect(contains(range, range.first)).to.equal(true);
		expect(contains(range, range.last)).to.equal(true);
		expect(contains(range, range.last + 1)).to.equal(false);
	});

	it("tells neighbours from overlaps", () => {
		expect(overlap(network("10.20.0.0/24"), network("10.20.1.0/24"))).to.equal(false);
		expect(overlap(network("10.20.0.0/24"), network("10.20.0.0/16"))).to.equal(true);
		expect(overlap(network("10.20.0.0/16"), network("10.20.0.0/24"))).to.equal(true);
	});
});

import { expect } from "chai";
import { rangesOverlap, sameAddress } from "../../../controls/repository/networks";
import { ofProfile } from "../../../controls/repository/separateEnvironments";
import { biolab } from "../../../stacks/profiles/biolab";

describe("the networks of environments", () => {
	it("are the profile's where a stack states none", () => {
		const { podCidr, serviceCidr } = biolab.network;
		expect(ofProfile).to.deep.equal({ podCidr, serviceCidr });
	});

	it("have addresses that are compared by what they are, not by how they are written", () => {
		expect(sameAddress("::ffff:10.20.0.5", "10.20.0.5")).to.equal(true);
		expect(sameAddress("FD00:0020::0005", "fd00:20::5")).to.equal(true);
		expect(sameAddress("10.20.0.5", "10.20.0.50")).to.equal(false);
		expect(sameAddress(undefined, undefined)).to.equal(false);
	});

	it("have ranges that overlap in one address, and none of another kind", () => {
		const range = { from: "fd00::1", to: "fd00::f" };
		expect(rangesOverlap(range, { from: "fd00::f", to: "fd00::1f" })).to.equal(true);
		expect(rangesOverlap(range, { from: "fd00::10", to: "fd00::1f" })).to.equal(false);
		expect(rangesOverlap(range, { from: "10.0.0.1", to: "10.0.0.9" })).to.equal(false);
	});
});

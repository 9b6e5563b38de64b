import { expect } from "chai";
import { merged } from "../../stacks/merge";
import { nearest } from "../../stacks/spelling";

describe("a profile's defaults", () => {
	it("are overridden key by key", () => {
		expect(merged({ a: { b: 1, c: 2 }, d: 3 }, { a: { c: 4 }, e: 5 })).to.deep.equal({ a: { b: 1, c: 4 }, d: 3, e: 5 });
	});

	it("give way to 0, false and empty text", () => {
		expect(merged({ a: 1, b: true, c: "x" }, { a: 0, b: false, c: "" })).to.deep.equal({ a: 0, b: false, c: "" });
	});

	it("of a list are replaced as a whole", () => {
		expect(merged({ a: [1, 2] }, { a: [3] })).to.deep.equal({ a: [3] });
	});

	it("do not hide a null, which the schema refuses", () => {
		expect(merged({ a: { b: 1 } }, { a: null })).to.deep.equal({ a: null });
	});
});

describe("the word that was probably meant", () => {
	it("is within two edits", () => {
		expect(nearest("nodeCIDR", ["podCidr", "nodeCidr"])).to.equal("nodeCidr");
		expect(nearest("gatway", ["gateway", "vip"])).to.equal("gateway");
	});

	it("is none where all are far, or shorter than the guess", () => {
		expect(nearest("flavour", ["version", "certSANs"])).to.equal(undefined);
		expect(nearest("ab", ["vip"])).to.equal(undefined);
	});
});

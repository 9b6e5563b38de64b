import { expect } from "chai";
import { widthOf, wrapped } from "../../../controls/gate/formats/wrapped";

describe("a text for a person", () => {
	it("is as wide as the terminal, and 100 columns where there is none", () => {
		expect(widthOf({ isTTY: true, columns: 80 } as never)).to.equal(80);
		expect(widthOf({ isTTY: true, columns: 0 } as never), "a terminal that does not say").to.equal(100);
		expect(widthOf({ columns: 40 } as never), "a pipe").to.equal(100);
	});

	it("fills its lines to the last column, with the head before the first and its width before the others", () => {
		expect(wrapped("one two three four", 12, "fix: ")).to.deep.equal(["fix: one two", "     three", "     four"]);
		expect(wrapped("one two", 7)).to.deep.equal(["one two"]);
	});

	it("never breaks a word, nor a piece", () => {
		expect(wrapped("see /a/very/long/path it", 8, "", "  ")).to.deep.equal(["see", "  /a/very/long/path", "  it"]);
		expect(wrapped(["a (1, 2),", "b (3)"], 12, "", " ")).to.deep.equal(["a (1, 2),", " b (3)"]);
	});
});

import { expect } from "chai";
import { byKind, count, together } from "../../../controls/gate/formats/together";

describe("texts that are told together", () => {
	it("name the items of the one list in which they differ", () => {
		const of = (name: string) => `spec.containers[${name}].env[A] is wrong`;
		expect(together([of("a"), of("b"), of("a")])).to.equal("spec.containers[a, b].env[A] is wrong");
		expect(together([of("a"), of("a")])).to.equal(of("a"));
	});

	it("are not told together where two lists differ: what was not found would be named", () => {
		expect(together(["c[a].env[X]", "c[b].env[Y]"])).to.equal(undefined);
	});

	it("have their subjects by kind: before the last blank, or before a Pulumi name", () => {
		const kinds = byKind(["Pod a/b", "a:b:C::one", "Pod c", "file.yaml", "static pod d"], (one) => one);
		expect(kinds.map(({ kind, named }) => [kind, ...named.map(({ name }) => name)])).to.deep.equal([
			["Pod", "a/b", "c"],
			["a:b:C", "one"],
			["", "file.yaml"],
			["static pod", "d"],
		]);
	});

	it("are counted", () => {
		expect([0, 1, 2].map((number) => count(number, "finding"))).to.deep.equal([
			"0 findings",
			"1 finding",
			"2 findings",
		]);
	});
});

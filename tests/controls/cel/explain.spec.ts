import { expect } from "chai";
import { explain } from "../../../controls/cel/explain";
import { compile } from "../../../controls/cel/expression";
import { isUnknownSymbol, normalise, unknown } from "../../../controls/cel/unknown";

/** What explaining an expression over `o` finds, as `outcome path`. */
function verdicts(cel: string, o: unknown): string[] {
	const normal = normalise(o, isUnknownSymbol, "o");
	return explain(compile(cel, ["o"]), { o: () => normal }, { o: "o" }).map(({ outcome, path }) => `${outcome} ${path}`);
}

describe("a CEL expression, taken apart", () => {
	it("names the field of each part that is false", () => {
		expect(
			verdicts("o.a == 1 && (o.b.c == 2 && o.list.all(x, x.d == 3))", {
				a: 0,
				b: { c: 2 },
				list: [{ d: 3 }, { name: "two", d: 4 }],
			}),
		).to.deep.equal(["violated o.a", "violated o.list[two].d"]);
	});

	it("is about the field behind `||`, about the object that `has` asks, and about the innermost variable", () => {
		expect(verdicts("o.windows || o.?context.?root.orValue(true) == false", { windows: false })).to.deep.equal([
			"violated o.context.root",
		]);
		expect(verdicts("o.volumes.all(v, has(v.secret) || has(v.csi))", { volumes: [{ name: "data" }] })).to.deep.equal([
			"violated o.volumes[data]",
		]);
		expect(verdicts("o.list.all(x, x.limit <= o.most)", { most: 1, list: [{ limit: 2 }] })).to.deep.equal([
			"violated o.list[0].limit",
		]);
	});

	it("goes over the keys of a map", () => {
		expect(verdicts(`o.all(key, key.startsWith("a"))`, { ab: 1, "b/c": 2 })).to.deep.equal(["violated o[b/c]"]);
	});

	it("is decided without an unknown value where the rest decides", () => {
		expect(verdicts("o.a == 1 && o.b == 2", { a: unknown, b: 3 })).to.deep.equal(["undecided o.a", "violated o.b"]);
		expect(verdicts("o.a == 1 || o.b == 2", { a: unknown, b: 2 })).to.deep.equal([]);
		expect(verdicts("o.a == 1 || o.b == 2", { a: unknown, b: 3 })).to.deep.equal(["undecided o.a"]);
		expect(verdicts("o.list.all(x, x.a == 1)", { list: [unknown, { a: 2 }, { a: unknown }] })).to.deep.equal([
			"undecided o.list[0]",
			"violated o.list[1].a",
			"undecided o.list[2].a",
		]);
	});

	it("does not take an unknown member for an absent one", () => {
		for (const cel of [
			"has(o.a)",
			"!has(o.a)",
			'o.?a.orValue("x") == "x"',
			'"a" in o',
			'!("a" in o)',
			"o.?a.?b.orValue(1) == 1",
		])
			expect(verdicts(cel, { a: unknown }), cel).to.deep.equal(["undecided o.a"]);
	});

	it("takes null for absent, as the API server does", () => {
		expect(verdicts("!has(o.a)", { a: null })).to.deep.equal([]);
	});

	it("fails closed on what is no bool, on an error, and on what is no list, without quoting it", () => {
		expect(verdicts("o.a", { a: "secret" })).to.deep.equal(["malformed o.a"]);
		expect(verdicts(`o.a.startsWith("x")`, { a: { secret: 1 } })).to.deep.equal(["malformed o.a"]);
		expect(verdicts("o.a.all(x, x == 1)", { a: "secret" })).to.deep.equal(["malformed o.a"]);
	});

	it("is refused where the library would change its meaning, and where a variable is not declared", () => {
		expect(() => compile("o.a - (o.b - o.c) == 1", ["o"])).to.throw(
			"CEL o.a - o.b - o.c == 1: changed its meaning when it was written out",
		);
		expect(() => compile("p.a == 1", ["o"])).to.throw('CEL "p.a == 1": Unknown variable: p');
	});
});

import { expect } from "chai";
import { explain } from "../../../controls/cel/explain";
import { compile } from "../../../controls/cel/expression";
import { isUnknownSymbol, normalise, unknown } from "../../../controls/cel/unknown";

function verdicts(cel: string, object: unknown): string[] {
	const normal = normalise(object, isUnknownSymbol, "o");
	return explain(compile(cel, ["o"]), { o: () => normal }, { o: "o" }).map(({ outcome, path }) => `${outcome} ${path}`);
}

describe("Kubernetes' functions in CEL", () => {
	it("leave undecided what reads an unknown argument, whatever the function", () => {
		for (const cel of [
			'o.a.matches("^a")',
			'o.a.find("a") == ""',
			"isQuantity(o.a)",
			'quantity(o.a).isLessThan(quantity("1Gi"))',
			'quantity("1Gi").add(quantity(o.a)).isInteger()',
			"ip(o.a).isLoopback()",
			"isCIDR(o.a)",
			'cidr("10.0.0.0/8").containsIP(o.a)',
			'url(o.a).getScheme() == "https"',
			"!format.dns1123Label().validate(o.a).hasValue()",
			'"%s".format([o.a]) == "a"',
			"semver(o.a).major() == 1",
			'sets.contains(["a"], [o.a])',
			"[o.a].isSorted()",
			'o.?a.optMap(x, x == "a").orValue(false)',
			'[o.a].transformList(i, v, v) == ["a"]',
			'timestamp(o.a) > timestamp("2024-01-01T00:00:00Z")',
		])
			expect(verdicts(cel, { a: unknown }), cel).to.deep.equal(["undecided o.a"]);
	});

	it("are decided without an unknown element where another one decides", () => {
		expect(verdicts('!o.l.exists(x, x.matches("^a"))', { l: [unknown, "ab"] })).to.deep.equal(["violated o.l"]);
		expect(verdicts("o.l.exists(x, isIP(x))", { l: [unknown, "::1"] })).to.deep.equal([]);
		expect(verdicts("o.l.exists(i, x, isIP(x))", { l: [unknown, "::"] })).to.deep.equal([]);
		expect(verdicts("o.l.exists(x, isIP(x))", { l: [unknown, "a"] })).to.deep.equal(["undecided o.l[0]"]);
	});

	it("wait for an unknown value rather than call the object malformed, where it may still decide", () => {
		expect(verdicts("o.b.c || isIP(o.a)", { a: unknown })).to.deep.equal(["undecided o.a"]);
		expect(verdicts("!(o.b.c && isIP(o.a))", { a: unknown })).to.deep.equal(["undecided o.a"]);
	});

	it("make an object malformed that gives them what they do not take", () => {
		expect(verdicts('quantity(o.a).isLessThan(quantity("1Gi"))', { a: "200K" })).to.deep.equal(["malformed o.a"]);
		expect(verdicts("ip(o.a).isLoopback()", { a: 7 })).to.deep.equal(["malformed o.a"]);
	});

	it("refuse at the rule what Kubernetes refuses at the policy", () => {
		for (const [cel, message] of [
			['o.a.matches("(?=a)")', "the pattern is not one of RE2"],
			['o.a.find("(a)\\\\1") == ""', "the pattern is not one of RE2"],
			["cel.bind(x, o.a, x)", "Kubernetes' CEL has no function bind of 4 arguments here"],
			['o.a.timestampOf() == "x"', "found no matching overload for 'dyn.timestampOf()'"],
			['quantity("1").sign() == 1', "found no matching overload for 'kubernetes.Quantity.sign()'"],
			['"%f".format([o.a]) == "1"', "CEL format: %f writes in the manner of a language; use %s"],
			['o.a in ["a", 1]', "List elements must have the same type, expected type 'string' but found 'int'"],
		] as const)
			expect(() => compile(cel, ["o"]), cel).to.throw(message);
	});

	it("take values of several types in a format, and nowhere else", () => {
		expect(verdicts('"%s: %d".format([o.a, 2]) == "x: 2"', { a: "x" })).to.deep.equal([]);
	});

	it("take time that grows with the text, not with its possibilities", () => {
		const began = process.cpuUsage();
		expect(verdicts('o.a.matches("^(a|a)*$")', { a: `${"a".repeat(50_000)}b` })).to.deep.equal(["violated o.a"]);
		expect(process.cpuUsage(began).user).to.be.below(2_000_000);
	});

	it("calculate quantities as apimachinery does, and compare their results with compareTo", () => {
		const memory = { requests: "512Mi", limits: "1.5Gi" };
		expect(verdicts("quantity(o.limits).isGreaterThan(quantity(o.requests))", memory)).to.deep.equal([]);
		expect(
			verdicts('quantity(o.requests).add(quantity("1Gi")).compareTo(quantity(o.limits)) == 0', memory),
		).to.deep.equal([]);
		expect(verdicts("quantity(o.requests).asInteger() == 536870912", memory)).to.deep.equal([]);
	});
});

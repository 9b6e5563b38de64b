import { expect } from "chai";
import { catalogue } from "../../controls/catalogue";
import { benchmarkItems } from "../../controls/cis";

/** How many items each section of v1.12 has (kube-bench, cfg/cis-1.12). */
const sections: readonly [string, number][] = [
	["1.1", 21],
	["1.2", 30],
	["1.3", 7],
	["1.4", 2],
	["2", 7],
	["3.1", 3],
	["3.2", 2],
	["4.1", 10],
	["4.2", 14],
	["4.3", 1],
	["5.1", 13],
	["5.2", 12],
	["5.3", 2],
	["5.4", 2],
	["5.5", 1],
	["5.6", 4],
];

describe("the map of the CIS Kubernetes Benchmark", () => {
	it("has every item of every section, in order and once", () => {
		const numbers = sections.flatMap(([section, count]) =>
			Array.from({ length: count }, (_, i) => `${section}.${i + 1}`),
		);
		expect(benchmarkItems.map(({ number }) => number)).to.deep.equal(numbers);
		for (const { title } of benchmarkItems) expect(title.trim()).not.to.equal("");
	});

	it("names controls of the catalogue with a rationale each, or says why none is about the item", () => {
		const ids = new Set(catalogue.map(({ id }) => id));
		for (const { number, rationales, none } of benchmarkItems) {
			expect(none === undefined, number).to.equal(Object.keys(rationales).length > 0);
			expect(none?.trim(), number).not.to.equal("");
			for (const [id, rationale] of Object.entries(rationales)) {
				expect(ids, number).to.include(id);
				expect(rationale.trim(), number).not.to.equal("");
			}
		}
	});

	it("says of no file that Talos writes it where the network plugin, the kubelet or nobody does", () => {
		for (const number of ["1.1.1", "1.1.7", "1.1.9", "1.1.10", "1.1.13", "1.1.14", "4.1.1", "4.1.5"])
			expect(whyNone(number), number).not.to.match(/Talos writes/);
	});

	it("has no control for who may read Secrets or change webhooks: ACC-003 refuses neither, and SEC-011 says what a webhook may be", () => {
		for (const number of ["5.1.2", "5.1.4", "5.1.9", "5.1.10", "5.1.11", "5.1.13"])
			expect(whyNone(number), number).to.match(/^not held by a control: ACC-003 refuses wildcards/);
		expect(whyNone("5.1.12")).to.match(/^not held by a control: .*SEC-011/);
	});

	it("does not say that Talos keeps to an item where it does otherwise", () => {
		expect(whyNone("4.2.7")).to.match(/^not so: .*--hostname-override/);
		expect(whyNone("4.2.9")).to.match(/^not so: /);
	});
});

function whyNone(number: string): string {
	const { none } = benchmarkItems.find((one) => one.number === number) ?? {};
	if (none === undefined) throw new Error(`${number}: some control is about it`);
	return none;
}

import { expect } from "chai";
import { catalogue } from "../../controls/catalogue";
import { benchmark, benchmarkItems } from "../../controls/cis";

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

	it("names controls of the catalogue, or says why none holds the item", () => {
		const ids = new Set(catalogue.map(({ id }) => id));
		for (const { number, heldBy } of benchmarkItems) {
			if ("none" in heldBy) expect(heldBy.none, number).not.to.equal("");
			else {
				expect(heldBy, number).not.to.be.empty;
				for (const id of heldBy) expect(ids, number).to.include(id);
			}
		}
	});

	it("says of no file that Talos writes it where the network plugin, the kubelet or nobody does", () => {
		for (const number of ["1.1.1", "1.1.7", "1.1.9", "1.1.10", "1.1.13", "1.1.14", "4.1.1", "4.1.5"]) {
			const { heldBy } = benchmarkItems.find((one) => one.number === number) ?? {};
			expect(heldBy, number)
				.to.have.property("none")
				.that.does.not.match(/Talos writes/);
		}
	});

	it("agrees with the clauses of the catalogue: what a control names is mapped to it", () => {
		for (const { id, clauses } of catalogue)
			for (const { source, reference } of clauses) {
				if (source !== benchmark.name) continue;
				const mapped = benchmarkItems.filter(
					({ number }) => number === reference || number.startsWith(`${reference}.`),
				);
				expect(mapped, `${id} ${reference}`).not.to.be.empty;
				expect(
					mapped.some(({ heldBy }) => !("none" in heldBy) && heldBy.includes(id)),
					`${id} ${reference}`,
				).to.equal(true);
			}
	});
});

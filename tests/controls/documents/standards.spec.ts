import { expect } from "chai";
import { catalogue, controlById } from "../../../controls/catalogue";
import { scopes, standards } from "../../../controls/documents/standards";
import type { Source } from "../../../controls/types";

const referencesOf = (source: Source): string[] => standards[source].map(({ reference }) => reference);
const unserved = Object.entries(standards).flatMap(([source, clauses]) =>
	clauses.flatMap(({ reference, notServed }) =>
		notServed === undefined ? [] : [{ source: source as Source, reference, why: notServed }],
	),
);

/** The controls that a reason names; `BCM-003 to BCM-005` are three. */
function controlsIn(why: string): string[] {
	const named = [...why.matchAll(/\b([A-Z]{3})-(\d{3})(?: to \1-(\d{3}))?/g)];
	return named.flatMap(([, area, from, to]) =>
		Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, i) =>
			[area, String(Number(from) + i).padStart(3, "0")].join("-"),
		),
	);
}

describe("the texts that controls are mapped to", () => {
	it("have all controls of Annex A, cited as the standard cites them", () => {
		const chapter = (n: number, count: number): string[] => Array.from({ length: count }, (_, i) => `A.${n}.${i + 1}`);
		expect(referencesOf("ISO/IEC 27001:2022")).to.deep.equal([
			...chapter(5, 37),
			...chapter(6, 8),
			...chapter(7, 14),
			...chapter(8, 34),
		]);
		expect(scopes["ISO/IEC 27001:2022"]).to.include("clauses 4 to 10");
	});

	it("have the appendices of GAMP 5 on management, development and operation, with why most are not served", () => {
		const letters = (letter: string, numbers: number[]): string[] => numbers.map((n) => `${letter}${n}`);
		expect(referencesOf("GAMP 5 (2nd edition)")).to.deep.equal([
			...letters("M", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
			...letters("D", [1, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
			...letters("O", [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]),
		]);
	});

	it("name in a reason only controls that there are, and clauses that one of them is mapped to", () => {
		for (const { source, reference, why } of unserved) {
			const controls = controlsIn(why).map(controlById);
			const [, places = ""] = /\(mapped to ([^)]+)\)/.exec(why) ?? [];
			const text = places.startsWith("Annex 11, ") ? "Annex 11 (2011)" : source;
			for (const [place] of places.replace("Annex 11, ", "").matchAll(/\b(?:[A-Z]\.?)?\d+(?:\.\d+)*/g)) {
				if (places.includes("ISO/IEC")) continue; // O11 names whole texts.
				const serving = controls.filter(({ clauses }) =>
					clauses.some((one) => one.source === text && one.reference === place),
				);
				expect(serving, `${source} ${reference}: ${place}`).not.to.be.empty;
			}
		}
	});

	it("do not call a technological control an organisation's process where a control here is about a part of it", () => {
		const organisational = unserved.filter(({ reference, why }) => reference.startsWith("A.8.") && /^an org/.test(why));
		expect(organisational.map(({ reference }) => reference)).to.deep.equal(["A.8.25", "A.8.28", "A.8.30", "A.8.34"]);
	});

	it("have the record of who was given access served by the audit log, within what it says", () => {
		const { clauses } = controlById("AUD-001");
		expect(clauses.find(({ reference }) => reference === "12.3")?.rationale).to.match(/not what it holds/);
	});

	it("say wherever 11.300 is served that it is by analogy, and promise no period", () => {
		const serving = catalogue.flatMap(({ id, clauses }) =>
			clauses.filter(({ reference }) => reference === "11.300").map(({ rationale }) => ({ id, rationale })),
		);
		expect(serving.map(({ id }) => id)).to.deep.equal(["ACC-009", "SEC-006", "SEC-007", "SEC-008"]);
		for (const { id, rationale } of serving)
			expect(rationale, id).to.match(/^By analogy, as no signature is kept here: /);
		expect(serving[1]?.rationale).to.include("is not shown");
	});
});

import { expect } from "chai";
import { conclude, type Place, type ProofRecord, proofRecord } from "../../../rehearsal/proof/record";
import { recorded } from "./recorded";

const place: Place = { control: "SEC-001", rule: "sec-001-a", where: "admission", shows: ["refused", "admitted"] };
const refused = recorded();
const admitted = recorded({ expected: "admitted", actual: "admitted", fixture: "another pod" });

/** Why SEC-001 is unproven; undefined where it is proven. */
function why(records: readonly ProofRecord[], expected: Parameters<typeof conclude>[0] = [place]): string | undefined {
	const { unproven } = conclude(expected, ["SEC-001"], records);
	expect(unproven.map(({ control }) => control)).to.deep.equal(unproven.length === 0 ? [] : ["SEC-001"]);
	return unproven[0]?.why;
}

describe("the conclusion of a proof", () => {
	it("is that a control is proven by one fixture refused and one admitted, where it is judged", () => {
		expect(conclude([place], ["SEC-001"], [refused, admitted])).to.deep.equal({
			controls: 1,
			proven: 1,
			unproven: [],
		});
	});

	it("is not that without a fixture that was refused, or without one that was admitted", () => {
		expect(why([admitted])).to.equal("sec-001-a in admission: no fixture was refused");
		expect(why([refused])).to.equal("sec-001-a in admission: no fixture was admitted");
		expect(why([])).to.equal("sec-001-a in admission: no fixture was refused");
	});

	it("is not that where one thing came out otherwise, whatever else held", () => {
		const wrong = recorded({ fixture: "a third pod", actual: "admitted", held: false });
		expect(why([refused, admitted, wrong])).to.equal("sec-001-a in admission: a third pod: admitted");
		const tooStrict = recorded({
			expected: "admitted",
			actual: "refused by SEC-001",
			fixture: "a near miss",
			held: false,
		});
		expect(why([refused, admitted, tooStrict])).to.equal("sec-001-a in admission: a near miss: refused by SEC-001");
	});

	it("draws nothing from what could not be shown, neither for nor against", () => {
		const notShown = { actual: "not shown: the API server's own validation refuses it", held: undefined };
		expect(why([refused, admitted, recorded(notShown)])).to.equal(undefined);
		expect(why([recorded(notShown), admitted])).to.equal("sec-001-a in admission: no fixture was refused");
		expect(why([refused, recorded({ ...notShown, expected: "admitted" })])).to.equal(
			"sec-001-a in admission: no fixture was admitted",
		);
	});

	it("takes a record for its own rule and place only", () => {
		const elsewhere = { ...place, where: "preview" } as const;
		expect(why([refused, admitted], [place, elsewhere])).to.equal("sec-001-a in preview: no fixture was refused");
		const another = { ...place, rule: "sec-001-b" };
		expect(why([refused, admitted], [place, another])).to.equal("sec-001-b in admission: no fixture was refused");
		const both = [refused, admitted, recorded({ where: "preview" }), recorded({ ...admitted, where: "preview" })];
		expect(why(both, [place, elsewhere])).to.equal(undefined);
	});

	it("names the first reason of several, in the order of the places", () => {
		const another = { ...place, rule: "sec-001-b" };
		expect(why([refused], [another, place])).to.equal("sec-001-b in admission: no fixture was refused");
		expect(why([refused], [place, another])).to.equal("sec-001-a in admission: no fixture was admitted");
	});

	it("asks in up for what only up can show, and for nothing that is admitted", () => {
		const up: Place = { ...place, where: "up", shows: ["refused before it is made"] };
		const late = recorded({ where: "up", expected: "refused before it is made" });
		const end = recorded({ where: "up", expected: "failed at the end" });
		expect(why([late], [up])).to.equal(undefined);
		expect(why([end, recorded({ where: "up" })], [up])).to.equal(
			"sec-001-a in up: no fixture was refused before it is made",
		);
		expect(why([end], [{ ...up, shows: ["failed at the end"] }])).to.equal(undefined);
		expect(why([{ ...late, held: false, actual: "it was made" }], [up])).to.equal(
			"sec-001-a in up: a pod: it was made",
		);
	});

	it("is that a control is unproven which nothing judges", () => {
		expect(why([refused, admitted], [])).to.equal("nothing judges it");
	});

	it("counts the controls that were asked for, and leaves others out", () => {
		const chg = { ...place, control: "CHG-001", rule: "chg-001-a", where: "repository" } as const;
		expect(conclude([place, chg], ["SEC-001", "CHG-001"], [refused, admitted])).to.deep.equal({
			controls: 2,
			proven: 1,
			unproven: [{ control: "CHG-001", why: "chg-001-a in repository: no fixture was refused" }],
		});
		expect(conclude([place, chg], ["SEC-001"], [refused, admitted]).controls).to.equal(1);
	});
});

describe("a record of a proof", () => {
	it("is read as it was written, and not where it says another place or outcome", () => {
		const read = (change: object) => proofRecord.safeParse(JSON.parse(JSON.stringify({ ...refused, ...change })));
		expect(read({}).data).to.deep.equal(refused);
		expect(read({ held: undefined }).success, "what could not be shown").to.equal(true);
		expect(read({ where: "elsewhere" }).success).to.equal(false);
		expect(read({ expected: "perhaps" }).success).to.equal(false);
		expect(read({ held: "yes" }).success).to.equal(false);
	});
});

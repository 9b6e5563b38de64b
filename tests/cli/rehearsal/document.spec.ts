import { expect } from "chai";
import { targetsOf } from "../../../cli/bench";
import { keptLine, type RehearsalDocument, summaryOf, type Unapproved } from "../../../cli/rehearsal/document";
import { documentOf, nothingSeen, stages } from "../../../cli/rehearsal/seen";

const plain = (_colour: string, text: string) => text;
const held: RehearsalDocument = {
	schemaVersion: 1,
	stack: "lab",
	class: "lab",
	engine: "embedded",
	providers: "stand-in",
	created: 90,
	updated: 0,
	replaced: 0,
	deleted: 0,
	same: 1,
	secondRun: { same: 91, changed: 0 },
	controls: { pass: 3, fail: 0, waived: 1, notApplicable: 0, notEvaluated: 0 },
	checks: [{ id: "tls-vip", says: "TLS on the virtual address verifies", held: true }],
	notRehearsed: ["chart cilium: a stand-in"],
	simulated: ["Proxmox VE"],
	seconds: { parts: 0.1, preview: 4, up: 30, secondUp: 4.5, total: 55 },
	peakRssMiB: 900,
	partsRssMiB: 1100,
	ok: true,
	error: null,
};

describe("the summary", () => {
	it("says what happened, what was simulated and what was not rehearsed", () => {
		expect(summaryOf(held, plain, "none")).to.equal(`
Rehearsed lab (class lab; engine embedded, providers stand-in)
  first up     90 created, 0 updated, 0 replaced, 0 deleted, 1 same
  second up    91 same, 0 changed
  controls     3 pass, 0 fail, 1 waived, 0 not applicable, 0 not evaluated
               what charts make is not in these counts: the API server judged it by its admission policies
  checks       1 of 1 held
  time         parts 0.1 s, preview 4 s, up 30 s, second up 4.5 s, total 55 s
  memory       900 MiB our processes, 1100 MiB the parts
  Simulated: a stand-in gave the effect:
    - Proxmox VE
  Not rehearsed: no effect was seen:
    - chart cilium: a stand-in

Everything that was executed held.`);
	});

	it("says under the controls that waived is not approved, where that is so and something is waived", () => {
		const under = (unapproved: Unapproved, waived: number) => {
			const lines = summaryOf({ ...held, controls: { ...held.controls, waived } }, plain, unapproved).split("\n");
			expect(lines.at(lines.indexOf("  checks       1 of 1 held") - 1)).to.include("what charts make");
			return lines.slice(5, lines.indexOf("  checks       1 of 1 held") - 1);
		};
		const where = "               (lab controls check --repository names them)";
		expect(under("all", 11)).to.deep.equal([
			"               the 11 waived stand on exceptions that nobody approved; a real up refuses them",
			where,
		]);
		expect(under("all", 1)[0]).to.include("the 1 waived stands on exceptions that nobody approved");
		expect(under("some", 2)).to.deep.equal([
			"               of the 2 waived, some stand on exceptions that nobody approved; a real up refuses them",
			where,
		]);
		expect(under("all", 0)).to.deep.equal([]);
		expect(under("none", 11)).to.deep.equal([]);
	});

	it("names the check that did not hold, and shows no number that was not measured", () => {
		const broken: RehearsalDocument = {
			...held,
			...{ created: null, updated: null, replaced: null, deleted: null, same: null, secondRun: null },
			seconds: { parts: 0.1, preview: 4, up: null, secondUp: null, total: 10 },
			...{ peakRssMiB: null, partsRssMiB: null },
			checks: [{ id: "tls-vip", says: "TLS on the virtual address verifies", held: false }],
			ok: false,
			error: "checks: tls-vip did not hold",
		};
		const text = summaryOf(broken, plain, "none");
		expect(text).to.include("did not hold: tls-vip TLS on the virtual address verifies");
		expect(text).to.include("first up     not counted");
		expect(text).to.include("second up    not counted");
		expect(text).to.include("memory       - our processes, - the parts");
		expect(text).to.include("up -, second up -, total 10 s");
		expect(text).to.match(/Did not hold: checks: tls-vip did not hold$/);
	});
});

describe("what is said of a sandbox that stays", () => {
	it("is what can be pasted", () => {
		expect(keptLine("lab-1")).to.equal("kept as lab-1: ./lab shell lab-1, ./lab preview lab-1, ./lab down lab-1");
	});
});

describe("the document", () => {
	const head = { stack: "lab", class: "lab", engine: "embedded", providers: "stand-in" };
	const step = {
		type: "result" as const,
		ok: true,
		changes: {},
		operations: [],
		policies: [],
		packs: {},
		warnings: [],
		errors: [],
		notes: [],
	};

	it("has every number of a run that never came to its first up, as null", () => {
		const document = documentOf(nothingSeen(), head, "sandbox: ended before it was ready");
		expect(JSON.parse(JSON.stringify(document))).to.deep.include({
			...{ created: null, updated: null, replaced: null, deleted: null, same: null, secondRun: null },
			seconds: { parts: null, preview: null, up: null, secondUp: null, total: null },
			...{ peakRssMiB: null, partsRssMiB: null },
			...{ ok: false, error: "sandbox: ended before it was ready" },
		});
		const { notEvaluated, ...others } = document.controls;
		expect(notEvaluated).to.be.greaterThan(0);
		expect(others).to.deep.equal({ pass: 0, fail: 0, waived: 0, notApplicable: 0 });
	});

	it("lists what was simulated and what was not rehearsed from the first up on, and nothing before it", () => {
		const prepared = { simulated: new Set(["image a"]), notRehearsed: new Set(["chart b"]) };
		for (const at of stages) {
			const { simulated, notRehearsed } = documentOf({ ...nothingSeen(), ...prepared, at }, head, "no");
			const isSeen = stages.indexOf(at) >= stages.indexOf("up");
			expect({ simulated, notRehearsed }, at).to.deep.equal(
				isSeen ? { simulated: ["image a"], notRehearsed: ["chart b"] } : { simulated: [], notRehearsed: [] },
			);
		}
	});

	it("counts nothing of an up that was killed, and 0 of one that counted", () => {
		const killed = documentOf({ ...nothingSeen(), first: { ...step, ok: false } }, head, "up: killed");
		expect(killed.same).to.equal(null);
		const seen = {
			...nothingSeen(),
			first: { ...step, changes: { create: 3 } },
			second: { ...step, changes: { same: 3 } },
		};
		const { created, same, secondRun } = documentOf(seen, head, undefined);
		expect({ created, same, secondRun }).to.deep.equal({ created: 3, same: 0, secondRun: { same: 3, changed: 0 } });
	});
});

describe("the benchmark's targets", () => {
	it("are met below their limits, without the time for the parts", () => {
		expect(targetsOf(held).map(({ name, reached, met }) => [name, reached, met])).to.deep.equal([
			["lab rehearsed from zero", 54.9, true],
			["preview", 4, true],
			["second up", 4.5, true],
			["our own processes", 900, true],
		]);
	});

	it("are not met by a run that did not hold, nor by a step that was not reached", () => {
		const seconds = { ...held.seconds, secondUp: null };
		expect(targetsOf({ ...held, seconds })[2]).to.deep.equal({
			...{ name: "second up", limit: 5, unit: "s", reached: null, met: false },
		});
		expect(targetsOf({ ...held, ok: false }).every(({ met }) => !met)).to.equal(true);
	});
});

import { expect } from "chai";
import { formatFinding, type Outcome } from "../../../controls/finding";
import type { Resource } from "../../../policy-pack/rule";
import { sourceOf } from "../../../rehearsal/proof/declared";
import type { Seen } from "../../../rehearsal/proof/stage";
import { endRecord, lateRecord } from "../../../rehearsal/proof/up";

const resource: Resource = { type: "a:b:C", name: "one", urn: "urn", properties: {}, options: { protect: false } };
const says = (outcome: Outcome, finding = "x is y") =>
	formatFinding({ id: "SEC-001", outcome, resource: "one", finding, fix: "do z" });
const shown = { control: "SEC-001", policy: "sec-001-a" };
const fixture = { says: "a thing", resources: [resource], messages: [says("FAIL")] };

const nothing: Seen = {
	refused: false,
	findings: [],
	error: "",
	shown: new Set(["one"]),
	wholeShown: true,
	made: new Set(),
};
const finding = (message: string, { level = "mandatory", policy = "sec-001-a" } = {}) => ({
	policy,
	level,
	urn: "urn",
	message,
});
const waits: Seen = { ...nothing, findings: [finding(says("NOT EVALUATED"), { level: "advisory" })] };
const refuses: Seen = {
	...nothing,
	refused: true,
	error: "failed",
	findings: [finding(says("FAIL"))],
	wholeShown: false,
	made: new Set([sourceOf("one")]),
};

describe("what is shown of a rule over a resource in up", () => {
	const record = (preview: Seen, up: Seen) => lateRecord({ shown, fixture }, preview, up);
	const why = (preview: Seen, up: Seen): string => {
		const { held, actual } = record(preview, up);
		expect(held).to.equal(false);
		return actual;
	};

	it("is that it waited in a preview, and refused before the resource was made", () => {
		expect(record(waits, refuses)).to.deep.equal({
			control: "SEC-001",
			rule: "sec-001-a",
			fixture: "a thing",
			where: "up",
			expected: "refused before it is made",
			actual:
				"NOT EVALUATED in a preview that went on; in up, what its properties come from was made, then it was refused by SEC-001, and the provider was never asked to make it",
			held: true,
		});
	});

	it("is nothing where the preview said nothing of it, or said it of another, or failed", () => {
		expect(why(nothing, refuses)).to.equal("the preview did not say NOT EVALUATED");
		const another = finding(says("NOT EVALUATED").replace(" one:", " two:"), { level: "advisory" });
		expect(why({ ...waits, findings: [another] }, refuses)).to.equal("the preview did not say NOT EVALUATED");
		const early = { ...waits, refused: true, findings: [...waits.findings, finding(says("FAIL"))] };
		expect(why(early, refuses)).to.equal(`the preview failed: ${says("FAIL")}`);
	});

	it("is nothing where the resource was made, or nothing was", () => {
		expect(why(waits, { ...refuses, made: new Set([sourceOf("one"), "one"]) })).to.equal("it was made");
		expect(why(waits, { ...refuses, made: new Set() })).to.equal("nothing was made: failed");
	});

	it("is nothing where it was found and up went on, or something else was found, or another rule refused too", () => {
		expect(why(waits, { ...refuses, refused: false })).to.equal("up found it, and went on");
		const advisory = [finding(says("FAIL"), { level: "advisory" })];
		expect(why(waits, { ...refuses, findings: advisory })).to.equal("up said: failed");
		const other = says("FAIL", "x is z");
		expect(why(waits, { ...refuses, findings: [finding(other)] })).to.equal(`up said: ${other}`);
		const both = [...refuses.findings, finding(other, { policy: "int-001-a" })];
		expect(why(waits, { ...refuses, findings: both })).to.equal(`int-001-a refused too: ${other}`);
	});
});

describe("what is shown of a rule over the whole stack in up", () => {
	const ended: Seen = { ...refuses, wholeShown: true, made: new Set(["one"]) };
	const why = (up: Seen): string => {
		const { held, actual } = endRecord(shown, fixture, up);
		expect(held).to.equal(false);
		return actual;
	};

	it("is that everything was made, and that the run failed at its end", () => {
		expect(endRecord(shown, fixture, ended)).to.deep.include({
			where: "up",
			expected: "failed at the end",
			actual: "1 resource was made; at the end of up SEC-001 was reported, and the run failed",
			held: true,
		});
	});

	it("is nothing where a resource was not made, the stack was not judged, or the run went on", () => {
		expect(why({ ...ended, made: new Set() })).to.equal("one was not made: failed");
		expect(why({ ...ended, wholeShown: false })).to.equal("the whole stack was not judged: failed");
		expect(why({ ...ended, refused: false })).to.equal("up found it, and went on");
		expect(why({ ...ended, findings: [] })).to.equal("up said: failed");
	});

	it("asks no provider for a component, which the program itself makes", () => {
		const component = { ...fixture, resources: [{ ...resource, type: "lab:machines:Machines" }] };
		expect(endRecord(shown, component, { ...ended, made: new Set() }).held).to.equal(true);
	});
});

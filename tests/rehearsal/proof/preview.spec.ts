import { expect } from "chai";
import { formatFinding } from "../../../controls/finding";
import type { Resource } from "../../../policy-pack/rule";
import { recordsOf } from "../../../rehearsal/proof/preview";
import type { Seen } from "../../../rehearsal/proof/stage";

const resource: Resource = { type: "a:b:C", name: "one", urn: "urn", properties: {}, options: { protect: false } };
const message = formatFinding({ id: "SEC-001", outcome: "FAIL", resource: "one", finding: "x is y", fix: "do z" });
const rule = { control: "SEC-001", policy: "sec-001-a", whole: false };
const admitted = [{ says: "a near miss", resources: [resource], messages: [] }];
const refused = [{ says: "a pod", resources: [resource], messages: [message] }];
const seen = (change: Partial<Seen> = {}): Seen => ({
	refused: false,
	findings: [],
	error: "",
	shown: new Set(["one"]),
	wholeShown: true,
	made: new Set(),
	...change,
});
const found = (policy: string) => [{ policy, level: "mandatory", urn: "urn", message }];
const held = (...given: Parameters<typeof recordsOf>) => recordsOf(...given).map((one) => one.held);

describe("what a preview shows of a rule", () => {
	it("is that a resource is admitted which the engine showed to the pack, whatever other rules said of it", () => {
		expect(held(rule, admitted, seen())).to.deep.equal([true]);
		expect(held(rule, admitted, seen({ refused: true, error: "refused", findings: found("int-001-a") }))).to.deep.equal(
			[true],
		);
	});

	it("is nothing of a resource that the pack never saw, although others were judged", () => {
		const stopped = seen({ refused: true, error: "it broke", findings: found("int-001-a"), shown: new Set(["two"]) });
		const [record] = recordsOf(rule, admitted, stopped);
		expect(record).to.include({ held: false, actual: "one was not judged: it broke" });
	});

	it("is nothing of a rule over the whole stack where the engine did not come to it", () => {
		const whole = { ...rule, whole: true };
		expect(held(whole, admitted, seen())).to.deep.equal([true]);
		const [record] = recordsOf(whole, admitted, seen({ wholeShown: false, error: "it broke" }));
		expect(record).to.include({ held: false, actual: "the whole stack was not judged: it broke" });
	});

	it("is a refusal by the rule itself only, in a preview that failed", () => {
		expect(held(rule, refused, seen({ refused: true, error: "e", findings: found("sec-001-a") }))).to.deep.equal([
			true,
		]);
		expect(held(rule, refused, seen({ findings: found("sec-001-a") }))).to.deep.equal([false]);
		expect(held(rule, refused, seen({ refused: true, error: "e", findings: found("int-001-a") }))).to.deep.equal([
			false,
		]);
		expect(held(rule, refused, seen({ refused: true, error: "it broke" }))).to.deep.equal([false]);
	});

	it("is no refusal by the rule alone where another refused too", () => {
		const both = seen({ refused: true, error: "e", findings: [...found("sec-001-a"), ...found("int-001-a")] });
		expect(held(rule, refused, both)).to.deep.equal([true]);
		expect(held(rule, refused, both, { alone: true })).to.deep.equal([false]);
		const own = seen({ refused: true, error: "e", findings: found("sec-001-a") });
		expect(held(rule, refused, own, { alone: true })).to.deep.equal([true]);
	});

	it("is no refusal where the rule finds more of a resource than it must", () => {
		const more = found("sec-001-a").map((one) => ({ ...one, message: message.replace("x is y", "x is z") }));
		const seenMore = seen({ refused: true, error: "e", findings: [...found("sec-001-a"), ...more] });
		const [record] = recordsOf(rule, refused, seenMore);
		expect(record?.held).to.equal(false);
		expect(record?.actual).to.match(/^found besides: .*x is z/);
	});
});

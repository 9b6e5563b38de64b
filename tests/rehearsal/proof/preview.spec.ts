import { expect } from "chai";
import { formatFinding } from "../../../controls/finding";
import type { Resource } from "../../../policy-pack/rule";
import { type Previewed, recordsOf, renamed } from "../../../rehearsal/proof/preview";

const resource: Resource = { type: "a:b:C", name: "one", urn: "urn", properties: {}, options: { protect: false } };
const message = formatFinding({ id: "SEC-001", outcome: "FAIL", resource: "one", finding: "x is y", fix: "do z" });
const rule = { control: "SEC-001", policy: "sec-001-a", whole: false };
const admitted = [{ says: "a near miss", resources: [resource], messages: [] }];
const refused = [{ says: "a pod", resources: [resource], messages: [message] }];
const seen = (change: Partial<Previewed> = {}): Previewed => ({
	refused: false,
	findings: [],
	error: "",
	shown: new Set(["one"]),
	wholeShown: true,
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
});

describe("the names of a case's resources in a program", () => {
	const names = (resources: Resource[]) => renamed({ says: "a stack", resources, messages: [message] }, 3);

	it("are its own, in its messages too", () => {
		const { resources, messages } = names([resource]);
		expect(resources.map(({ name }) => name)).to.deep.equal(["one-3"]);
		expect(messages).to.deep.equal([message.replace("FAIL one:", "FAIL one-3:")]);
	});

	it("differ where two of a type have one, which the engine would not take", () => {
		const { resources } = names([resource, { ...resource }, { ...resource, type: "a:b:D" }]);
		expect(resources.map(({ type, name }) => `${type} ${name}`)).to.deep.equal([
			"a:b:C one-3",
			"a:b:C one-3-1",
			"a:b:D one-3",
		]);
	});
});

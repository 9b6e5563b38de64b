import { expect } from "chai";
import { formatFinding } from "../../../controls/finding";
import type { Resource } from "../../../policy-pack/rule";
import { renamed } from "../../../rehearsal/proof/declared";

const resource: Resource = { type: "a:b:C", name: "one", urn: "urn", properties: {}, options: { protect: false } };
const message = formatFinding({ id: "SEC-001", outcome: "FAIL", resource: "one", finding: "x is y", fix: "do z" });

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

	it("are of the stack of the proof, and so is what they say of the cases' stack", () => {
		const [one] = names([{ ...resource, properties: { name: "org/gxp-lab/production-stack" } }]).resources;
		expect(one).to.deep.include({
			urn: "urn:pulumi:prod::gxp-lab::a:b:C::one-3",
			properties: { name: "org/gxp-lab/prod" },
		});
	});
});

import { expect } from "chai";
import { unusedText } from "../../../controls/gate/formats/unused";
import type { UnusedException } from "../../../controls/gate/result";
import { mandatory, nothing } from "./results";

const plain = (_colour: string, text: string) => text;
const meant: UnusedException = {
	control: "INT-001",
	resource: "v1/Pod shop/web",
	path: "spec.containers[<b>]",
	until: "2027-10-31",
};
const text = (...unused: UnusedException[]) =>
	unusedText({ ...nothing, findings: [mandatory, mandatory], unused }, plain, 300).split("\n");

describe("the exceptions that matched nothing", () => {
	it("are told by their path where the object is right", () => {
		const other = { ...meant, resource: "v1/Pod shop/other" };
		expect(text(meant, other)).to.deep.equal([
			"the exception from INT-001 for v1/Pod shop/web names spec.containers[<b>], but the finding is at spec.containers[<a>].image; correct the exception's finding",
			"exceptions for 1 other object matched nothing here (--json lists them)",
		]);
		expect(text(meant)).to.have.length(1);
	});

	it("are not told to name another path where the control is another, or the path is right", () => {
		const one = ["exceptions for 1 other object matched nothing here (--json lists them)"];
		expect(text({ ...meant, control: "SEC-001" })).to.deep.equal(one);
		expect(text({ ...meant, path: "spec.containers[<a>]" })).to.deep.equal(one);
	});
});

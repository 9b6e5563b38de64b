import { rmSync } from "node:fs";
import { expect } from "chai";
import { Misuse } from "../../../cli/context";
import { classOfStack } from "../../../cli/controls/stackClass";
import { checkout } from "../checkout";

describe("the class of a stack", () => {
	const of = (stack: string, environments: string) => {
		const top = checkout({ environments });
		try {
			return classOfStack(stack, top);
		} finally {
			rmSync(top, { recursive: true });
		}
	};

	it("is the one that it is bound to", () => {
		expect(of("lab", "stacks: { lab: validation }\n")).to.deep.equal({ environmentClass: "validation" });
	});

	it("is production where it is bound to none, and that is said", () => {
		expect(of("lab", "stacks: { prod: production }\n")).to.deep.equal({
			environmentClass: "production",
			unbound: "policy-pack/environments.yaml does not bind lab",
		});
	});

	it("is none of a stack that is not there", () => {
		expect(() => of("nope", "stacks: { prod: production }\n")).to.throw(
			Misuse,
			"--stack nope: is no stack; the stacks here are lab, prod",
		);
	});
});

import { expect } from "chai";
import { parse } from "../../controls/gate/parse";

describe("a merge key", () => {
	const specOf = (spec: string) =>
		parse(`x: &a { hostPID: true }\ny: &b { hostIPC: true }\nz: &c { <<: *b, nodeName: a }\nspec:\n${spec}`, 1).map(
			({ value }) => (value as { spec: unknown }).spec,
		)[0];

	it("that is first and brings what nothing else does is read as kubectl reads it", () => {
		expect(specOf("  <<: *a\n  nodeName: a\n")).to.deep.equal({ hostPID: true, nodeName: "a" });
		expect(specOf("  <<: [*a, *b, { nodeName: a }]\n")).to.deep.equal({
			hostPID: true,
			hostIPC: true,
			nodeName: "a",
		});
		expect(specOf("  <<: *c\n  hostPID: true\n")).to.deep.equal({ hostPID: true, hostIPC: true, nodeName: "a" });
	});

	it("in quotes is a key as any other", () => {
		expect(specOf('  nodeName: a\n  "<<": { hostPID: true }\n')).to.deep.equal({
			nodeName: "a",
			"<<": { hostPID: true },
		});
	});
});

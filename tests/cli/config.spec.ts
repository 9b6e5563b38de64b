import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { tellStack } from "../../cli/config";
import { Misuse } from "../../cli/context";
import { baseText } from "../stacks/fixtures";

const warnings = ["gxp-lab:nodes: has one control plane: no high availability"].map((text) => `warning: ${text}`);

describe("what `lab config check` says of a stack", () => {
	let top: string;
	const write = (environments: string, text = baseText("lab").replace("name: lab\n", "name: mylab\n")) => {
		writeFileSync(join(top, "Pulumi.mylab.yaml"), text);
		writeFileSync(join(top, "policy-pack/environments.yaml"), environments);
	};
	beforeEach(() => {
		top = mkdtempSync(join(tmpdir(), "gxp-lab-config-"));
		mkdirSync(join(top, "policy-pack"));
	});
	afterEach(() => rmSync(top, { recursive: true }));

	it("is that it holds, where its class is bound", () => {
		write("stacks: { mylab: lab }\n");
		expect(tellStack("mylab", top)).to.deep.equal({
			faults: [],
			says: [...warnings, "Pulumi.mylab.yaml: holds (class lab, 3 nodes)"],
		});
	});

	it("warns of a class that is not bound, and of another one, because a preview refuses both", () => {
		write("stacks: { lab: lab }\n");
		expect(tellStack("mylab", top).says).to.deep.equal([
			...warnings,
			'warning: policy-pack/environments.yaml: does not have mylab, so a preview refuses the stack; add "mylab: lab" in a change of its own',
			"Pulumi.mylab.yaml: holds (class lab, 3 nodes)",
		]);
		write("stacks: { mylab: production }\n");
		expect(tellStack("mylab", top).says).to.include(
			"warning: policy-pack/environments.yaml: binds mylab to production, not lab, so a preview refuses the stack; make both say the same",
		);
	});

	it("is nothing of a stack that has no file: there is none, which is misuse", () => {
		write("stacks: { mylab: lab }\n");
		expect(() => tellStack("nope", top)).to.throw(
			Misuse,
			"Pulumi.nope.yaml: does not exist; the stacks here are mylab",
		);
	});

	it("ends with what was not compared, where a section could not be read as a whole", () => {
		const text = baseText("lab").replace("name: lab\n", "name: mylab\n");
		write("stacks: { mylab: lab }\n", text.replace("vlanId: 20", 'vlanId: "20"').replace("cores: 4", 'cores: "4"'));
		expect(tellStack("mylab", top)).to.deep.equal({
			faults: [
				'gxp-lab:network.vlanId: is the text "20"; it must be a whole number from 1 to 4094',
				'gxp-lab:nodes[0].cores: is the text "4"; it must be a whole number from 1 to 512',
			],
			says: [
				"network, nodes could not be read as a whole, and what could not was not compared with the rest: correct the above, then check again",
			],
		});
	});
});

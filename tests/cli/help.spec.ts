import { expect } from "chai";
import { helpOf } from "./helpOf";

const explained = [
	...["recover", "recover pending", "shell", "controls"],
	...["controls check", "controls prove", "controls export", "controls qualified"],
];

describe("what --help says", () => {
	for (const words of explained)
		it(`has an example of lab ${words}, and fits 80 columns`, () => {
			const { text } = helpOf(words);
			expect(text).to.match(new RegExp(`^ +lab ${words} `, "m"));
			expect(text.split("\n").filter((line) => line.length > 80)).to.deep.equal([]);
		});

	it("has no example with a command or an option that is not there", () => {
		const examples = explained.flatMap((words) =>
			[...helpOf(words).text.matchAll(/^ +(?:\S.*\| )?lab ([a-z][^#\n]*)/gm)].map(([, example = ""]) => example.trim()),
		);
		expect(examples.length).to.be.greaterThan(15);
		for (const example of examples) {
			const words = example.split(" ");
			const name = words[0] === "controls" || words[0] === "recover" ? words.slice(0, 2).join(" ") : (words[0] ?? "");
			const { command } = helpOf(name);
			if (name === "shell") continue; // What follows is another program's.
			const known = command.options.map(({ long }) => long);
			for (const option of words.filter((word) => word.startsWith("--"))) expect(known, example).to.include(option);
		}
	});

	it("says what --whole means, and where it says nothing", () => {
		const { text } = helpOf("controls check");
		expect(text.replaceAll(/\s+/g, " ")).to.include(
			"What is missing in the cluster as a whole is judged only where there is at least one workload: without one nothing is said of it, and the check can end with 0.",
		);
	});
});

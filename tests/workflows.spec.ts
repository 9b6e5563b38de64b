import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { z } from "zod";
import { labProgram } from "../cli/main";

const step = z.strictObject({
	uses: z.string().optional(),
	run: z.string().optional(),
	shell: z.string().optional(),
	if: z.string().optional(),
	with: z.record(z.string(), z.unknown()).optional(),
});
const workflow = z.object({
	on: z.record(z.string(), z.unknown()),
	jobs: z.record(z.string(), z.looseObject({ "timeout-minutes": z.number().max(90), steps: z.array(step) })),
});

const forges = { GitHub: ".github/workflows/ci.yml", Forgejo: ".forgejo/workflows/ci.yml" } as const;
const read = (file: string) => workflow.parse(parse(readFileSync(join(__dirname, "..", file), "utf8")));

describe("the workflows", () => {
	for (const [forge, file] of Object.entries(forges)) {
		it(`of ${forge} use no action that can be moved`, () => {
			const used = Object.values(read(file).jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
			expect(used).not.to.be.empty;
			for (const one of used) expect(one).to.match(/^(https:\/\/code\.forgejo\.org\/)?actions\/[a-z-]+@[0-9a-f]{40}$/);
		});

		it(`of ${forge} call commands and options that there are`, () => {
			const calls = Object.values(read(file).jobs)
				.flatMap(({ steps }) => steps.flatMap(({ run = "" }) => run.split("\n")))
				.flatMap((line) => /^\s*\.\/lab (.+)$/.exec(line)?.[1] ?? []);
			expect(calls.length).to.be.at.least(5);
			for (const call of calls) {
				let command = labProgram();
				for (const word of call.split(" ").filter((one) => !one.startsWith("-"))) {
					const found = command.commands.find((one) => one.name() === word);
					if (found === undefined) break;
					command = found;
				}
				expect(command.name(), call).not.to.equal("lab");
				for (const [option] of call.matchAll(/--[a-z-]+/g))
					expect(
						command.options.map(({ long }) => long),
						call,
					).to.include(option);
			}
		});
	}

	it("have the same jobs, with the same commands, for both", () => {
		const runs = (file: string) =>
			Object.fromEntries(
				Object.entries(read(file).jobs).map(([name, { steps }]) => [
					name,
					steps.flatMap(({ run }) => run ?? []).filter((run) => !run.startsWith("sudo ")),
				]),
			);
		expect(runs(forges.Forgejo)).to.deep.equal(runs(forges.GitHub));
		expect(Object.keys(runs(forges.GitHub))).to.deep.equal(["test", "manifests", "preview"]);
	});
});

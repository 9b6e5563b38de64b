import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { needs } from "../../cli/needs";
import { inOrder, lanesHere, longest, runFiles } from "../../cli/test-lanes";
import type { Reported } from "../../cli/test-reporter";

describe("how many test files run at a time", () => {
	const files = ["tests/a.spec.ts", "tests/b.spec.ts"];

	it("is two where there are two processors and memory for two rehearsals", () => {
		expect(lanesHere(files, 2, 2 * needs.rehearsal)).to.equal(2);
		expect(lanesHere(files, 16, 40 * needs.rehearsal)).to.equal(2);
	});

	it("is one where either is too little, and with long tests, some of which rehearse twice at once", () => {
		expect(lanesHere(files, 1, 2 * needs.rehearsal)).to.equal(1);
		expect(lanesHere(files, 2, 2 * needs.rehearsal - 1)).to.equal(1);
		expect(lanesHere(files, 2, 0)).to.equal(1);
		expect(lanesHere([...files, "tests/c.long.ts"], 2, 2 * needs.rehearsal)).to.equal(1);
	});
});

describe("the order of test files", () => {
	it("begins with those that take long, which there are, and goes by name", () => {
		for (const file of longest) expect(existsSync(resolve(__dirname, "../..", file)), file).to.equal(true);
		const [first = "", second = ""] = longest;
		expect(inOrder(["tests/b.spec.ts", second, "tests/a.spec.ts", first])).to.deep.equal([
			...[first, second],
			...["tests/a.spec.ts", "tests/b.spec.ts"],
		]);
	});
});

describe("lanes of tests", function () {
	this.timeout(60_000);
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "gxp-lab-lanes-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const write = (name: string, text: string): string => {
		const file = join(folder, `${name}.spec.ts`);
		writeFileSync(file, text);
		return file;
	};

	/** What is told, as `<file>: <type> <title>`, in order. */
	async function told(files: readonly string[], lanes: number, interruption = new AbortController()) {
		const lines: string[] = [];
		await runFiles(files, {
			lanes,
			environment: process.env,
			interrupted: interruption.signal,
			told: (line: Reported, file) => {
				const what = "title" in line ? `${line.type} ${line.title}` : "over";
				lines.push(`${file.slice(folder.length + 1, -".spec.ts".length)}: ${what}`);
				if ("says" in line) lines.push(line.says.split("\n")[0] ?? "");
				if (what === "pass interrupts") interruption.abort();
			},
		});
		return lines;
	}

	/** Passes only while another, that waits for this one, runs too. */
	const meeting = (own: string, other: string) => `
		const { existsSync, writeFileSync } = require("node:fs");
		it("meets", async () => {
			writeFileSync(${JSON.stringify(join(folder, own))}, "");
			while (!existsSync(${JSON.stringify(join(folder, other))})) await new Promise((done) => setTimeout(done, 10));
		});`;

	it("run files side by side, and tell whose each test is", async () => {
		const files = [write("left", meeting("here", "there")), write("right", meeting("there", "here"))];
		const lines = await told(files, 2);
		expect(lines.filter((line) => line.startsWith("left"))).to.deep.equal(["left: pass meets", "left: over"]);
		expect(lines.filter((line) => line.startsWith("right"))).to.deep.equal(["right: pass meets", "right: over"]);
	});

	it("run one after the other where there is one", async () => {
		const files = ["a", "b", "c"].map((name) => write(name, `it("is ${name}", () => undefined);`));
		expect(await told(files, 1)).to.deep.equal([
			...["a: pass is a", "a: over"],
			...["b: pass is b", "b: over"],
			...["c: pass is c", "c: over"],
		]);
	});

	it("go on after a file that ends the process, and count it as a failure", async () => {
		const files = [
			write("ends", `it("passes", () => undefined); it("ends", () => process.exit(0)); it("never", () => undefined);`),
			write("next", `it("runs", () => undefined);`),
		];
		expect(await told(files, 1)).to.deep.equal([
			"ends: pass passes",
			`ends: fail ${files[0]}`,
			"the file ended the process that ran it (exit code 0)",
			...["next: pass runs", "next: over"],
		]);
	});

	it("count a hook that fails, and a file that does not load, as failures", async () => {
		const files = [
			write("hook", `before(() => { throw new Error("no"); }); it("waits", () => undefined);`),
			write("broken", `throw new Error("at load");`),
		];
		expect(await told(files, 1)).to.deep.equal([
			`hook: fail "before all" hook for "waits"`,
			"Error: no",
			"hook: over",
			`broken: fail ${files[1]}`,
			"Error: at load",
			"broken: over",
		]);
	});

	it("end with what runs in them when they are interrupted, and begin nothing more", async () => {
		const files = [
			write("stays", `it("interrupts", () => undefined); it("stays", () => new Promise(() => undefined));`),
			write("next", `it("runs", () => undefined);`),
		];
		expect(await told(files, 1)).to.deep.equal(["stays: pass interrupts"]);
	});
});

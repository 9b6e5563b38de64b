import { execFileSync } from "node:child_process";
import {
	appendFileSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { bundled, type Source } from "../start/bundled.js";

const root = path.join(__dirname, "..");

describe("a bundle that is started", () => {
	let folder: string;
	let cache: string;
	let source: Source;
	beforeEach(() => {
		folder = mkdtempSync(path.join(tmpdir(), "start-"));
		cache = path.join(folder, ".cache", "own");
		cpSync(path.join(root, "start"), path.join(folder, "start"), { recursive: true });
		cpSync(path.join(root, "package-lock.json"), path.join(folder, "package-lock.json"));
		symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
		mkdirSync(path.join(folder, "own"));
		source = {
			root: folder,
			main: path.join(folder, "own", "main.ts"),
			folder: cache,
			options: { external: ["@pulumi/*"], sourcemap: "linked", sourcesContent: false },
			beside: [path.join(folder, "own", "table.json")],
		};
		writeFileSync(
			path.join(folder, "own", "index.js"),
			`const { bundled } = require("../start/bundled.js");
			const { runCompiled } = require("../start/compiled.js");
			const late = Number(process.env.LATE ?? 0);
			const { now } = Date;
			Date.now = () => now() + late;
			let bundle;
			try {
				bundle = bundled(${JSON.stringify(source)});
			} catch (error) {
				console.log("no bundle: " + error.message);
			}
			if (bundle !== undefined) runCompiled(bundle, { as: module, keepAfter: 0 });
			setTimeout(() => {}, 50);`,
		);
		write("table.json", '{ "says": "first" }');
		write("part.ts", 'export const says: string = "first";\n');
		write("main.ts", 'import { says } from "./part";\nconsole.log(says);\n');
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	/** As if it had been written long ago, whenever that is. */
	function write(name: string, source: string): void {
		const file = path.join(folder, "own", name);
		writeFileSync(file, source);
		utimesSync(file, 0, 0);
	}

	/** `LATE` is by how many milliseconds the process is later than the files' own time. */
	const run = (environment: NodeJS.ProcessEnv = {}): string =>
		execFileSync(process.execPath, [path.join(folder, "own", "index.js")], {
			cwd: tmpdir(),
			encoding: "utf8",
			env: { ...process.env, ...environment },
		}).trim();
	const made = (): string => path.join(cache, record().content, "main.js");

	it("is made once, and started with what V8 made of it", () => {
		expect(run()).to.equal("first");
		const { mtimeMs } = statSync(made());
		expect(run()).to.equal("first");
		expect(statSync(made()).mtimeMs).to.equal(mtimeMs);
		expect(readdirSync(path.dirname(made()))).to.have.members([
			"main.js",
			"main.js.map",
			`main.js.${process.version}.compiled`,
			"table.json",
		]);
	});

	it("has beside it what it reads from where it is, and is made anew where that was changed, here or there", () => {
		const beside = () => readFileSync(path.join(path.dirname(made()), "table.json"), "utf8");
		run();
		expect(beside()).to.equal('{ "says": "first" }');
		write("table.json", '{ "says": "other" }');
		run();
		expect(beside()).to.equal('{ "says": "other" }');
		truncateSync(path.join(path.dirname(made()), "table.json"), 1);
		expect(run()).to.equal("first");
		expect(beside()).to.equal('{ "says": "other" }');
	});

	it("is made anew after a change that left size and time of a file as they were", () => {
		expect(run()).to.equal("first");
		write("part.ts", 'export const says: string = "other";\n');
		expect(run()).to.equal("other");
	});

	it("is made anew where it was changed or cut off itself", () => {
		expect(run()).to.equal("first");
		appendFileSync(made(), 'console.log("more");\n');
		expect(run()).to.equal("first");
		truncateSync(made(), 10);
		expect(run()).to.equal("first");
		truncateSync(path.join(cache, "record.json"), 10);
		expect(run()).to.equal("first");
	});

	it("is made anew where a file is gone, and what was installed is another", () => {
		expect(run()).to.equal("first");
		write("main.ts", 'console.log("alone" as string);\n');
		rmSync(path.join(folder, "own", "part.ts"));
		expect(run()).to.equal("alone");
		const { digest } = record();
		appendFileSync(path.join(folder, "package-lock.json"), "\n");
		expect(run()).to.equal("alone");
		expect(record().digest).not.to.equal(digest);
	});

	it("is made anew where a new file stands before one that was there", () => {
		write(
			"main.ts",
			'import { says } from "./part/index";\nimport { says as short } from "./part";\nconsole.log(says, short);\n',
		);
		rmSync(path.join(folder, "own", "part.ts"));
		mkdirSync(path.join(folder, "own", "part"));
		write("part/index.ts", 'export const says: string = "folder";\n');
		expect(run()).to.equal("folder folder");
		write("part.ts", 'export const says: string = "file";\n');
		expect(run()).to.equal("folder file");
	});

	/** Puts a compiler in place of the installed one that is it, but for what happens after each file that it made. */
	function compiler(afterwards: string): void {
		const esbuild = path.join(folder, "node_modules", "esbuild");
		rmSync(path.join(folder, "node_modules"));
		mkdirSync(esbuild, { recursive: true });
		writeFileSync(path.join(esbuild, "package.json"), '{"name":"esbuild","version":"0.0.0","main":"main.js"}');
		writeFileSync(
			path.join(esbuild, "main.js"),
			`const real = require(${JSON.stringify(path.join(root, "node_modules", "esbuild"))});
			const { appendFileSync, writeFileSync } = require("node:fs");
			module.exports = { ...real, buildSync: (options) => {
				const built = real.buildSync(options);
				${afterwards}
				return built;
			} };`,
		);
	}

	it("is not kept where a file was written while it was made", () => {
		// Whoever saves the file once it was read.
		const file = JSON.stringify(path.join(folder, "own", "part.ts"));
		compiler(`writeFileSync(${file}, 'export const says = "saved meanwhile";\\n');`);
		run();
		expect(run()).to.equal("saved meanwhile");
	});

	it("is made twice only where something was written about then", () => {
		const count = path.join(folder, "count");
		compiler(`appendFileSync(${JSON.stringify(count)}, "x");`);
		run();
		expect(readFileSync(count, "utf8")).to.equal("xx");
		rmSync(cache, { recursive: true });
		expect(run({ LATE: "60000" })).to.equal("first");
		expect(readFileSync(count, "utf8")).to.equal("xxx");
	});

	it("leaves Pulumi's packages where the runner has them, and finds files from the module that it stands for", () => {
		write(
			"main.ts",
			`import * as pulumi from "@pulumi/pulumi";
			const runners: unknown = require("@pulumi/pulumi");
			console.log(pulumi.Output === (runners as typeof pulumi).Output, __dirname === ${JSON.stringify(path.join(folder, "own"))});\n`,
		);
		expect(run()).to.equal("true true");
		expect(statSync(made()).size).to.be.below(10_000);
	});

	it("names the function and the line in the trace of a fault", () => {
		write(
			"main.ts",
			'function fault(): void {\n\tthrow new Error("here");\n}\ntry {\n\tfault();\n} catch (error) {\n\tconsole.log((error as Error).stack);\n}\n',
		);
		expect(run()).to.match(/^Error: here\n\s+at fault \(.*main\.js:\d+:\d+\)/);
	});

	it("is none where none can be kept or made, and the fault says why", () => {
		writeFileSync(path.join(folder, ".cache"), "");
		expect(run()).to.match(/^no bundle: ENOTDIR: not a directory, mkdir /);
		rmSync(path.join(folder, ".cache"));
		write("main.ts", "console.log(;\n");
		expect(run()).to.match(/^no bundle: Build failed with 1 error:\nown\/main\.ts:1:12: ERROR: Unexpected ";"/);
	});

	it("reads what it was made of once for all that are looked for together", () => {
		run();
		const { inputs } = record();
		expect(inputs).to.deep.equal(["own/main.ts", "own/part.ts", "own/table.json"]);
		const seen = new Map<string, string>();
		const other = { ...source, folder: path.join(folder, ".cache", "other") };
		const [first, second] = [bundled(source, seen), bundled(other, seen)];
		expect([...seen.keys()]).to.deep.equal([...inputs, "package-lock.json", "own/"]);
		write("part.ts", 'export const says: string = "other";\n');
		expect([bundled(source, seen), bundled(other, seen)]).to.deep.equal([first, second]);
		expect(bundled(source)).not.to.equal(first);
	});

	it("leaves no bundles of earlier days behind", () => {
		expect(run()).to.equal("first");
		const old = path.dirname(made());
		utimesSync(old, 0, 0);
		write("part.ts", 'export const says: string = "later";\n');
		expect(run()).to.equal("later");
		expect(readdirSync(cache)).to.have.length(2);
		expect(readdirSync(cache)).not.to.include(path.basename(old));
	});

	it("leaves one of earlier days that was asked for today: who did may start it again", () => {
		expect(run()).to.equal("first");
		const old = path.dirname(made());
		utimesSync(old, 0, 0);
		expect(run()).to.equal("first");
		write("part.ts", 'export const says: string = "later";\n');
		expect(run()).to.equal("later");
		expect(readdirSync(cache)).to.include(path.basename(old));
	});

	function record(): { inputs: string[]; digest: string; content: string } {
		return JSON.parse(readFileSync(path.join(cache, "record.json"), "utf8"));
	}
});

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

const root = path.join(__dirname, "..");

describe("a bundle that is started", () => {
	let folder: string;
	let cache: string;
	beforeEach(() => {
		folder = mkdtempSync(path.join(tmpdir(), "start-"));
		cache = path.join(folder, ".cache", "own");
		cpSync(path.join(root, "start"), path.join(folder, "start"), { recursive: true });
		cpSync(path.join(root, "package-lock.json"), path.join(folder, "package-lock.json"));
		symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
		mkdirSync(path.join(folder, "own"));
		writeFileSync(
			path.join(folder, "own", "index.js"),
			`const { bundled } = require("../start/bundled.js");
			const { runCompiled } = require("../start/compiled.js");
			const [root, main, cache] = ${JSON.stringify([folder, path.join(folder, "own", "main.ts"), cache])};
			const bundle = bundled(root, main, cache);
			if (bundle === undefined) console.log("no bundle");
			else runCompiled(bundle, { as: module, keepAfter: 0 });
			setTimeout(() => {}, 50);`,
		);
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

	const run = (): string =>
		execFileSync(process.execPath, [path.join(folder, "own", "index.js")], { cwd: tmpdir(), encoding: "utf8" }).trim();
	const made = (): string => {
		const [name = ""] = readdirSync(cache).filter((one) => one !== "record.json");
		return path.join(cache, name, "main.js");
	};

	it("is made once, and started with what V8 made of it", () => {
		expect(run()).to.equal("first");
		const { mtimeMs } = statSync(made());
		expect(run()).to.equal("first");
		expect(statSync(made()).mtimeMs).to.equal(mtimeMs);
		expect(readdirSync(path.dirname(made()))).to.have.members([
			"main.js",
			"main.js.map",
			`main.js.${process.version}.compiled`,
		]);
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

	it("is not kept where a file was written while it was made", () => {
		const esbuild = path.join(folder, "node_modules", "esbuild");
		rmSync(path.join(folder, "node_modules"));
		mkdirSync(esbuild, { recursive: true });
		const real = JSON.stringify(path.join(root, "node_modules", "esbuild"));
		writeFileSync(path.join(esbuild, "package.json"), '{"name":"esbuild","version":"0.0.0","main":"main.js"}');
		// Whoever saves the file once it was read.
		writeFileSync(
			path.join(esbuild, "main.js"),
			`const real = require(${real});
			const { writeFileSync } = require("node:fs");
			module.exports = { ...real, buildSync: (options) => {
				const built = real.buildSync(options);
				writeFileSync(${JSON.stringify(path.join(folder, "own", "part.ts"))}, 'export const says = "saved meanwhile";\\n');
				return built;
			} };`,
		);
		run();
		expect(run()).to.equal("saved meanwhile");
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

	it("is none where none can be kept or made", () => {
		writeFileSync(path.join(folder, ".cache"), "");
		expect(run()).to.equal("no bundle");
		rmSync(path.join(folder, ".cache"));
		write("main.ts", "console.log(;\n");
		expect(run()).to.equal("no bundle");
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

	function record(): { digest: string } {
		return JSON.parse(readFileSync(path.join(cache, "record.json"), "utf8"));
	}
});

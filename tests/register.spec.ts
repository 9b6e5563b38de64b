import { execFileSync, spawn } from "node:child_process";
import {
	cpSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";

const root = path.join(__dirname, "..");

describe("register.js", () => {
	let folder: string;
	let main: string;
	let kept: string;
	beforeEach(() => {
		folder = mkdtempSync(path.join(tmpdir(), "register-"));
		cpSync(path.join(root, "register.js"), path.join(folder, "register.js"));
		symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
		main = path.join(folder, "main.ts");
		kept = path.join(folder, ".cache", "modules");
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	const run = (source: string, ...before: string[]) => {
		writeFileSync(main, source);
		utimesSync(main, 0, 0);
		const args = [...before, "--require", path.join(folder, "register.js"), main];
		return execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" }).trim();
	};

	it("runs TypeScript, and keeps what came of it", () => {
		expect(run('const says: string = "first";\nconsole.log(says);\n')).to.equal("first");
		expect(readdirSync(kept)).to.have.length(1);
	});

	it("sees a change that left size and time of the file as they were, and keeps no second copy", () => {
		expect(run('console.log("one" as string);\n')).to.equal("one");
		expect(run('console.log("two" as string);\n')).to.equal("two");
		expect(readdirSync(kept)).to.have.length(1);
	});

	it("makes anew what was cut off", () => {
		expect(run('console.log("whole" as string);\n')).to.equal("whole");
		const [name = ""] = readdirSync(kept);
		writeFileSync(path.join(kept, name), readFileSync(path.join(kept, name), "utf8").slice(0, 40));
		expect(run('console.log("whole" as string);\n')).to.equal("whole");
	});

	it("runs where nothing can be kept", () => {
		writeFileSync(path.join(folder, ".cache"), "");
		expect(run('console.log("runs" as string);\n')).to.equal("runs");
	});

	it("gives a stack trace the lines of the source, also where a runner that was there first maps them", () => {
		const lost = 'interface Lost {\n\treadonly line: number;\n}\n\nconsole.log(new Error("here").stack as string);\n';
		expect(run(lost)).to.contain(`${main}:5:`);
		expect(run(lost, "--require", "source-map-support/register")).to.contain(`${main}:5:`);
	});

	it("loads the SDK without TypeScript's compiler and npm's installer, which are there once they are used", () => {
		const loaded = (name: string) =>
			`Object.keys(require.cache).some((file) => file.includes("/node_modules/${name}/lib/"))`;
		const source = [
			'import { runtime } from "@pulumi/pulumi";',
			`const early = [${loaded("typescript")}, ${loaded("@npmcli/arborist")}];`,
			"void runtime.serializeFunction(() => 1).then(({ text }) => {",
			`\tconsole.log(JSON.stringify({ early, text: text.length > 0, late: ${loaded("typescript")} }));`,
			"});",
		];
		expect(JSON.parse(run(source.join("\n")))).to.deep.equal({ early: [false, false], text: true, late: true });
	});

	it("writes no trace of a promise, which only the search for leaks reads, and then writes it", () => {
		const source = `const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
			const { _debugStackTrace: trace } = debuggablePromiseOf(Promise.resolve());
			function debuggablePromiseOf(promise: Promise<void>): { _debugStackTrace?: string } {
				debuggablePromise(promise, "here");
				return promise as { _debugStackTrace?: string };
			}
			console.log(JSON.stringify(trace));`;
		const state = 'require("@pulumi/pulumi/runtime");\n';
		expect(JSON.parse(run(state + source))).to.equal("");
		process.env.PULUMI_DEBUG_PROMISE_LEAKS = "1";
		try {
			expect(JSON.parse(run(state + source))).to.contain(`${main}:`);
		} finally {
			delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
		}
	});

	it("starts the lab's provider, which says its port as every plugin does", async () => {
		const executable = path.join(root, "provider", "pulumi-resource-lab");
		const child = spawn(executable, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
		try {
			for await (const line of createInterface({ input: child.stdout })) {
				expect(line).to.match(/^\d+$/);
				return;
			}
			expect.fail("it ended without a word");
		} finally {
			child.kill();
		}
	});
});

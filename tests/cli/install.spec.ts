import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

describe("lab, where the packages are older than their lock file", () => {
	let top: string;

	beforeEach(() => {
		top = mkdtempSync(join(tmpdir(), "lab-install-"));
		cpSync(join(__dirname, "../../lab"), join(top, "lab"));
		for (const folder of ["cli", "bin", "node_modules"]) mkdirSync(join(top, folder));
		writeFileSync(join(top, "register.js"), "");
		writeFileSync(join(top, "cli/main.ts"), "");
		writeFileSync(join(top, "package-lock.json"), "{}");
		// An npm that says when it begins and ends, and takes long enough for another to begin in between.
		const npm = join(top, "bin/npm");
		writeFileSync(
			npm,
			`#!/bin/sh\necho begin >> "${top}/log"\nsleep 0.5\necho end >> "${top}/log"\n: > node_modules/.package-lock.json\n`,
		);
		chmodSync(npm, 0o755);
	});
	afterEach(() => rmSync(top, { recursive: true, force: true }));

	it("installs them once, when it is started twice at once", async () => {
		const env = { ...process.env, PATH: `${join(top, "bin")}:${process.env.PATH ?? ""}` };
		const started = [1, 2].map(() => promisify(execFile)(join(top, "lab"), [], { env }));
		await Promise.all(started);
		expect(readFileSync(join(top, "log"), "utf8")).to.equal("begin\nend\n");
	});
});

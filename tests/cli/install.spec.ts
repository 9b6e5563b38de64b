import { execFile } from "node:child_process";
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

describe("lab, where the packages are not there or older than their lock file", () => {
	let top: string;

	beforeEach(() => {
		top = mkdtempSync(join(tmpdir(), "lab-install-"));
		cpSync(join(__dirname, "../../lab"), join(top, "lab"));
		for (const folder of ["cli", "bin"]) mkdirSync(join(top, folder));
		writeFileSync(join(top, "register.js"), "");
		writeFileSync(join(top, "cli/main.ts"), "");
		writeFileSync(join(top, "package-lock.json"), "{}");
		// An npm that says when it begins and ends, and takes long enough for another to begin in between.
		const npm = join(top, "bin/npm");
		writeFileSync(
			npm,
			`#!/bin/sh\necho begin >> "${top}/log"\nsleep 0.5\necho end >> "${top}/log"\nmkdir -p node_modules\n: > node_modules/.package-lock.json\n`,
		);
		chmodSync(npm, 0o755);
	});
	afterEach(() => rmSync(top, { recursive: true, force: true }));

	const start = () =>
		promisify(execFile)(join(top, "lab"), [], {
			env: { ...process.env, PATH: `${join(top, "bin")}:${process.env.PATH ?? ""}` },
		});

	it("says why it installs them", async () => {
		expect((await start()).stderr).to.equal("lab: installing packages, because they are not installed yet …\n");
		utimesSync(join(top, "node_modules/.package-lock.json"), 0, 0);
		expect((await start()).stderr).to.equal(
			"lab: installing packages, because package-lock.json is newer than node_modules …\n",
		);
		expect((await start()).stderr).to.equal("");
	});

	it("does not install into a link: npm would empty what it names", async () => {
		const shared = join(top, "shared");
		mkdirSync(shared);
		symlinkSync(shared, join(top, "node_modules"));
		const { code, stderr } = await start().then(
			() => expect.fail("it went on"),
			(error: { code: number; stderr: string }) => error,
		);
		expect(code).to.equal(2);
		expect(stderr).to.equal(
			"lab: node_modules is a link, and its packages are older than package-lock.json; installing would empty what it names: remove the link\n",
		);
		expect(existsSync(join(top, "log"))).to.equal(false);
	});

	it("installs them once, when it is started twice at once", async () => {
		const started = [start(), start()];
		await Promise.all(started);
		expect(readFileSync(join(top, "log"), "utf8")).to.equal("begin\nend\n");
	});
});

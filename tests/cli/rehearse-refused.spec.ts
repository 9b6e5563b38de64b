import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { folderOf } from "../../rehearsal/sandbox/folder";

const root = resolve(__dirname, "../..");

/** A day on which every exception of the project has ended: the repository is refused, and no preview starts. */
const tooLate = { ...process.env, GXP_LAB_NOW: "2099-01-01T00:00:00Z" };

describe("lab rehearse of a repository that is refused", function () {
	this.timeout(120_000);
	const rehearse = (...flags: string[]) => {
		const run = spawnSync(join(root, "lab"), ["rehearse", ...flags], { encoding: "utf8", env: tooLate });
		const [, id] = /^sandbox (\S+) /m.exec(run.stderr) ?? [];
		if (id !== undefined) rmSync(folderOf(root, id).path, { recursive: true, force: true });
		return run;
	};

	it("says once why, and of nothing that it had an effect", () => {
		const { status, stdout, stderr } = rehearse();
		expect(status, stderr).to.equal(1);
		expect(stdout).to.match(/^\nNothing was rehearsed of lab \(class lab; [^\n]+\)\n {2}done {9}parts, sandbox\n/);
		expect(stdout).not.to.match(/Simulated|Not rehearsed|memory|not evaluated/);
		expect(stdout).to.contain("Did not hold: repository: mandatory findings, so no preview starts\n[CHG-011] FAIL ");
		expect(stderr).not.to.contain("[CHG-011] FAIL");
	});

	it("has none of it in the document either", () => {
		const { status, stdout } = rehearse("--json");
		expect(status).to.equal(1);
		expect(JSON.parse(stdout)).to.deep.include({ ok: false, created: null, simulated: [], notRehearsed: [] });
	});
});

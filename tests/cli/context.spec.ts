import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect } from "chai";

const root = resolve(__dirname, "../..");

describe("what the commands say while somebody waits", function () {
	this.timeout(60_000);

	/** What is written to standard error, which is a terminal or not, by code that uses cli/context.ts. */
	const said = (code: string, isTTY: boolean) => {
		const program = `
			Object.defineProperty(process.stderr, "isTTY", { value: ${isTTY} });
			Object.defineProperty(process.stderr, "columns", { value: 60 });
			const { waiting, Progress, say, print } = require("./cli/context");
			void (async () => { ${code} })();`;
		const { stderr, stdout, status } = spawnSync(process.execPath, ["--require", "./register.js", "-e", program], {
			cwd: root,
			encoding: "utf8",
			env: { ...process.env, TERM: "xterm" },
		});
		expect(status, stderr).to.equal(0);
		const shown = stderr.split("\n").map((row) => (row.split("\r").at(-1) ?? "").replace("\u001b[K", ""));
		return { stderr, stdout, shown };
	};

	const building = `
		await waiting(async (report) => {
			report("building a (1 of 2)");
			report("building a (1 of 2) 1 s", true);
			report("building b (2 of 2)");
			say("a warning");
			report("building b (2 of 2) 1 s", true);
		});
		say("end");`;

	it("leaves in a terminal the last of each wait, with what was said in between above it", () => {
		expect(said(building, true).shown).to.deep.equal([
			"building a (1 of 2) 1 s",
			"a warning",
			"building b (2 of 2) 1 s",
			"end",
			"",
		]);
	});

	it("is a line each time elsewhere", () => {
		expect(said(building, false).stderr).to.equal(
			[
				"building a (1 of 2)",
				"building a (1 of 2) 1 s",
				"building b (2 of 2)",
				"a warning",
				"building b (2 of 2) 1 s",
				"end",
				"",
			].join("\n"),
		);
	});

	it("leaves nothing of a wait that is only told anew, also when it fails", () => {
		const counting = `await waiting(async (report) => { report("1 judged", true); throw new Error("x"); })
			.catch(() => undefined);`;
		expect(said(counting, true).shown).to.deep.equal([""]);
	});

	const step = `
		const progress = new Progress("up");
		progress.note("a pod");
		say("warning");
		print("result");
		progress.end();
		progress.end();`;

	it("says in a terminal how long a step took, once, and takes the status away before a result", () => {
		const { shown, stdout } = said(step, true);
		expect(stdout).to.equal("result\n");
		expect(shown.slice(0, 1)).to.deep.equal(["warning"]);
		expect(shown.slice(1).join("\n")).to.match(/^up \d+(\.\d)? s, 1 done\n$/);
	});

	it("says elsewhere that a step began, as whoever reads a log knows it", () => {
		expect(said(step, false).stderr).to.equal("up …\nwarning\n");
	});
});

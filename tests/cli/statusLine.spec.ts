import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { StatusLine } from "../../cli/statusLine";

const root = resolve(__dirname, "../..");

/** Everything that was written, and what a terminal would show of it: a row a line, with what is written over gone. */
function terminal({ columns = 40, isTTY = true, kind = "xterm" } = {}) {
	let written = "";
	const stream = {
		isTTY,
		columns,
		write: (text: string) => {
			written += text;
			return true;
		},
	};
	const status = new StatusLine(stream as never, kind);
	const rows = () =>
		written.split("\n").map((row) => {
			const last = row.split("\r").at(-1) ?? "";
			return last.replace("\u001b[K", "");
		});
	return { status, rows, written: () => written };
}

describe("the line that is rewritten", () => {
	it("is one line, however often it is shown", () => {
		const { status, rows } = terminal();
		for (const text of ["up …", "up 1 s", "up 2 s, 14 done: pod"]) status.show(text);
		expect(rows()).to.deep.equal(["up 2 s, 14 done: pod"]);
		status.clear();
		expect(rows()).to.deep.equal([""]);
	});

	it("stands below what is written in between, of which nothing is lost", () => {
		const { status, rows } = terminal();
		status.line("first");
		status.show("up 1 s");
		status.line("warning: a");
		status.line("warning: b");
		expect(rows()).to.deep.equal(["first", "warning: a", "warning: b", "up 1 s"]);
		status.show("up 2 s");
		status.clear();
		status.line("end");
		expect(rows()).to.deep.equal(["first", "warning: a", "warning: b", "end", ""]);
	});

	it("fits the terminal, so that it can be taken back, and has no control characters", () => {
		const { status, rows } = terminal({ columns: 10 });
		status.show("123456789");
		expect(rows()).to.deep.equal(["123456789"]);
		status.show("1234567890");
		expect(rows()).to.deep.equal(["12345678…"]);
		status.show("a\nb\u001b[2Jc");
		expect(rows()).to.deep.equal(["a b [2Jc"]);
		status.clear();
	});

	it("is a line each time where nothing can be rewritten", () => {
		for (const options of [{ isTTY: false }, { kind: "dumb" }]) {
			const { status, written } = terminal(options);
			status.show("up …");
			status.show("up 2 s");
			status.clear();
			status.line("end");
			expect(written()).to.equal("up …\nup 2 s\nend\n");
		}
	});

	it("keeps no signal from ending the process once it is gone", () => {
		const before = process.listenerCount("SIGINT");
		const { status } = terminal();
		status.show("up …");
		status.show("up 1 s");
		expect(process.listenerCount("SIGINT")).to.equal(before + 1);
		status.clear();
		status.clear();
		expect(process.listenerCount("SIGINT")).to.equal(before);
	});
});

describe("Ctrl-C while a status is shown", function () {
	this.timeout(60_000);

	/** A process that shows a status, says so on descriptor 3, and waits. */
	const interrupted = async (before: string) => {
		const program = `
			const { StatusLine } = require("./cli/statusLine");
			const status = new StatusLine(Object.assign(process.stdout, { isTTY: true, columns: 40 }), "xterm");
			${before}
			status.show("up 1 s");
			require("node:fs").writeSync(3, "shown");
			setInterval(() => undefined, 1000);`;
		const child = spawn(process.execPath, ["--require", join(root, "register.js"), "-e", program], {
			cwd: root,
			stdio: ["ignore", "pipe", "inherit", "pipe"],
		});
		let stdout = "";
		child.stdout?.on("data", (text) => {
			stdout += String(text);
		});
		child.stdio[3]?.once("data", () => child.kill("SIGINT"));
		const [code, signal] = await new Promise<[number | null, string | null]>((done) =>
			child.on("close", (...how) => done(how)),
		);
		return { code, signal, stdout };
	};

	it("ends the line, and then the process by the signal", async () => {
		expect(await interrupted("")).to.deep.equal({
			code: null,
			signal: "SIGINT",
			stdout: "\r\u001b[Kup 1 s\n",
		});
	});

	it("leaves the end to whoever handles it, with what they say above the status", async () => {
		const handler = `process.on("SIGINT", () => { status.line("ending"); status.clear(); process.exit(130); });`;
		expect(await interrupted(handler)).to.deep.equal({
			code: 130,
			signal: null,
			stdout: "\r\u001b[Kup 1 s\r\u001b[Kending\nup 1 s\r\u001b[K",
		});
	});
});

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { takeDown } from "../../cli/down";
import { type Folder, readDescription } from "../../rehearsal/sandbox/folder";
import { launchSandbox } from "../../rehearsal/sandbox/launch";
import { emptySandbox, root } from "../rehearsal/sandbox/boot";

describe("lab shell", function () {
	this.timeout(90_000);
	let folder: Folder;
	let from: string;

	before(async () => {
		from = mkdtempSync(join(tmpdir(), "gxp-lab-shell-"));
		const made = emptySandbox();
		folder = made.folder;
		(await launchSandbox(folder, made.options)).keep();
	});
	after(async () => {
		await takeDown(folder);
		rmSync(from, { recursive: true });
	});

	const shell = (...args: string[]) => {
		const words = ["shell", folder.id, ...args];
		const { status, stdout, stderr } = spawnSync(join(root, "lab"), words, { encoding: "utf8", cwd: from });
		return { status, stdout, stderr };
	};

	it("hands every argument through as it is, options and what a shell would read included", () => {
		const args = ["--help", "-o", "wide", "a b", "$HOME", "*", "", "--", "-x=1", "'", "\\"];
		const printed = ["sh", "-c", 'for one in "$@"; do printf "<%s>" "$one"; done', "sh", ...args];
		const stdout = args.map((one) => `<${one}>`).join("");
		expect(shell(...printed)).to.deep.equal({ status: 0, stdout, stderr: "" });
		expect(shell("--", ...printed)).to.deep.equal({ status: 0, stdout, stderr: "" });
	});

	it("ends with the command's exit code, of a signal as a shell says it, and 127 where there is none", () => {
		expect(shell("sh", "-c", "exit 37").status).to.equal(37);
		expect(shell("sh", "-c", "kill -TERM $$").status).to.equal(128 + 15);
		expect(shell("no-such-command").status).to.equal(127);
	});

	it("runs on the lab's network, in the folder that it was called from", () => {
		expect(shell("pwd").stdout).to.equal(`${from}\n`);
		const network = (pid: string) => readlinkSync(`/proc/${pid}/ns/net`);
		const inside = String(readDescription(folder)?.sandbox.pid);
		expect(network(inside)).to.not.equal(network("self"));
		expect(shell("readlink", "/proc/self/ns/net").stdout).to.equal(`${network(inside)}\n`);
	});

	it("leaves Ctrl-C to the command, and ends with what that makes of it", async () => {
		const command = "trap 'exit 7' INT; echo waiting; while :; do sleep 0.1; done";
		const child = spawn(join(root, "lab"), ["shell", folder.id, "sh", "-c", command], {
			cwd: from,
			detached: true,
			stdio: ["ignore", "pipe", "inherit"],
		});
		// As a terminal does: to everything in front.
		child.stdout.once("data", () => process.kill(-(child.pid ?? 0), "SIGINT"));
		expect(await new Promise((done) => child.on("close", done))).to.equal(7);
	});

	it("ends the command when it is ended itself", async () => {
		const command = "trap 'echo ended; exit' TERM; echo waiting; while :; do sleep 0.1; done";
		const child = spawn(join(root, "lab"), ["shell", folder.id, "sh", "-c", command], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		let stdout = "";
		child.stdout.on("data", (text) => {
			stdout += String(text);
		});
		child.stdout.once("data", () => child.kill("SIGTERM"));
		// Its output is closed by the last that held it: the command.
		expect(await new Promise((done) => child.on("close", done))).to.equal(128 + 15);
		expect(stdout).to.equal("waiting\nended\n");
	});

	it("is listed while it runs", () => {
		const { stdout } = spawnSync(join(root, "lab"), ["ps"], { encoding: "utf8", cwd: root });
		expect(stdout).to.match(
			new RegExp(
				`^ID +STACK +SINCE +STATE +FOLDER\\n(.*\\n)*${folder.id} +test +\\S+ \\S+ UTC  ready +\\.rehearsal/${folder.id}\\n`,
			),
		);
	});
});

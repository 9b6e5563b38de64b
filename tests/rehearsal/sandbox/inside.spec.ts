import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { RunRequest } from "../../../rehearsal/sandbox/control-protocol";
import { type Folder, removeFolder } from "../../../rehearsal/sandbox/folder";
import { launchSandbox, type Sandbox } from "../../../rehearsal/sandbox/launch";
import { emptySandbox } from "./boot";
import { leftAfter } from "./traces";

interface Said {
	readonly stdout: string[];
	readonly stderr: string[];
	readonly code: number | null;
}

async function run(sandbox: Sandbox, request: RunRequest): Promise<Said> {
	const said: { stdout: string[]; stderr: string[]; code: number | null } = { stdout: [], stderr: [], code: null };
	for await (const event of sandbox.client.run(request)) {
		if (event.type === "stdout" || event.type === "stderr") said[event.type].push(event.line);
		if (event.type === "exit") said.code = event.code;
	}
	return said;
}

const shell = (sandbox: Sandbox, script: string) => run(sandbox, { name: "shell", argv: ["sh", "-c", script] });

describe("inside a sandbox", () => {
	let folder: Folder;
	let sandbox: Sandbox;
	before(async () => {
		const empty = emptySandbox();
		folder = empty.folder;
		process.env.GXP_LAB_TEST_OUTSIDE = "seen";
		sandbox = await launchSandbox(folder, empty.options);
	});
	after(async () => {
		delete process.env.GXP_LAB_TEST_OUTSIDE;
		await sandbox.end();
		expect(await leftAfter(folder.id, [])).to.deep.equal([]);
		removeFolder(folder);
	});

	it("has the loopback device alone, and no route that leads out", async () => {
		const { stdout } = await shell(sandbox, "ip -o link | cut -d: -f2; ip route; ip route get 192.0.2.1 2>&1");
		expect(stdout.map((line) => line.trim())).to.deep.equal([
			"lo",
			"unreachable 10.20.0.0/24",
			"RTNETLINK answers: Network is unreachable",
		]);
	});

	it("answers at once for a node that is not there", async () => {
		const script = `require("node:net").connect(6443, "10.20.0.21").on("error", (e) => console.log(e.code))`;
		const { stdout } = await run(sandbox, { name: "connect", argv: ["node", "-e", script] });
		expect(stdout).to.deep.equal(["EHOSTUNREACH"]);
	});

	it("resolves the lab's names, and leaves the machine's own file alone", async () => {
		const { stdout } = await shell(sandbox, "getent hosts pve1.lab.gxp.example");
		expect(stdout.join().split(/\s+/)).to.deep.equal(["10.20.0.10", "pve1.lab.gxp.example"]);
		expect(readFileSync("/etc/hosts", "utf8")).to.not.include("pve1.lab.gxp.example");
	});

	it("sees no process but its own, and none of the user's variables", async () => {
		const { stdout } = await shell(sandbox, "ls /proc | grep -c '^[0-9]'; env | grep -c GXP_LAB_TEST_OUTSIDE");
		expect(Number(stdout[0])).to.be.lessThan(12);
		expect(stdout[1]).to.equal("0");
	});

	it("reaps orphans", async () => {
		await shell(sandbox, "(setsid sh -c 'sleep 0.01' &) ; sleep 0.1");
		const { stdout } = await shell(sandbox, "grep -l '^State:.Z' /proc/[0-9]*/status; true");
		expect(stdout).to.deep.equal([]);
	});

	it("passes on what a command says, line by line, and its exit code", async () => {
		expect(await shell(sandbox, "echo one; echo two >&2; exit 3")).to.deep.equal({
			stdout: ["one"],
			stderr: ["two"],
			code: 3,
		});
	});

	it("passes on lines that do not fit into one packet", async () => {
		const script = `process.stdout.write("ä".repeat(1_000_000) + "\\n")`;
		const { stdout } = await run(sandbox, { name: "long", argv: ["node", "-e", script] });
		const digest = (text: string) => createHash("sha256").update(text).digest("hex");
		expect(digest(stdout.join("|"))).to.equal(digest("ä".repeat(1_000_000)));
	});

	it("refuses a second command of the same name, and says so", async () => {
		const first = sandbox.client.run({ name: "step", argv: ["sleep", "3600"] });
		await first.next();
		let message = "";
		await run(sandbox, { name: "step", argv: ["true"] }).catch((cause: Error) => {
			message = cause.message;
		});
		await first.return(undefined);
		expect(message).to.equal("step: runs already in this sandbox; wait for it");
	});

	it("kills a command by name with all that it started, however it hid", async () => {
		const events = sandbox.client.run({
			name: "victim",
			// As Pulumi does with its plugins: a process group of their own, in the same session.
			argv: ["bash", "-c", "set -m; sleep 3602 & sleep 3602 & echo on; wait"],
		});
		let code: number | null = 0;
		let signal: string | null = null;
		for await (const event of events) {
			if (event.type === "stdout") await sandbox.client.signal("victim", "SIGKILL");
			if (event.type === "exit") ({ code, signal } = event);
		}
		expect({ code, signal }).to.deep.equal({ code: null, signal: "SIGKILL" });
		expect((await shell(sandbox, "grep -lz '[3]602' /proc/[0-9]*/cmdline; true")).stdout).to.deep.equal([]);
	});

	it("refuses a signal or a fault for what is not there, naming it", async () => {
		const messages: string[] = [];
		const keep = (cause: Error) => messages.push(cause.message);
		await sandbox.client.signal("nobody", "SIGKILL").catch(keep);
		await sandbox.client.fault("nobody", {}).catch(keep);
		expect(messages).to.deep.equal([
			"nobody: neither a running command nor a part of this sandbox",
			"nobody: takes no faults; these do: none",
		]);
	});

	it("measures its own memory", async () => {
		const { peakRssMiB, partsRssMiB } = await sandbox.client.status();
		expect(peakRssMiB).to.be.within(20, 400);
		expect(partsRssMiB).to.be.within(0, 50);
	});

	it("is not disturbed by another one on the same addresses and ports", async () => {
		const other = emptySandbox();
		const second = await launchSandbox(other.folder, other.options);
		const serve = (name: string) =>
			`ip addr add 10.20.0.21/32 dev lo; exec "$0" -e '${`require("node:net").createServer((s) => s.end("${name}")).listen(6443, "10.20.0.21", () => console.log("up"))`}'`;
		const ask = `require("node:net").connect(6443, "10.20.0.21").on("data", (text) => console.log(String(text)))`;
		const servers = [sandbox, second].map((one, index) =>
			one.client.run({ name: "server", argv: ["sh", "-c", serve(`sandbox ${index}`), process.execPath] }),
		);
		try {
			for (const server of servers) {
				for (;;) {
					const { value } = await server.next();
					if (value?.type === "stdout") break;
					if (value?.type !== "started") throw new Error(JSON.stringify(value));
				}
			}
			const heard = [];
			for (const one of [sandbox, second])
				heard.push((await run(one, { name: "ask", argv: ["node", "-e", ask] })).stdout);
			expect(heard).to.deep.equal([["sandbox 0"], ["sandbox 1"]]);
			await second.end();
			expect((await run(sandbox, { name: "ask", argv: ["node", "-e", ask] })).stdout).to.deep.equal(["sandbox 0"]);
		} finally {
			for (const server of servers) await server.return(undefined).catch(() => undefined);
			await second.end();
			removeFolder(other.folder);
		}
	});
});

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { takeDown } from "../../../cli/down";
import { stat } from "../../../rehearsal/sandbox/alive";
import { SandboxClient } from "../../../rehearsal/sandbox/client";
import { folderOf, readDescription, removeFolder } from "../../../rehearsal/sandbox/folder";
import { typescript } from "../../../rehearsal/sandbox/typescript";
import { root } from "./boot";
import { leftAfter, namespacesOf, tracesOf } from "./traces";

interface Started {
	readonly front: ChildProcess;
	readonly id: string;
	readonly supervisor: number;
	readonly sandbox: number;
	readonly namespaces: string[];
}

/** The first lines of a front: its folder's id at once, and where everything is when the long command runs. */
function startFront(...args: string[]): { front: ChildProcess; lines: AsyncIterator<string> } {
	const front = spawn(process.execPath, [...typescript(root, "tests/rehearsal/sandbox/front.ts"), ...args], {
		cwd: root,
		// A process group of its own: what a terminal's Ctrl-C goes to.
		detached: true,
		stdio: ["ignore", "pipe", "inherit"],
	});
	return { front, lines: createInterface({ input: front.stdout })[Symbol.asyncIterator]() };
}

async function started(...args: string[]): Promise<Started> {
	const { front, lines } = startFront(...args);
	const { id } = JSON.parse((await lines.next()).value);
	await lines.next();
	const description = readDescription(folderOf(root, id));
	if (description === undefined) throw new Error(`${id}: has no description`);
	const { supervisor, sandbox } = description;
	return { front, id, supervisor: supervisor.pid, sandbox: sandbox.pid, namespaces: namespacesOf(sandbox.pid) };
}

const pidOf = (child: ChildProcess): number => child.pid ?? 0;

describe("ending a sandbox", function () {
	this.timeout(90_000);
	const ids: string[] = [];
	const begin = async (...args: string[]) => {
		const found = await started(...args);
		ids.push(found.id);
		expect(tracesOf(found.id, found.namespaces), "it runs").to.not.deep.equal([]);
		return found;
	};
	afterEach(() => {
		for (const id of ids.splice(0)) removeFolder(folderOf(root, id));
	});

	it("leaves nothing when the front is killed", async () => {
		const { front, id, namespaces } = await begin();
		front.kill("SIGKILL");
		expect(await leftAfter(id, namespaces)).to.deep.equal([]);
	});

	it("leaves nothing when the supervisor is killed", async () => {
		const { id, supervisor, namespaces } = await begin();
		process.kill(supervisor, "SIGKILL");
		expect(await leftAfter(id, namespaces)).to.deep.equal([]);
	});

	it("leaves nothing when the namespace's first process is killed", async () => {
		const { id, sandbox, namespaces } = await begin();
		process.kill(sandbox, "SIGKILL");
		expect(await leftAfter(id, namespaces)).to.deep.equal([]);
	});

	it("leaves nothing when unshare is killed", async () => {
		const { id, sandbox, namespaces } = await begin();
		process.kill(stat(sandbox)?.parent ?? 0, "SIGKILL");
		expect(await leftAfter(id, namespaces)).to.deep.equal([]);
	});

	for (const signal of ["SIGINT", "SIGTERM"] as const) {
		it(`leaves nothing after ${signal} to the supervisor`, async () => {
			const { id, supervisor, namespaces } = await begin();
			process.kill(supervisor, signal);
			expect(await leftAfter(id, namespaces)).to.deep.equal([]);
		});
	}

	it("leaves nothing after Ctrl-C, which goes to the front's process group", async () => {
		const { front, id, namespaces } = await begin();
		process.kill(-pidOf(front), "SIGINT");
		expect(await leftAfter(id, namespaces)).to.deep.equal([]);
	});

	it("leaves nothing when Ctrl-C comes while it starts, at any moment", async () => {
		const seeded = [0, 40, 150, 300, 450, 600];
		await Promise.all(
			seeded.map(async (milliseconds) => {
				const { front, lines } = startFront();
				const { id } = JSON.parse((await lines.next()).value);
				ids.push(id);
				await delay(milliseconds);
				process.kill(-pidOf(front), "SIGINT");
				expect(await leftAfter(id, []), `after ${milliseconds} ms`).to.deep.equal([]);
			}),
		);
	});

	it("ends a command with all that it started when the caller hangs up, and nothing else", async () => {
		const { front, id, namespaces } = await begin();
		const client = new SandboxClient(folderOf(root, id).controlSocket);
		for await (const event of client.run({ name: "other", argv: ["sh", "-c", "sleep 3601 & echo on; wait"] })) {
			if (event.type === "stdout") break;
		}
		const deadline = Date.now() + 5000;
		while ((await client.status()).running.length > 1 && Date.now() < deadline) await delay(20);
		expect((await client.status()).running.map(({ name }) => name)).to.deep.equal(["long"]);
		expect(tracesOf(id, namespaces).filter((trace) => trace.includes("sleep 3601"))).to.deep.equal([]);
		front.kill("SIGKILL");
		expect(await leftAfter(id, namespaces)).to.deep.equal([]);
	});

	it("keeps a kept one after its front, and takes it down with its folder", async () => {
		const { front, id, namespaces } = await begin("--keep");
		if (front.exitCode === null) await new Promise((resolve) => front.on("exit", resolve));
		const folder = folderOf(root, id);
		expect((await new SandboxClient(folder.controlSocket).status()).state).to.equal("ready");
		await takeDown(folder);
		expect(tracesOf(id, namespaces)).to.deep.equal([]);
		expect(readDescription(folder)).to.equal(undefined);
	});

	it("takes down the folder of a sandbox that is dead already", async () => {
		const { front, id, supervisor, namespaces } = await begin();
		process.kill(supervisor, "SIGKILL");
		front.kill("SIGKILL");
		expect(await leftAfter(id, namespaces)).to.deep.equal([]);
		await takeDown(folderOf(root, id));
		expect(readDescription(folderOf(root, id))).to.equal(undefined);
	});
});

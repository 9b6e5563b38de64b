import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { takeDown } from "../../cli/down";
import { allPids, stat } from "../../rehearsal/sandbox/alive";
import { folderOf, readDescription } from "../../rehearsal/sandbox/folder";
import { leftAfter, namespacesOf, tracesOf } from "../rehearsal/sandbox/traces";

const root = resolve(__dirname, "../..");

interface Running {
	readonly id: string;
	/** Of `lab rehearse`, the supervisor, and the first process of the namespace. */
	readonly pids: { readonly front: number; readonly supervisor: number; readonly inside: number };
	readonly namespaces: string[];
	readonly ended: Promise<{ code: number | null; stdout: string }>;
}

/** A rehearsal of the lab that has come as far as `step`, and `milliseconds` into it. */
async function rehearsing(step: string, milliseconds: number): Promise<Running> {
	const child = spawn(join(root, "lab"), ["rehearse", "--json"], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
	let [id, stdout] = ["", ""];
	child.stdout.on("data", (text) => {
		stdout += String(text);
	});
	const ended = new Promise<{ code: number | null; stdout: string }>((done) =>
		child.on("close", (code) => done({ code, stdout })),
	);
	await new Promise<void>((reached, fail) => {
		createInterface({ input: child.stderr }).on("line", (line) => {
			id = /^sandbox (\S+) /.exec(line)?.[1] ?? id;
			if (line.startsWith(`${step} `)) reached();
		});
		child.on("exit", (code) => fail(new Error(`rehearse: ended (${code}) before ${step}`)));
	});
	await delay(milliseconds);
	const description = readDescription(folderOf(root, id));
	if (description === undefined) throw new Error(`${id}: has no description`);
	const { supervisor, sandbox } = description;
	const namespaces = namespacesOf(sandbox.pid);
	// `lab` is a shell that becomes the front.
	const pids = { front: child.pid ?? 0, supervisor: supervisor.pid, inside: sandbox.pid };
	return { id, pids, namespaces, ended };
}

/** What is alive and was started from the front, wherever it moved. */
function descendants(pid: number): number[] {
	const children = allPids().filter((one) => stat(one)?.parent === pid);
	return [...children, ...children.flatMap(descendants)];
}

describe("killing a rehearsal", function () {
	this.timeout(180_000);

	for (const [whom, step, milliseconds] of [
		["front", "preview", 2000],
		["front", "up", 12_000],
		["supervisor", "up", 6000],
		["inside", "up", 9000],
	] as const) {
		it(`leaves nothing: the ${whom}, ${milliseconds} ms into ${step}`, async () => {
			const { id, pids, namespaces, ended } = await rehearsing(step, milliseconds);
			const folder = folderOf(root, id);
			try {
				const all = descendants(pids.front);
				expect(all, "the supervisor, the sandbox and a step run").to.include.members([pids.supervisor, pids.inside]);
				expect(tracesOf(id, namespaces)).to.not.deep.equal([]);
				process.kill(pids[whom], "SIGKILL");
				const { code, stdout } = await ended;
				expect(await leftAfter(id, namespaces)).to.deep.equal([]);
				expect(all.filter((pid) => stat(pid) !== undefined && stat(pid)?.state !== "Z")).to.deep.equal([]);
				if (whom === "front") {
					// It could not clean up its folder: `lab down` does.
					expect(existsSync(folder.passphrase)).to.equal(true);
				} else {
					expect(code).to.equal(1);
					expect(JSON.parse(stdout)).to.deep.include({
						ok: false,
						error: `${step}: the sandbox went away while it ran`,
					});
					expect(existsSync(folder.passphrase), "the folder held secrets").to.equal(false);
				}
			} finally {
				await takeDown(folder);
			}
			expect(existsSync(folder.path)).to.equal(false);
		});
	}

	it("does not disturb another one beside it", async () => {
		const [first, second] = await Promise.all([rehearsing("preview", 500), rehearsing("preview", 500)]);
		try {
			expect(first.namespaces.filter((one) => second.namespaces.includes(one))).to.deep.equal([]);
			process.kill(first.pids.front, "SIGKILL");
			expect(await leftAfter(first.id, first.namespaces)).to.deep.equal([]);
			const { code, stdout } = await second.ended;
			const { ok, error, created } = JSON.parse(stdout);
			expect({ ok, error }).to.deep.equal({ ok: true, error: null });
			expect(created).to.be.greaterThan(0);
			expect(code).to.equal(0);
			expect(await leftAfter(second.id, second.namespaces)).to.deep.equal([]);
		} finally {
			await takeDown(folderOf(root, first.id));
		}
	}).timeout(600_000);
});

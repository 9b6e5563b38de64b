import { spawn } from "node:child_process";
import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { stat } from "../../rehearsal/sandbox/alive";

const root = resolve(__dirname, "../..");

/** A toolchain that never ends a build. */
const go = `#!/bin/sh
if [ "$1" = env ]; then echo go1.26.8; echo amd64; exit; fi
echo $$ > "$STAND_IN_PID"
exec sleep 600
`;

describe("a build of the parts that somebody ends", function () {
	this.timeout(60_000);
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "gxp-lab-build-"));
		writeFileSync(join(folder, "go"), go);
		chmodSync(join(folder, "go"), 0o755);
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	/** Signals the command, or as Ctrl-C its whole group, when its first part is being built. */
	async function ended(args: readonly string[], signal: NodeJS.Signals, group: boolean) {
		const environment = {
			...process.env,
			PATH: `${folder}:${process.env.PATH}`,
			KUBEBUILDER_ASSETS: "",
			XDG_CACHE_HOME: join(folder, "cache"),
			STAND_IN_PID: join(folder, "pid"),
		};
		const child = spawn(join(root, "lab"), args, {
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
			env: environment,
		});
		let [stdout, stderr] = ["", ""];
		child.stdout.on("data", (text) => {
			stdout += String(text);
		});
		createInterface({ input: child.stderr }).on("line", (line) => {
			stderr += `${line}\n`;
		});
		const over = new Promise<number | null>((done) => child.on("close", done));
		const builder = join(folder, "pid");
		while (!existsSync(builder) || statSync(builder).size === 0) {
			if (child.exitCode !== null) throw new Error(`lab ${args.join(" ")}: ended by itself\n${stderr}`);
			await new Promise((done) => setTimeout(done, 20));
		}
		process.kill(group ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
		const code = await over;
		const pid = Number(readFileSync(builder, "utf8"));
		const state = stat(pid)?.state;
		const parts = readdirSync(join(folder, "cache"), { recursive: true, withFileTypes: true });
		const left = parts.filter((one) => one.isFile() && one.name !== ".lock").map(({ name }) => name);
		return { code, stdout, stderr, building: state !== undefined && state !== "Z", left };
	}

	for (const [how, signal, group] of [
		["TERM", "SIGTERM", false],
		["Ctrl-C", "SIGINT", true],
	] as const) {
		it(`ends \`lab test\` with ${how}: nothing is built on, nothing half-built stays, and no test is counted`, async () => {
			const { code, stdout, stderr, building, left } = await ended(["test", "tests/cli/ps.spec.ts"], signal, group);
			expect({ code, stdout, building, left }, stderr).to.deep.equal({
				code: 130,
				stdout: "",
				building: false,
				left: [],
			});
			expect(stderr).to.match(/^building \S+ from its Go module \(1 of \d+; once, then it is cached\)$/m);
			expect(stderr).to.match(/^lab: interrupted$/m);
		});

		it(`ends \`lab rehearse\` with ${how}, and its document says so`, async () => {
			const { code, stdout, stderr, building, left } = await ended(["rehearse", "--json"], signal, group);
			expect({ code, building, left }, stderr).to.deep.equal({ code: 130, building: false, left: [] });
			expect(JSON.parse(stdout)).to.deep.include({ ok: false, error: "interrupted", created: null });
		});
	}
});

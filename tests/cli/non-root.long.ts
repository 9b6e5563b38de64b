import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { allPids } from "../../rehearsal/sandbox/alive";
import { cacheFolder, ensureParts } from "../../rehearsal/sandbox/parts";

const root = resolve(__dirname, "../..");
/** `nobody` of Debian: no home, no groups, no rights. */
const user = 65534;

describe("lab rehearse of an ordinary user", () => {
	it("holds as it does for root, with a checkout, a home and a cache of the user's own", async function () {
		this.timeout(900_000);
		// Whoever runs the tests as an ordinary user has seen it by now.
		if (process.getuid?.() !== 0) this.skip();
		await ensureParts(() => undefined, { root });
		const folder = mkdtempSync(join(tmpdir(), "gxp-lab-user-"));
		const [checkout, home, cache] = ["lab", "home", "cache"].map((name) => join(folder, name)) as [
			string,
			string,
			string,
		];
		try {
			const listed = ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
			for (const file of execFileSync("git", listed, { encoding: "utf8" }).split("\0")) {
				if (file === "" || !existsSync(join(root, file))) continue;
				mkdirSync(dirname(join(checkout, file)), { recursive: true });
				cpSync(join(root, file), join(checkout, file), { preserveTimestamps: true });
			}
			// The repository is judged before the preview: it must be one.
			const author = ["-c", "user.name=proof", "-c", "user.email=proof@lab.gxp.example"];
			for (const args of [
				["init", "-q"],
				["add", "-A"],
				[...author, "commit", "-q", "-m", "as it stands"],
			])
				execFileSync("git", args, { cwd: checkout });
			execFileSync("cp", ["-a", join(root, "node_modules"), join(checkout, "node_modules")]);
			mkdirSync(join(cache, "gxp-lab"), { recursive: true });
			execFileSync("cp", ["-a", cacheFolder(process.env), join(cache, "gxp-lab/parts")]);
			mkdirSync(home);
			execFileSync("chown", ["-R", `${user}:${user}`, folder]);
			chownSync(folder, user, user);
			const who = ["--reuid", String(user), "--regid", String(user), "--clear-groups"];
			const { status, stdout, stderr } = spawnSync("setpriv", [...who, "./lab", "rehearse", "--json"], {
				cwd: checkout,
				encoding: "utf8",
				env: { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: cache },
				maxBuffer: 64 * 1024 * 1024,
			});
			expect(status, stderr).to.equal(0);
			const { ok, checks, secondRun } = JSON.parse(stdout);
			expect({ ok, changed: secondRun.changed }).to.deep.equal({ ok: true, changed: 0 });
			expect(checks.filter(({ held }: { held: boolean }) => !held)).to.deep.equal([]);
			expect(readdirSync(join(checkout, ".rehearsal"))).to.deep.equal([]);
			expect(processesOf(folder)).to.deep.equal([]);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
});

/** Command lines that name the folder. */
function processesOf(folder: string): string[] {
	return allPids().flatMap((pid) => {
		try {
			const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
			return command.includes(folder) ? [command] : [];
		} catch {
			return []; // It ended while we looked.
		}
	});
}

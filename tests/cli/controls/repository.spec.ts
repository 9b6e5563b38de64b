import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";

const checkout = resolve(__dirname, "../../..");

/** A small repository of its own, in git, judged by the real command line of this checkout. */
describe("lab controls check --repository, on a small repository", function () {
	this.timeout(60_000);
	let root: string;

	const write = (file: string, text: string): void => {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), text);
	};
	const git = (...args: string[]): string =>
		execFileSync("git", ["-C", root, "-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "pipe"],
		});
	/** The command's own function, with another checkout as its root: what `lab` calls, and nothing in between. */
	const check = (stack: string, change: string | undefined, environment: Record<string, string> = {}) => {
		const call = `require("./cli/controls/repository").checkRepository(${JSON.stringify({ stack, change, json: true })}, ${JSON.stringify(root)})`;
		const { GXP_CHANGE: _, ...inherited } = process.env;
		const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", "./register.js", "-e", call], {
			cwd: checkout,
			encoding: "utf8",
			env: { ...inherited, ...environment },
		});
		return { status, stderr, ...(stdout === "" ? {} : { document: JSON.parse(stdout) }) };
	};
	const of = (control: string, { document }: ReturnType<typeof check>): string[] =>
		document.findings
			.filter((one: { control: string }) => one.control === control)
			.map(({ path }: { path: string }) => path);

	before(() => {
		root = mkdtempSync(join(tmpdir(), "repository-"));
		git("init", "--quiet");
		write("policy-pack/environments.yaml", "stacks: { lab: lab, prod: production }\n");
		write("policy-pack/change.yaml", 'reference: "CHG-[1-9][0-9]*"\n');
		write("policy-pack/exceptions.yaml", "exceptions: []\n");
		write("Pulumi.yaml", "name: gxp-lab\n");
		for (const [stack, number] of [
			["lab", 20],
			["prod", 30],
		])
			write(
				`Pulumi.${stack}.yaml`,
				[
					"config:",
					`  gxp-lab:network: { nodeCidr: 10.${number}.0.0/24, podCidr: 10.1${number}.0.0/16, serviceCidr: 10.2${number}.0.0/16, vlanId: ${number} }`,
					"  gxp-lab:proxmox: {}",
					"  gxp-lab:talos: { version: v1.14.2 }",
					"  gxp-lab:kubernetes: { version: 1.36.3 }",
					"",
				].join("\n"),
			);
		write("charts.lock.yaml", "charts: []\n");
		git("add", ".");
		git("commit", "--quiet", "-m", "all");
	});
	after(() => rmSync(root, { recursive: true, force: true }));

	it("takes the reference and the commit, and counts each control once", () => {
		const { document } = check("prod", "CHG-7");
		expect(document).to.include({
			stack: "prod",
			class: "production",
			change: "CHG-7",
			commit: git("rev-parse", "HEAD").trim(),
		});
		expect(of("CHG-001", { status: 0, stderr: "", document })).to.deep.equal([]);
		expect(of("CHG-003", { status: 0, stderr: "", document })).to.deep.equal([]);
		const counts: number[] = Object.values(document.controls);
		expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(10);
	});

	it("counts what was judged and held as passed, and what the class does not apply as not applicable", () => {
		const { document } = check("lab", "CHG-7");
		const failing = new Set(document.findings.map(({ control }: { control: string }) => control));
		// CHG-010 and BCM-007 are for the other classes.
		expect(document.controls).to.deep.equal({
			pass: 8 - failing.size,
			fail: failing.size,
			waived: 0,
			notApplicable: 2,
			notEvaluated: 0,
		});
		expect(failing.has("CHG-003"), "a clean tree").to.be.false;
		expect(document.controls.pass).to.be.greaterThan(0);
	});

	it("takes the reference from GXP_CHANGE, and refuses two that differ", () => {
		expect(check("prod", undefined, { GXP_CHANGE: "CHG-8" }).document.change).to.equal("CHG-8");
		expect(of("CHG-001", check("prod", "CHG-7", { GXP_CHANGE: "CHG-8" }))).to.deep.equal(["change"]);
	});

	it("ends with 1 at a mandatory finding: production without a reference", () => {
		const answer = check("prod", undefined);
		expect(answer.status).to.equal(1);
		expect(of("CHG-001", answer)).to.deep.equal(["change"]);
	});

	it("names every file that is not as it was committed, also one that git's own settings hide", () => {
		write("index.ts", "");
		write(".git/info/exclude", "hidden.ts\n");
		write("hidden.ts", "");
		write("charts.lock.yaml", "charts: [ ]\n");
		const { document } = check("prod", "CHG-7");
		const files = document.findings
			.filter(({ control }: { control: string }) => control === "CHG-003")
			.map(({ file }: { file: string }) => file);
		expect(files).to.deep.equal(["charts.lock.yaml", "hidden.ts", "index.ts"]);
		git("clean", "--quiet", "-fx");
		git("checkout", "--quiet", ".");
	});

	it("names a tracked file whose changes git is told not to see", () => {
		git("update-index", "--assume-unchanged", "charts.lock.yaml");
		expect(of("CHG-003", check("prod", "CHG-7"))).to.deep.equal(["tree"]);
		git("update-index", "--no-assume-unchanged", "charts.lock.yaml");
	});

	it("names a changed file that a file system monitor keeps from git", () => {
		write(".git/says-nothing", "#!/bin/sh\nprintf 'token\\0'\n");
		chmodSync(join(root, ".git/says-nothing"), 0o755);
		git("config", "core.fsmonitor", join(root, ".git/says-nothing"));
		git("update-index", "--fsmonitor");
		git("status", "--porcelain");
		write("charts.lock.yaml", "charts: [ ]\n");
		expect(git("status", "--porcelain"), "the monitor hides it").to.equal("");
		expect(of("CHG-003", check("prod", "CHG-7"))).to.deep.equal(["tree"]);
		git("config", "--unset", "core.fsmonitor");
		git("update-index", "--no-fsmonitor");
		git("checkout", "--quiet", ".");
	});

	it("does not take a tree for clean, or for one without secrets, that git cannot list", () => {
		const index = join(root, ".git/index");
		const kept = readFileSync(index);
		writeFileSync(index, "damaged");
		const answer = check("prod", "CHG-7");
		expect(of("CHG-003", answer)).to.deep.equal(["tree"]);
		expect(of("SEC-007", answer)).to.deep.equal(["tree"]);
		writeFileSync(index, kept);
	});

	it("ends with 2 where a file is not what it must be, with its line, and judges the rest", () => {
		write(
			"policy-pack/exceptions.yaml",
			"exceptions:\n  - control: SEC-001\n    resource: { type: 'a:b:*', name: c }\n",
		);
		const answer = check("lab", "CHG-7");
		expect(answer.status).to.equal(2);
		const [first] = answer.document.findings.filter(({ control }: { control: string }) => control === "CHG-011");
		expect(first).to.deep.include({ file: "policy-pack/exceptions.yaml", line: 3, level: "mandatory" });
		expect(of("CHG-009", answer)).to.deep.equal(["file"]);
		git("checkout", "--quiet", ".");
	});

	it("says for a stack without a file which there are", () => {
		const { status, stderr } = check("staging", "CHG-7");
		expect(status).to.equal(1);
		expect(stderr).to.include("Pulumi.staging.yaml: does not exist; the stacks here are lab, prod");
	});
});

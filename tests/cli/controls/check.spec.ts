import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { misuse } from "../misuse";

const top = resolve(__dirname, "../../..");
const pod = (image: string) => `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers:
    - { name: web, image: "${image}" }
`;
/** No rule is about it. */
const lease = "apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: { name: held, namespace: shop }\n";

describe("lab controls check", function () {
	this.timeout(120_000);
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "gate-cli-"));
		writeFileSync(join(folder, "pod.yaml"), pod("docker.io/library/nginx:1.29"));
		writeFileSync(join(folder, "lease.yaml"), lease);
		writeFileSync(join(folder, "broken.yaml"), "a: [\n");
		mkdirSync(join(folder, "empty"));
	});
	after(() => rmSync(folder, { recursive: true }));

	/** As `./lab` starts it, called from the folder. */
	function check(args: readonly string[], input = "") {
		const { status, stdout, stderr } = spawnSync(
			"node",
			["--require", "./register.js", "cli/main.ts", "controls", "check", ...args],
			{
				cwd: top,
				encoding: "utf8",
				input,
				env: { ...process.env, LAB_CALLED_FROM: folder },
			},
		);
		return { status, stdout, stderr };
	}

	it("takes for a stack no exception for what a chart makes that the stack does not have", () => {
		const unused = (...stack: string[]): string[] =>
			(JSON.parse(check(["lease.yaml", ...stack, "--json"]).stdout) as { unused: { resource: string }[] }).unused.map(
				({ resource }) => resource,
			);
		const ofKyverno =
			"admissionregistration.k8s.io/v1/MutatingWebhookConfiguration kyverno-verify-mutating-webhook-cfg";
		expect(unused()).to.include(ofKyverno);
		expect(unused("--stack", "lab")).not.to.include(ofKyverno);
		expect(unused("--stack", "lab")).to.include("apps/v1/DaemonSet kube-system/cilium");
	});

	it("is misuse without anything to judge", () => {
		expect(check([])).to.deep.equal({
			status: 2,
			stdout: "",
			stderr:
				"lab: lab controls check: names nothing to judge; take files, folders, -, --tree, --rendered or --repository\n",
		});
	});

	it("is misuse with flags that do not go together", async () => {
		for (const [args, says] of [
			[["--tree", "pod.yaml"], "--tree: takes no files; leave them out"],
			[["--tree", "--rendered", "--stack", "lab"], "--tree: does not go with --rendered; take one of them"],
			[["--rendered"], "--rendered: needs --stack <name>"],
			[["--rendered", "--stack", "lab", "pod.yaml"], "--rendered: takes no files; leave them out"],
			[["--repository", "--stack", "lab", "--sarif"], "--repository: does not go with --sarif; leave it out"],
			[
				["pod.yaml", "--class", "lab", "--stack", "prod"],
				"--class lab: prod is bound to production in policy-pack/environments.yaml; leave --class out",
			],
			[["pod.yaml", "--stack", "nope"], "--stack nope: is no stack; the stacks here are lab, prod"],
			[
				["pod.yaml", "--json", "--sarif"],
				"several formats on one output; take one of them, or --output <folder> for all of them",
			],
		] as const) {
			expect(await misuse("controls", "check", ...args)).to.equal(says);
		}
	});

	it("ends in 1 at a mandatory finding, and finds a relative path from where it was called", () => {
		const { status, stdout, stderr } = check(["pod.yaml", "--json"]);
		expect(stderr).to.equal("");
		expect(status).to.equal(1);
		const { files, objects, findings } = JSON.parse(stdout);
		expect({ files, objects }).to.deep.equal({ files: 1, objects: 1 });
		expect(findings.map(({ control, file, line }: Record<string, unknown>) => `${control} ${file}:${line}`)).to.include(
			"INT-001 pod.yaml:6",
		);
	});

	it("ends in 0 where everything holds, and reads standard input", () => {
		const { status, stdout, stderr } = check(["-", "--class", "lab"], lease);
		expect([status, stderr]).to.deep.equal([0, ""]);
		expect(stdout).to.match(/held in class lab: 1 object in 1 file, 0 mandatory findings/);
	});

	it("judges the manifests that git tracks, as CI runs it, and says how many there were", () => {
		const { status, stdout, stderr } = check(["--tree", "--class", "production", "--output", "findings"]);
		expect(stderr).to.match(
			/^\d+ manifests in the tree \(\d+ tracked files, tests\/ left out\)\nwritten to findings: controls\.json, controls\.sarif, controls\.junit\.xml, policy-report\.yaml\n$/,
		);
		expect(stdout).to.contain("held in class production: ");
		expect(status).to.equal(0);
		expect(readdirSync(join(folder, "findings")).sort()).to.deep.equal([
			"controls.json",
			"controls.junit.xml",
			"controls.sarif",
			"policy-report.yaml",
		]);
		rmSync(join(folder, "findings"), { recursive: true });
	});

	it("ends in 2 where something cannot be read, judges the rest, and has the fault in the document and on standard error", () => {
		const { status, stdout, stderr } = check([".", "--json"]);
		expect(status).to.equal(2);
		expect(stderr).to.match(/^broken\.yaml:\d+: is not YAML; [^\n]+\n$/);
		const { files, objects, findings, faults, class: of } = JSON.parse(stdout);
		expect({ files, objects, of }).to.deep.equal({ files: 3, objects: 2, of: "production" });
		expect(faults.map(({ file, line, text }: Record<string, unknown>) => `${file}:${line}: ${text}\n`)).to.deep.equal([
			stderr,
		]);
		expect(findings).not.to.deep.equal([]);
	});

	it("says the fault to a person above the verdict, once where standard error is the same", () => {
		const fault = /broken\.yaml:\d+: is not YAML; /g;
		const { status, stdout, stderr } = check(["broken.yaml"]);
		expect(status).to.equal(2);
		expect(stderr).to.match(fault);
		expect(stdout).to.match(
			/^1 fault in the input\n {2}broken\.yaml:\d+: is not YAML; [^\n]+\n( {4}[^\n]+\n)*\nnot held in class production: /,
		);
		const words = [process.execPath, "--require", "./register.js", "cli/main.ts", "controls", "check", "broken.yaml"];
		const { stdout: both } = spawnSync("sh", ["-c", '"$@" 2>&1', "sh", ...words], {
			cwd: top,
			encoding: "utf8",
			env: { ...process.env, LAB_CALLED_FROM: folder },
		});
		expect(both).to.equal(stdout);
	});

	it("lists the exceptions that matched nothing with --whole, counts them else, and is silent where nothing was judged", () => {
		const unused = JSON.parse(check(["lease.yaml", "--json"]).stdout).unused.length;
		expect(unused).to.be.greaterThan(1);
		const counted = `${unused} exceptions are for nothing that was found here; --json lists them`;
		expect(check(["lease.yaml"]).stdout.split("\n").slice(0, 2)).to.deep.equal([counted, ""]);
		const whole = check(["lease.yaml", "--whole"]).stdout;
		expect(whole).to.match(new RegExp(`^${unused} exceptions matched nothing here\n {2}[A-Z]{3}-\\d{3}  until `));
		for (const none of ["nope.yaml", "broken.yaml", "empty"])
			expect(check([none]).stdout, none).not.to.contain("exception");
	});

	it("ends in 2 where something keeps it from judging, which is no finding", () => {
		const misplaced = check(["pod.yaml", "--output", "lease.yaml/findings"]);
		expect(misplaced.status).to.equal(2);
		expect(misplaced.stderr).to.match(/^lab: ENOTDIR/);
	});

	it("writes every format that is asked for into a folder, and prints for a person without colour", () => {
		const { status, stdout } = check([
			"pod.yaml",
			"--json",
			"--sarif",
			"--junit",
			"--policy-report",
			"--output",
			"out",
		]);
		expect(status).to.equal(1);
		expect(readdirSync(join(folder, "out")).sort()).to.deep.equal([
			"controls.json",
			"controls.junit.xml",
			"controls.sarif",
			"policy-report.yaml",
		]);
		expect(stdout).to.contain("not held in class production: 1 object in 1 file");
		expect(stdout).not.to.contain("\u001b[");
	});

	it("never shows a value", () => {
		const secret = "hunter2-hunter2-hunter2";
		const { stdout, stderr } = check(["-", "--json"], pod(secret));
		expect(stdout).to.contain("INT-001");
		expect(stdout + stderr).not.to.contain(secret);
	});
});

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { namedFiles } from "../../cli/test";
import { misuse } from "./misuse";

const root = resolve(__dirname, "../..");
const lab = (...args: string[]) => {
	const { status, stdout, stderr } = spawnSync(join(root, "lab"), args, { encoding: "utf8", cwd: tmpdir() });
	return { status, stdout, stderr };
};

describe("lab", function () {
	this.timeout(90_000);
	it("lists its commands, and exits with 0", () => {
		const { status, stdout } = lab("--help");
		expect(status).to.equal(0);
		for (const name of [
			...["rehearse", "preview", "up", "refresh", "destroy", "recover", "ps", "shell", "down"],
			...["doctor", "check", "test", "config", "bench"],
		]) {
			expect(stdout).to.match(new RegExp(`^  ${name} `, "m"));
		}
		expect(stdout).to.include("Exit codes: 0 held, 1 a finding, 2 misuse, 130 interrupted.");
	});

	it("exits with 2 for a command or an option that is not there, and says which", () => {
		for (const [args, says] of [
			[["rehearze"], "unknown command 'rehearze'"],
			[["rehearse", "--engine", "own"], "Allowed choices are auto, pulumi, embedded"],
		] as const) {
			const { status, stdout, stderr } = lab(...args);
			expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
			expect(stderr).to.include(says);
		}
	});

	it("exits with 2 for a stack that is not there, and says so on stdout only as JSON", () => {
		const error = "Pulumi.nope.yaml: does not exist; the stacks here are lab, prod";
		expect(lab("rehearse", "--stack", "nope")).to.deep.equal({ status: 2, stdout: "", stderr: `lab: ${error}\n` });
		const { status, stdout, stderr } = lab("rehearse", "--json", "--stack", "nope");
		expect({ status, stderr }).to.deep.equal({ status: 2, stderr: `lab: ${error}\n` });
		expect(JSON.parse(stdout)).to.deep.include({
			...{ schemaVersion: 1, stack: "nope", class: null, engine: null, providers: null },
			...{ created: null, secondRun: null, ok: false, error },
		});
	});

	it("ends quietly where nobody reads on", () => {
		const command = `"${join(root, "lab")}" controls export --format vap --class lab | head -n 1; echo "\${PIPESTATUS[0]}"`;
		const { stdout, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8", cwd: tmpdir() });
		expect(stdout).to.equal("apiVersion: admissionregistration.k8s.io/v1\n0\n");
		expect(stderr).to.match(/^vap, class lab: [^\n]+\n$/);
	});

	it("checks a stack file alone", () => {
		expect(lab("config", "check", "--stack", "lab").status).to.equal(0);
		expect(lab("config", "check", "--stack", "nope")).to.deep.equal({
			status: 2,
			stdout: "",
			stderr: "lab: Pulumi.nope.yaml: does not exist; the stacks here are lab, prod\n",
		});
	});

	it("exits with 2 and one line where Go is missing: nothing was rehearsed, proven, tested or measured", () => {
		const fault = "go: is not on PATH; the rehearsal's parts are built from source, `lab doctor` says how to get it";
		for (const [args, says, prints] of [
			[["rehearse"], `nothing was rehearsed: ${fault}`, /^$/],
			[["rehearse", "--json"], `nothing was rehearsed: ${fault}`, /^\{"schemaVersion":1,[^\n]+\n$/],
			[["bench"], `nothing was rehearsed: ${fault}`, /^\{"schemaVersion":1,[^\n]+\n$/],
			[["bench", "controls"], fault, /^$/],
			[["controls", "prove", "SEC-001"], fault, /^$/],
			[["test", "tests/cli/ps.spec.ts"], fault, /^$/],
		] as const) {
			const { status, stdout, stderr } = spawnSync(
				process.execPath,
				["--require", "./register.js", "cli/main.ts", ...args],
				{ encoding: "utf8", cwd: root, env: { ...process.env, PATH: "/nonexistent" } },
			);
			expect({ status, stderr }, args.join(" ")).to.deep.equal({ status: 2, stderr: `lab: ${says}\n` });
			expect(stdout, args.join(" ")).to.match(prints);
		}
	});

	it("prints the schema of a stack file as JSON", () => {
		const { status, stdout } = lab("config", "schema");
		expect(status).to.equal(0);
		expect(JSON.parse(stdout)).to.have.property("type", "object");
	});

	it("names a sandbox that is not there, and exits with 2", async () => {
		const says = "no-such-one: no such sandbox runs; `lab ps` lists them, `lab rehearse --keep` makes one";
		expect(lab("preview", "no-such-one")).to.deep.equal({ status: 2, stdout: "", stderr: `lab: ${says}\n` });
		for (const args of [["up"], ["shell"], ["recover", "pending"]])
			expect(await misuse(...args, "no-such-one")).to.equal(says);
		expect(await misuse("down", "no-such-one")).to.equal("no-such-one: no such sandbox; `lab ps` lists them");
	});
});

describe("lab test", function () {
	this.timeout(90_000);
	const folder = join(root, "tests/.fixture-run");
	const count = (file: string, content: string) => {
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, file), content);
		const { status, stdout } = lab("test", join("tests/.fixture-run", file));
		return { status, last: stdout.trimEnd().split("\n").at(-1) };
	};
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it("ends with the count alone on the last line, and with 0 when all passed", () => {
		const content = `it("a", () => console.log("3 passed, 9 failed")); it("b", () => undefined);`;
		expect(count("two.spec.ts", content)).to.deep.equal({ status: 0, last: "2 passed, 0 failed" });
	});

	it("exits with 1 when one failed", () => {
		const content = `it("a", () => undefined); it("b", () => { throw new Error("no"); });`;
		expect(count("one.spec.ts", content)).to.deep.equal({ status: 1, last: "1 passed, 1 failed" });
	});

	it("counts a file that does not load as a failure", () => {
		expect(count("broken.spec.ts", `throw new Error("at load");`)).to.deep.equal({
			status: 1,
			last: "0 passed, 1 failed",
		});
	});

	it("refuses what is no test file, in one line and with 2, before anything runs", () => {
		const how = "is no test file; name files such as tests/cli/ps.spec.ts, or none to run them all";
		for (const none of ["nothere.spec.ts", "tests/nope", "tests/cli", "cli/ps.ts"])
			expect(lab("test", none), none).to.deep.equal({ status: 2, stdout: "", stderr: `lab: ${none}: ${how}\n` });
	});

	it("finds a file from where it was called, and from the top of the checkout", () => {
		const [top, from] = [root, join(root, "tests/cli")];
		const file = "tests/cli/ps.spec.ts";
		expect(namedFiles([file, "ps.spec.ts", join(root, file)], from, top)).to.deep.equal([file, file, file]);
	});

	it("counts a run that somebody ended as a failure", () => {
		const content = `it("a", () => undefined); it("b", () => process.exit(0));`;
		expect(count("ended.spec.ts", content)).to.deep.equal({ status: 1, last: "1 passed, 1 failed" });
	});
});

describe("the start script", () => {
	it("works from any folder and through a link", () => {
		const folder = mkdtempSync(join(tmpdir(), "gxp-lab-link-"));
		const link = join(folder, "lab");
		spawnSync("ln", ["-s", join(root, "lab"), link]);
		const { status } = spawnSync(link, ["--help"], { encoding: "utf8", cwd: folder });
		rmSync(folder, { recursive: true });
		expect(status).to.equal(0);
		expect(existsSync(join(root, "node_modules"))).to.equal(true);
	});

	it("names what to install where Node is missing", () => {
		const { status, stderr } = spawnSync("/bin/bash", [join(root, "lab")], {
			encoding: "utf8",
			env: { PATH: "/nonexistent" },
		});
		expect(status).to.equal(2);
		expect(stderr).to.include("lab: node is not on PATH; install Node 20.19 or later, see https://nodejs.org");
	});
});

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { summary } from "../../../cli/controls/prove";
import type { ProofRecord } from "../../../rehearsal/proof/record";
import type { ProofSubject } from "../../../rehearsal/proof/subject";
import { recorded } from "../../rehearsal/proof/recorded";

const checkout = resolve(__dirname, "../../..");

/** One control for each place: the API server's admission, a preview and an `up` of the real engine, the check of the repository. */
describe("lab controls prove", function () {
	this.timeout(300_000);
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "prove-"));
	});
	after(() => rmSync(folder, { recursive: true, force: true }));

	const prove = (...given: string[]) =>
		spawnSync("./lab", ["controls", "prove", ...given], {
			cwd: checkout,
			encoding: "utf8",
			maxBuffer: 256 * 1024 * 1024,
		});

	it("proves three controls, which have every place, and writes the record of what was shown", () => {
		const record = join(folder, "proof.json");
		const { status, stdout, stderr } = prove("SEC-001", "AUD-004", "CHG-001", "--json", "--record", record);
		expect(status, stderr).to.equal(0);
		const document = JSON.parse(stdout);
		expect(document).to.include({ schemaVersion: 1, controls: 3, proven: 3 });
		expect(document.unproven).to.deep.equal([]);
		expect(Object.keys(document).slice(-3)).to.deep.equal(["controls", "proven", "unproven"]);
		expect(JSON.parse(readFileSync(record, "utf8"))).to.deep.equal(document);
		expect(document.asked).to.deep.equal(["AUD-004", "CHG-001", "SEC-001"]);
		expect(document).to.include.keys("commit", "clean", "changed", "versions");
		expect(Date.parse(document.ended)).to.be.greaterThan(Date.parse(document.started));

		const records: ProofRecord[] = document.records;
		const shown = (control: string, where: ProofRecord["where"]) =>
			new Set(records.filter((one) => one.control === control && one.where === where).map(({ expected }) => expected));
		const both = new Set(["refused", "admitted"]);
		expect(shown("SEC-001", "admission")).to.deep.equal(both);
		expect(shown("SEC-001", "preview")).to.deep.equal(both);
		expect(shown("AUD-004", "preview")).to.deep.equal(both);
		expect(shown("SEC-001", "up")).to.deep.equal(new Set(["refused before it is made"]));
		expect(shown("AUD-004", "up")).to.deep.equal(new Set(["refused before it is made", "failed at the end"]));
		expect(shown("CHG-001", "repository")).to.deep.equal(both);
		expect(new Set(records.map(({ control }) => control))).to.deep.equal(new Set(["SEC-001", "AUD-004", "CHG-001"]));
		for (const { fixture, held, actual } of records)
			if (held === undefined) expect(actual, fixture).to.match(/^not shown: ./);
			else expect(held, `${fixture}: ${actual}`).to.equal(true);
	});

	it("says when it is cut off that nothing is proven, and leaves no record and no keys behind", async () => {
		const record = join(folder, "cut-off.json");
		const scratch = mkdtempSync(join(folder, "scratch-"));
		const child = spawn("./lab", ["controls", "prove", "SEC-001", "--record", record], {
			cwd: checkout,
			env: { ...process.env, TMPDIR: scratch },
			stdio: ["ignore", "pipe", "pipe"],
		});
		let [stderr, cut] = ["", false];
		child.stderr.on("data", (data: Buffer) => {
			stderr += String(data);
			if (!cut && readdirSync(scratch).some((name) => name.startsWith("gxp-lab-proofs-"))) cut = child.kill("SIGINT");
		});
		const [code] = (await once(child, "close")) as [number | null];
		expect(code, stderr).to.equal(130);
		expect(stderr).to.include("interrupted: nothing is proven by what ran so far, and no record was written");
		expect(existsSync(record)).to.equal(false);
		expect(readdirSync(scratch)).to.deep.equal([]);
	});

	it("refuses what is no control, before anything starts", () => {
		const { status, stdout, stderr } = prove("SEC-001", "sec-001", "SEC-999");
		expect(status).to.equal(2);
		expect(stdout).to.equal("");
		expect(stderr).to.include("sec-001, SEC-999: is no control of the catalogue; it must be an id such as SEC-001");
	});
});

describe("the summary of a proof", () => {
	const subject: ProofSubject = {
		asked: "all",
		commit: "a".repeat(40),
		clean: true,
		changed: [],
		versions: { pulumi: "3.1.0", etcd: "3.6.0" },
	};

	it("has a line a control, counts what was not shown apart, and names the record", () => {
		const records = [
			recorded({}),
			recorded({ expected: "admitted" }),
			recorded({ where: "preview" }),
			recorded({ where: "up", expected: "refused before it is made" }),
			recorded({ held: undefined, actual: "not shown: a reason" }),
		];
		const unproven = [{ control: "CHG-001", why: "nothing judges it" }];
		const lines = summary({ records, controls: 2, proven: 1, unproven }, subject, "proof.json");
		expect(lines.slice(0, 4)).to.deep.equal([
			"unproven  CHG-001  nothing judges it",
			"proven    SEC-001  1 refused, 1 admitted by the API server; 1 refused in a preview; 1 refused before it is made in up",
			"",
			"1 of 2 controls proven; 5 records, 1 of them of what could not be shown there (the record says why)",
		]);
		expect(lines.slice(-2)).to.deep.equal([
			"proven of commit aaaaaaaaaaaa, with pulumi 3.1.0, etcd 3.6.0",
			"record: proof.json",
		]);
	});

	it("says that what is not as committed is no evidence of the commit", () => {
		const of = (change: Partial<ProofSubject>) =>
			summary({ records: [], controls: 0, proven: 0, unproven: [] }, { ...subject, ...change }, "proof.json").at(-2);
		expect(of({ clean: false, changed: ["index.ts"] })).to.equal(
			"proven of commit aaaaaaaaaaaa and 1 file that is not as committed: no evidence of the commit, with pulumi 3.1.0, etcd 3.6.0",
		);
		expect(of({ commit: null, clean: false })).to.equal(
			"proven of a tree of no one commit, with pulumi 3.1.0, etcd 3.6.0",
		);
	});
});

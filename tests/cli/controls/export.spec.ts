import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { Misuse } from "../../../cli/context";
import { type DocumentOptions, documentFormats } from "../../../cli/controls/documents";
import { type ExportFlags, exported } from "../../../cli/controls/export";
import { catalogue } from "../../../controls/catalogue";
import { REHEARSAL_VARIABLE } from "../../../controls/clock";
import type { Exception } from "../../../controls/exceptions";
import { isApproved } from "../../../controls/exceptions";
import { readExceptions } from "../../../controls/exceptionsFile";
import { exceptionsWithFaults } from "../../../controls/gate/exceptions";
import { formatFault } from "../../../controls/gate/fault";
import { policyName } from "../../../controls/policyNames";
import { configurationRules } from "../../../controls/repository";
import { checkout } from "../checkout";
import { misuse } from "../misuse";

const top = resolve(__dirname, "../../..");
const made = "2026-11-21T12:00:00.000Z";
const options: DocumentOptions = {
	environmentClass: "production",
	version: "0.1.0",
	now: new Date(made),
	exceptions: readExceptions(),
};

interface MatrixDocument {
	made: string;
	class: string;
	clauses: { notServed: string | null; controls: { id: string; enforcement: string; tests: string[] }[] }[];
}

function written(format: string, file: string): string {
	const found = documentFormats[format]?.(options).find(({ name }) => name === file);
	return String(found?.content);
}

describe("the exported matrix", () => {
	const matrix = JSON.parse(written("matrix", "matrix.json")) as MatrixDocument;
	const controls = matrix.clauses.flatMap((clause) => clause.controls);

	it("names every control, with its rules over the repository among its tests", () => {
		expect(new Set(controls.map(({ id }) => id))).to.deep.equal(new Set(catalogue.map(({ id }) => id)));
		for (const { id, slug } of configurationRules)
			for (const control of controls.filter((one) => one.id === id))
				expect(control.tests, id).to.include(policyName(id, slug));
	});

	it("has a test for every control that it names", () => {
		expect(controls.filter(({ tests }) => tests.length === 0).map(({ id }) => id)).to.deep.equal([]);
	});

	it("says of a clause either which controls serve it, or why none does", () => {
		for (const { notServed, controls } of matrix.clauses) expect(notServed === null).to.equal(controls.length > 0);
	});

	it("says when and for which class it was made, and how each control is enforced in it", () => {
		expect([matrix.made, matrix.class]).to.deep.equal([made, "production"]);
		for (const { id, enforcement } of controls)
			expect(enforcement).to.equal(catalogue.find((one) => one.id === id)?.enforcement.production);
	});

	it("links to no page that is not beside it", () => {
		const page = written("matrix", "matrix.md");
		expect(page).to.contain("SEC-001");
		expect(page).not.to.contain("](");
	});
});

describe("the exported OSCAL", () => {
	it("names the rules over the repository as tests of their controls", () => {
		const text = written("oscal", "component-definition.json");
		for (const { id, slug } of configurationRules) expect(text).to.contain(`"${policyName(id, slug)}"`);
	});
});

describe("what is exported", () => {
	const flags = { format: "vap", wantedClass: undefined, stack: undefined, output: "out" };
	const of = async (changes: Parameters<typeof checkout>[0], more: Partial<ExportFlags> = {}) => {
		const top = checkout(changes);
		try {
			return await exported({ ...flags, ...more }, top);
		} finally {
			rmSync(top, { recursive: true });
		}
	};

	it("says that production is not the stack's own class where it is bound to none", async () => {
		const { what } = await of({ environments: "stacks: { prod: production }\n" }, { stack: "lab" });
		expect(what).to.match(/^vap, class production \(policy-pack\/environments\.yaml does not bind lab\): \d+ /);
	});

	it("is refused with a faulty file of exceptions, in the gate's words and with the line", async () => {
		const text = "exceptions:\n  - control: SEC-001\n    until: never\n";
		const top = checkout({ exceptions: text });
		const gate = exceptionsWithFaults(join(top, "policy-pack/exceptions.yaml"), "policy-pack/exceptions.yaml");
		rmSync(top, { recursive: true });
		for (const format of ["vap", "oscal"]) {
			const cause: unknown = await of({ exceptions: text }, { format }).catch((error: unknown) => error);
			expect(cause).to.be.instanceOf(Misuse);
			const lines = (cause as Misuse).message.split("\n");
			expect(lines).to.include("policy-pack/exceptions.yaml:3: until: must be a day, such as 2027-06-30");
			expect(lines).to.deep.equal(gate.faults.map(formatFault));
		}
	});
});

describe("lab controls export", function () {
	this.timeout(120_000);
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "export-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	function run(...args: string[]) {
		const { status, stdout, stderr } = spawnSync(
			"node",
			["--require", "./register.js", "cli/main.ts", "controls", "export", ...args],
			{
				cwd: top,
				encoding: "utf8",
				env: { ...process.env, LAB_CALLED_FROM: folder, [REHEARSAL_VARIABLE]: "1", GXP_LAB_NOW: made },
			},
		);
		return { status, stdout, stderr };
	}

	it("writes OSCAL with the project's version and the clock that it is given", () => {
		expect(run("--format", "oscal", "--output", "oscal")).to.deep.equal({
			status: 0,
			stdout: "",
			stderr:
				"oscal: 3 files, oscal, class production: catalog.json, component-definition.json, mapping-collection.json\n",
		});
		expect(readdirSync(join(folder, "oscal"))).to.deep.equal([
			"catalog.json",
			"component-definition.json",
			"mapping-collection.json",
		]);
		const { catalog } = JSON.parse(readFileSync(join(folder, "oscal/catalog.json"), "utf8"));
		const { version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8"));
		expect(catalog.metadata).to.include({ version, "last-modified": made });
		expect(run("--format", "gatekeeper", "--output", "oscal"), "beside what an earlier export wrote").to.deep.equal({
			status: 2,
			stdout: "",
			stderr: "lab: --output oscal: is not empty; name a new folder\n",
		});
	});

	it("counts what it wrote by kind, and the exceptions that hold", () => {
		const { status, stderr } = run("--format", "vap", "--stack", "lab", "--output", "vap");
		expect(status).to.equal(0);
		const files = readdirSync(join(folder, "vap"));
		const [, all, policies, bindings, hold] =
			/^vap: (\d+) files, vap, class lab \(that of stack lab\): (\d+) ValidatingAdmissionPolicies, (\d+) ValidatingAdmissionPolicyBindings; (\d+) exceptions hold\n$/
				.exec(stderr)
				?.map(Number) ?? [];
		expect([all, policies, bindings]).to.deep.equal([
			files.length,
			files.filter((name) => !name.endsWith("-binding.yaml")).length,
			files.filter((name) => name.endsWith("-binding.yaml")).length,
		]);
		// Those of a rehearsal hold in one: of this stack, or of every one, and none of a chart that lab does not install, or of
		// what Talos makes without one that it does.
		const own = readExceptions().filter(({ stack }) => stack === undefined || stack === "lab");
		const isElsewhere = ({ resource }: Exception) =>
			/"release":"(gatekeeper|kyverno)"|"talosWithout":"cilium"/.test(JSON.stringify(resource));
		expect(own.filter(isElsewhere)).not.to.deep.equal([]);
		expect(hold).to.equal(own.filter((one) => !isElsewhere(one)).length);
	});

	it("says that no exception holds where none is approved", () => {
		const { stderr } = run("--format", "kyverno", "--output", "kyverno");
		expect(stderr, "a rehearsal").to.match(/; \d+ exceptions hold\n$/);
		const outside = spawnSync(
			"node",
			["--require", "./register.js", "cli/main.ts", "controls", "export", "--format", "vap", "--output", "outside"],
			{ cwd: top, encoding: "utf8", env: { ...process.env, LAB_CALLED_FROM: folder, [REHEARSAL_VARIABLE]: "" } },
		);
		const approved = readExceptions().filter(isApproved);
		expect(outside.stderr).to.match(approved.length === 0 ? /; no exception holds\n$/ : /; \d+ exceptions hold\n$/);
	});

	it("counts Gatekeeper's constraints as such, each of which is of a kind of its own", () => {
		const { status, stderr } = run("--format", "gatekeeper", "--class", "lab", "--output", "gatekeeper");
		expect(status).to.equal(0);
		const [, all, templates, constraints] =
			/^gatekeeper: (\d+) files, gatekeeper, class lab: (\d+) ConstraintTemplates, (\d+) constraints; \d+ exceptions hold\n$/
				.exec(stderr)
				?.map(Number) ?? [];
		expect([templates, constraints]).to.deep.equal([Number(all) / 2, Number(all) / 2]);
	});

	it("takes the class that is given before that of the stack, and says which it took", () => {
		const says = "vap, class validation: ";
		const { stderr } = run("--format", "vap", "--stack", "lab", "--class", "validation");
		expect(stderr.slice(0, says.length)).to.equal(says);
	});

	it("is misuse with what the format has no place for", async () => {
		for (const [args, says] of [
			[["--format", "pdf"], "--format: pdf is none; it must be one of vap, gatekeeper, kyverno, oscal, matrix"],
			[["--format", "vap", "--stack", "nope"], "--stack nope: is no stack; the stacks here are lab, prod"],
			[["--format", "matrix"], "--format matrix: is several documents; name a folder with --output"],
			[
				["--format", "matrix", "--stack", "lab", "--output", "out"],
				"--stack: means nothing to the format matrix; leave it out",
			],
		] as const) {
			expect(await misuse("controls", "export", ...args)).to.equal(says);
		}
	});
});

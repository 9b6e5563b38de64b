import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { catalogue } from "../../controls/catalogue";
import { benchmark, benchmarkItems, benchmarkItemsOf } from "../../controls/cis";
import { isApproved, parseExceptions } from "../../controls/exceptions";
import { findSecrets } from "../../controls/secrets/findSecrets";
import { untilWhen } from "../../docs/examples";
import { documents } from "../../docs/generate";
import { testsOf } from "../../policy-pack/testsOf";

const top = resolve(__dirname, "../..");
const generated = documents();
const pageOf = (id: string): string => generated[`docs/controls/${id}.md`] ?? "";

describe("the generated documents", () => {
	for (const [file, text] of Object.entries(generated))
		it(`have ${file} as the source is now (node --import tsx docs/generate.ts)`, () =>
			expect(readFileSync(join(top, file), "utf8")).to.equal(text));

	it("have a page for every control, and no page of another", () =>
		expect(readdirSync(join(top, "docs/controls"))).to.have.members([
			"README.md",
			...catalogue.map(({ id }) => `${id}.md`),
		]));

	it("have every control in the index of the pages, with what each class does", () => {
		for (const { id, says, enforcement } of catalogue)
			expect(generated["docs/controls/README.md"]).to.include(
				`| [${id}](${id}.md) | ${says.replaceAll("|", "\\|")} | ${enforcement.lab} | ${enforcement.validation} | ${enforcement.production} |`,
			);
	});

	it("show a service that BCM-005 admits with its budget", () => {
		const [, admitted = ""] = pageOf("BCM-005").split("### `bcm-005-service-budgets`")[1]?.split("Admitted: ") ?? [];
		expect(admitted).to.include("kind: Deployment").and.to.include("kind: PodDisruptionBudget");
	});

	it("show of VAL-002 what its two examples differ in, and not the whole catalogue twice", () => {
		const [, ...blocks] = pageOf("VAL-002").split(/^```yaml$/m);
		const [refused = "", admitted = ""] = blocks.map((block) => block.split(/^```$/m)[0] ?? "");
		const differing = admitted.split("\n").filter((line) => !refused.split("\n").includes(line));
		expect(differing).to.have.length(1);
		expect(differing[0]).to.include('"components/"');
		for (const example of [refused, admitted]) expect(example.split("\n").length).to.be.below(20);
	});

	it("give on each control's page the rationale of every item of the benchmark that it is about, and of no other", () => {
		const source = `${benchmark.name} ${benchmark.version}`;
		for (const { id } of catalogue) {
			const rows = pageOf(id)
				.split("\n")
				.filter((line) => line.includes(benchmark.name));
			expect(rows, id).to.deep.equal(
				benchmarkItemsOf(id).map(({ number, rationale }) => `| ${source} | ${number} | ${rationale} |`),
			);
		}
	});

	it("cite Annex A of ISO/IEC 27001 as such everywhere, and say once on a page that its clauses are out of scope", () => {
		for (const [file, text] of Object.entries(generated))
			for (const [, number] of text.matchAll(/^\| ISO\/IEC 27001:2022 \| ([^|]+) \|/gm))
				expect(number, file).to.match(/^A\.[5-8]\.\d+$/);
		for (const file of ["docs/compliance-matrix.md", "docs/statement-of-applicability.md"])
			expect(generated[file]?.split("clauses 4 to 10"), file).to.have.length(2);
	});

	it("do not call the number of items that controls are about one of items that hold", () => {
		const count = benchmarkItems.filter(({ none }) => none === undefined).length;
		const page = generated["docs/cis-benchmark.md"] ?? "";
		expect(page).to.include(`Controls are about ${count} of the 131 items. That is no count of items that hold:`);
		expect(page).not.to.match(/[Cc]ontrols hold/);
	});

	it("hold nothing that looks like a secret", () => {
		for (const [file, text] of Object.entries(generated))
			expect(
				findSecrets(text).map(({ line, kind }) => `${file}:${line}: ${kind}`),
				file,
			).to.deep.equal([]);
	});

	it("hold no path of the machine that they were written on", () => {
		for (const [file, text] of Object.entries(generated)) {
			expect(text.includes(`${top}/`) || text.includes(`${homedir()}/`), file).to.equal(false);
			expect(text, file).not.to.match(/(?:^|[\s"'`(=])\/(?:home|Users|root|tmp)\//m);
		}
	});

	it("show on a control's page each rule of it, refused and admitted, with what it says", () => {
		for (const { id } of catalogue) {
			const sections = pageOf(id).split(/^### /m).slice(1);
			expect(
				sections.map((section) => section.split("\n")[0]),
				id,
			).to.deep.equal(testsOf(id).map((name) => `\`${name}\``));
			for (const section of sections) {
				expect(section, id)
					.to.match(/^Refused: /m)
					.and.to.match(/^Admitted: /m);
				expect(section, id).to.include(`[${id}] FAIL `);
			}
		}
	});

	it("say how a control is excepted, or that it cannot be", () => {
		expect(pageOf("CHG-011")).to.include("No exception from it holds");
		expect(pageOf("SEC-001")).to.include("`control: SEC-001`");
		expect(pageOf("SEC-010")).to.include("{ file: <its path> }");
	});

	it("show on each page an entry of the exceptions' file that is one, but for its approver and its last day", () => {
		for (const { id } of catalogue) {
			const section = pageOf(id).split("## To except")[1] ?? "";
			if (section.includes("No exception from it holds")) continue;
			const yaml = /^```yaml\n([\s\S]*?)^```$/m.exec(section)?.[1] ?? "";
			// Copied as it is, it must not pass: a day that was right when the page was made is over one day.
			expect(() => parseExceptions(parse(yaml), id)).to.throw(/^[^\n]*: exceptions\.0\.until: must be a day[^\n]*$/);
			const [exception, ...more] = parseExceptions(parse(yaml.replace(untilWhen, "2027-06-30")), id);
			expect(more, id).to.deep.equal([]);
			expect(exception?.control).to.equal(id);
			expect(exception && isApproved(exception), id).to.equal(false);
		}
	});

	it("name in the matrix a test for every control that serves a clause", () => {
		const matrix = generated["docs/compliance-matrix.md"] ?? "";
		for (const { id } of catalogue) for (const name of testsOf(id)) expect(matrix, id).to.include(`\`${name}\``);
		const rows = matrix.split("\n").filter((line) => /\]\(controls\//.test(line));
		expect(rows).not.to.deep.equal([]);
		for (const row of rows) expect(row).not.to.match(/\| +\|$/);
	});

	it("have every control in the statement of applicability, and every item of the benchmark in its page", () => {
		for (const { id } of catalogue)
			expect(generated["docs/statement-of-applicability.md"]).to.include(`| [${id}](controls/${id}.md) |`);
		for (const { number } of benchmarkItems) expect(generated["docs/cis-benchmark.md"]).to.include(`\n| ${number} | `);
	});
});

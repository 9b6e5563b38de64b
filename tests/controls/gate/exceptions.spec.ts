import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readExceptions } from "../../../controls/exceptionsFile";
import { exceptionsWithFaults } from "../../../controls/gate/exceptions";
import { formatFault } from "../../../controls/gate/fault";

const entry = (change: Record<string, string> = {}): string =>
	Object.entries({
		control: "INT-001",
		resource: "{ apiVersion: v1, kind: Pod, namespace: shop, name: web }",
		finding: "spec",
		reason: "A test.",
		risk: "None.",
		approver: "A. Person",
		until: '"2026-11-21"',
		...change,
	})
		.filter(([, value]) => value !== "")
		.map(([key, value], i) => `  ${i === 0 ? "-" : " "} ${key}: ${value}\n`)
		.join("");

function read(text: string): { count: number; faults: string[] } {
	const folder = mkdtempSync(join(tmpdir(), "gate-exceptions-"));
	const file = join(folder, "exceptions.yaml");
	writeFileSync(file, text);
	const { exceptions, faults } = exceptionsWithFaults(file, "exceptions.yaml");
	rmSync(folder, { recursive: true });
	return { count: exceptions.length, faults: faults.map(formatFault) };
}

describe("the exceptions that the gate judges by", () => {
	it("are the project's own, read without a fault", () => {
		const file = join(__dirname, "../../../policy-pack/exceptions.yaml");
		const { exceptions, faults } = exceptionsWithFaults(file, "policy-pack/exceptions.yaml");
		expect(faults).to.deep.equal([]);
		expect(exceptions).to.deep.equal(readExceptions());
	});

	for (const [says, change, fault] of [
		[
			"a wildcard",
			{ resource: "{ apiVersion: v1, kind: Pod, namespace: shop, name: web-* }" },
			"exceptions.yaml:10: resource.name: is a pattern; it must name one thing exactly",
		],
		[
			"a wildcard in its finding",
			{ finding: "spec.containers[*].image" },
			"exceptions.yaml:11: finding: is a pattern; it must name one thing exactly",
		],
		["no date", { until: "" }, "exceptions.yaml:9: until: must be a day, such as 2027-06-30"],
		["no day", { until: "2026" }, "exceptions.yaml:15: until: must be a day, such as 2027-06-30"],
	] as const) {
		it(`leave out one with ${says}, and tell it with its line`, () => {
			expect(read(`exceptions:\n${entry()}${entry(change)}`)).to.deep.equal({ count: 1, faults: [fault] });
		});
	}

	it("leave out one from a control that is not in the catalogue, and keep the others of its entry", () => {
		const fault = "control: INT-999 is no control of the catalogue; it must be an id such as SEC-001";
		expect(read(`exceptions:\n${entry({ control: "INT-999" })}`)).to.deep.equal({
			count: 0,
			faults: [`exceptions.yaml:2: ${fault}`],
		});
		const several = entry({ control: "", until: '"2026-11-21"\n    controls: [INT-001, INT-999]' });
		expect(read(`exceptions:\n${several}`)).to.deep.equal({ count: 1, faults: [`exceptions.yaml:8: ${fault}`] });
	});

	it("are none where the file is no YAML, which is told with its line", () => {
		const { count, faults } = read("exceptions:\n  - control: [\n");
		expect(count).to.equal(0);
		expect(faults).to.have.length(1);
		expect(faults[0]).to.match(/^exceptions\.yaml:3: is not YAML; /);
	});

	it("are none where the file has no list of them", () => {
		expect(read("- control: INT-001\n").faults).to.have.length(1);
	});

	it("are none where it is a folder", () => {
		const { faults } = exceptionsWithFaults(__dirname, "exceptions");
		expect(faults.map(formatFault)).to.deep.equal(["exceptions: is a folder; it must be a file"]);
	});

	it("are none where the file is not there", () => {
		const { faults } = exceptionsWithFaults("/nowhere/exceptions.yaml", "exceptions.yaml");
		expect(faults.map(formatFault)).to.deep.equal([
			"exceptions.yaml: is not there; it must be a file of exceptions, as policy-pack/exceptions.yaml is",
		]);
	});
});

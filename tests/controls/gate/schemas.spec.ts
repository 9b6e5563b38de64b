import Ajv, { type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { parse } from "yaml";
import type { GateResult } from "../../../controls/gate/result";
import { policyReportSchema, sarifSchema } from "./published";
import { mandatory, nothing, result, written } from "./results";

/** With one of an object without namespace and name. */
const everything: GateResult = {
	...result,
	findings: [...result.findings, { ...mandatory, namespace: null, name: null }],
};

/** What is wrong with a document; empty where it holds. */
function faultsOf(validate: ValidateFunction, document: unknown): string[] {
	validate(document);
	return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Neither JUnit nor OSCAL 1.2 has a schema in a package: their tests are of the required members, and are named so. */
describe("the SARIF of the gate, by the published schema", function () {
	this.timeout(120_000);
	let validate: ValidateFunction;
	before(() => {
		// The schema is of an older draft than strict mode knows the style of.
		const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
		validate = ajv.compile(sarifSchema());
	});

	it("is valid with every kind of entry, and with none", () => {
		for (const result of [everything, nothing])
			expect(faultsOf(validate, JSON.parse(written("sarif", result)))).to.deep.equal([]);
	});

	it("is told from what is not valid: a level that there is none of, a line 0, a member too many", () => {
		const broken = (change: (result: Record<string, unknown>) => void): string[] => {
			const log = JSON.parse(written("sarif", everything));
			change(log.runs[0].results[0]);
			return faultsOf(validate, log);
		};
		expect(broken((result) => Object.assign(result, { level: "fatal" }))).to.deep.equal([
			"/runs/0/results/0/level must be equal to one of the allowed values",
		]);
		expect(broken((result) => Object.assign(result, { surplus: true }))).to.deep.equal([
			"/runs/0/results/0 must NOT have additional properties",
		]);
		const [region] = ["/runs/0/results/0/locations/0/physicalLocation/region"];
		expect(
			broken(({ locations }) => {
				const [{ physicalLocation }] = locations as [{ physicalLocation: { region: { startLine: number } } }];
				physicalLocation.region.startLine = 0;
			}),
		).to.deep.equal([`${region}/startLine must be >= 1`]);
	});
});

describe("the PolicyReport of the gate, by the published definition", function () {
	this.timeout(120_000);
	let validate: ValidateFunction;
	before(() => {
		const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
		validate = ajv.compile(policyReportSchema());
	});

	it("is valid with every kind of entry, and with none", () => {
		for (const result of [everything, nothing])
			expect(faultsOf(validate, parse(written("policyReport", result)))).to.deep.equal([]);
	});

	it("is told from what is not valid: a result that there is none of, a member that would be dropped", () => {
		const broken = (change: object): string[] => {
			const report = parse(written("policyReport", everything));
			Object.assign(report.results[0], change);
			return faultsOf(validate, report);
		};
		expect(broken({ result: "perhaps" })).to.deep.equal([
			"/results/0/result must be equal to one of the allowed values",
		]);
		expect(broken({ surplus: "x" })).to.deep.equal(["/results/0 must NOT have additional properties"]);
	});
});

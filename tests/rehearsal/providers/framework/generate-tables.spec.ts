import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
	generateTable,
	providersWithSelection,
	tableFile,
} from "../../../../rehearsal/providers/framework/generate-tables";

describe("the property tables", () => {
	for (const provider of providersWithSelection()) {
		it(`of ${provider} are what the installed SDK declares (else run rehearsal/providers/framework/generate-tables.ts)`, () => {
			expect(JSON.parse(readFileSync(tableFile(provider), "utf8"))).to.deep.equal(generateTable(provider));
		});
	}
});

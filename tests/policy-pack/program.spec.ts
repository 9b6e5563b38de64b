import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { readStanding } from "../../controls/documents/standing";
import { parseFinding } from "../../controls/finding";
import { computeStanding } from "../../docs/standing";
import { needs } from "../rehearsal/talos/parts";
import type { Judged } from "./program";

describe("the program as it stands", function () {
	this.timeout(120_000);
	before(function () {
		needs(this, ["talos-machinery"]);
	});

	for (const stack of ["lab", "prod"]) {
		it(`passes its own pack in ${stack}, with exceptions that all match something`, async () => {
			const { stdout } = await promisify(execFile)(
				process.execPath,
				["--import", "tsx", join(__dirname, "program.ts"), stack, "--json"],
				{ maxBuffer: 256 * 1024 * 1024 },
			);
			const { resources, reports, unused } = JSON.parse(stdout.slice(stdout.indexOf('{"resources"'))) as Judged;
			expect(resources).not.to.be.empty;
			const failed = reports.filter(({ message }) => parseFinding(message)?.outcome === "FAIL");
			expect(failed.map(({ message }) => message)).to.deep.equal([]);
			expect(unused).to.deep.equal([]);
		});
	}

	it("gives the controls what the documents say that it does (node --import tsx docs/standing.ts)", async () => {
		expect(await computeStanding()).to.deep.equal(readStanding());
	});
});

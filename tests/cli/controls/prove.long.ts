import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { catalogue } from "../../../controls/catalogue";
import { places } from "../../../rehearsal/proof/prove";
import type { ProofRecord } from "../../../rehearsal/proof/record";

const checkout = resolve(__dirname, "../../..");

describe("lab controls prove, all of them", function () {
	this.timeout(1_800_000);

	it("proves 57 of 57, and every rule of them where it judges", () => {
		const folder = mkdtempSync(join(tmpdir(), "prove-"));
		try {
			const { status, stdout, stderr } = spawnSync(
				"./lab",
				["controls", "prove", "--json", "--record", join(folder, "proof.json")],
				{ cwd: checkout, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
			);
			expect(stdout, stderr.slice(-2000)).not.to.equal("");
			const { records, ...conclusion } = JSON.parse(stdout);
			expect(conclusion.unproven).to.deep.equal([]);
			expect(conclusion).to.include({ controls: 57, proven: 57 });
			expect(status).to.equal(0);
			const shown = new Set(
				(records as ProofRecord[]).filter(({ held }) => held === true).map(({ rule, where }) => `${rule} in ${where}`),
			);
			expect(shown).to.deep.equal(new Set(places().map(({ rule, where }) => `${rule} in ${where}`)));
			expect(new Set((records as ProofRecord[]).map(({ control }) => control))).to.deep.equal(
				new Set(catalogue.map(({ id }) => id)),
			);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
});

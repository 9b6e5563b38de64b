import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { needs } from "../../rehearsal/talos/parts";
import type { Comparison } from "./differential/main";

/** The same objects every time, so that a failure can be looked at; another seed shows more: GXP_LAB_SEED=…  */
const seed = process.env.GXP_LAB_SEED ?? "20261121";

describe(`CEL here and in a real API server (seed ${seed})`, function () {
	this.timeout(180_000);
	let comparison: Comparison;

	before(async function () {
		needs(this, ["etcd", "kube-apiserver"]);
		const main = join(__dirname, "differential", "main.ts");
		const namespaces = ["-Urn", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
		const { stdout } = await promisify(execFile)(
			"unshare",
			[...namespaces, process.execPath, "--import", "tsx", main, seed],
			{ maxBuffer: 256 * 1024 * 1024 },
		);
		comparison = JSON.parse(stdout) as Comparison;
	});

	it("comes to the same for every expression and every rule: true, false, or an error", () => {
		const shown = comparison.disagreements
			.slice(0, 20)
			.map(({ what, input, here, there }) => `${what}: here ${here}, there ${there}: ${JSON.stringify(input)}`);
		expect(shown.join("\n")).to.equal("");
	});

	it("compares 2,000 objects, which end in all three", () => {
		expect(comparison.objects).to.be.at.least(2_000);
		expect(comparison.refused.length, comparison.refused.slice(0, 3).join("\n")).to.be.below(100);
		for (const [outcome, count] of Object.entries(comparison.outcomes))
			expect(count, outcome).to.be.above(comparison.evaluations / 10);
	});
});

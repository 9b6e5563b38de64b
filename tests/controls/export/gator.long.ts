/**
 * `gator` judges the exported Gatekeeper policies over the rules' own cases, and comes to the verdicts of the gate. It is taken
 * from GXP_LAB_GATOR, or installed once by `go install` into a folder of the cache.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { goTool } from "../../../cli/bench/tools";
import { differing, exportedManifests, judgedByTheGate, yamlOf } from "./judged";

function gator(): string {
	const tool = goTool("gator", process.env, (line) => console.error(line));
	if ("absent" in tool) throw new Error(`gator: ${tool.absent}`);
	return tool.program;
}

describe("gator, over the exported Gatekeeper policies", function () {
	this.timeout(1_800_000);
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "gator-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	it("comes to the gate's verdict over every case of the rules in CEL", async () => {
		const policies = await exportedManifests("gatekeeper");
		const cases = judgedByTheGate();
		expect(cases.length).to.be.above(100);
		const file = join(folder, "all.yaml");
		writeFileSync(file, yamlOf([...policies, ...cases.map(({ object }) => object)]));
		const { stdout, stderr, error } = spawnSync(gator(), ["test", "--filename", file, "--output", "json"], {
			encoding: "utf8",
			maxBuffer: 1 << 30,
		});
		expect(error).to.equal(undefined);
		// Many cases are about one object, which gator remarks on and judges all the same.
		const said = stderr.split("\n").filter((line) => line !== "" && !/ is already defined in file: /.test(line));
		expect(said).to.deep.equal([]);
		const violated = (
			JSON.parse(stdout) as {
				constraint: { metadata: { name: string } };
				violatingObject: { metadata: { uid?: string } };
			}[]
		).map(({ constraint, violatingObject }) => `${violatingObject.metadata.uid} ${constraint.metadata.name}`);
		const differ = differing(cases, "gator", ({ uid, policies: constraints }) =>
			violated.some((one) => one.startsWith(`${uid} ${constraints}`)) ? "violated" : "held",
		);
		// Gatekeeper's budget for an expression is smaller than the API server's: it refuses what it cannot judge to the end.
		expect(differ).to.have.members(
			[
				"config-maps: half a MiB of settings",
				"secrets: an argument of 100 KB in which nothing looks like a secret",
				"secrets: a value of 60 KB in which nothing looks like a secret",
				"secrets: a hint of a token in an argument that another rule finds too long",
			].map((one) => `sec-007-plaintext-${one}: gator violated, gate held`),
		);
	});
});

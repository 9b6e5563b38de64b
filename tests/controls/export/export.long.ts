/**
 * `gator` judges the exported Gatekeeper policies over the rules' own cases, and comes to the verdicts of the gate. It is taken
 * from GXP_LAB_GATOR, or installed once by `go install` into a folder of the cache.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { goTool } from "../../../cli/bench/tools";
import { normalise } from "../../../controls/cel/unknown";
import { formats } from "../../../controls/export";
import { kubernetesRules } from "../../../controls/kubernetes";
import { judgeObject } from "../../../controls/kubernetes/judge";
import { policyName } from "../../../controls/policyNames";
import { kindOfToken } from "../../../policy-pack/kubernetes";
import { allCases } from "../../policy-pack/cases";
import type { Case } from "../../policy-pack/cases/case";

function gator(): string {
	const tool = goTool("gator", process.env, (line) => console.error(line));
	if ("absent" in tool) throw new Error(`gator: ${tool.absent}`);
	return tool.program;
}

interface Judged {
	says: string;
	constraints: string;
	object: Record<string, unknown>;
	gate: "held" | "violated";
}

/** The cases of the rules in CEL, each as an object of its own name. */
function judgedByTheGate(): Judged[] {
	return kubernetesRules.flatMap((rule) => {
		const policy = policyName(rule.id, rule.slug);
		const cases = allCases.find((one) => one.policy === policy);
		if (cases === undefined) throw new Error(`${policy}: has no cases`);
		const chosen: Case[] = [...cases.compliant, ...cases.violating, ...cases.nearMiss];
		return chosen.flatMap(({ says, resource, notInAdmission }, i): Judged[] => {
			const token = kindOfToken(resource.type);
			if (token === undefined || notInAdmission !== undefined || resource.properties.items !== undefined) return [];
			const object = { ...resource.properties, ...token };
			const verdicts = judgeObject(rule, token, object, () => false);
			if (verdicts === undefined) return [];
			const metadata = { ...(object as { metadata?: object }).metadata, uid: `${policy}-${i}` };
			return [
				{
					says: `${policy}: ${says}`,
					constraints: `gxp-lab-${policy}-`,
					// A null field of a typed object is gone before Gatekeeper is asked; gator reads the text as it is.
					object: normalise({ ...object, metadata }, () => false) as Record<string, unknown>,
					gate: verdicts.length === 0 ? "held" : "violated",
				},
			];
		});
	});
}

describe("gator, over the exported Gatekeeper policies", function () {
	this.timeout(1_800_000);
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "gator-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	it("comes to the gate's verdict over every case of the rules in CEL", async () => {
		const policies = (await formats.gatekeeper?.({ environmentClass: "production", exceptions: [] })) ?? [];
		const cases = judgedByTheGate();
		expect(cases.length).to.be.above(100);
		const documents = [...policies.map(({ content }) => content), ...cases.map(({ object }) => object)];
		const file = join(folder, "all.yaml");
		const text = documents.map((one) => stringify(one, { aliasDuplicateObjects: false, version: "1.1" })).join("---\n");
		writeFileSync(file, text);
		const { stdout, stderr, error } = spawnSync(gator(), ["test", "--filename", file, "--output", "json"], {
			encoding: "utf8",
			maxBuffer: 1 << 30,
		});
		expect(error).to.equal(undefined);
		// Many cases are about one object, which gator remarks on and judges all the same.
		const said = stderr.split("\n").filter((line) => line !== "" && !/ is already defined in file: /.test(line));
		expect(said).to.deep.equal([]);
		const violated = new Set(
			(
				JSON.parse(stdout) as {
					constraint: { metadata: { name: string } };
					violatingObject: { metadata: { uid?: string } };
				}[]
			).map(({ constraint, violatingObject }) => `${violatingObject.metadata.uid} ${constraint.metadata.name}`),
		);
		const differ = cases.flatMap(({ says, object, constraints, gate }) => {
			const { uid } = object.metadata as { uid: string };
			const found = [...violated].some((one) => one.startsWith(`${uid} ${constraints}`)) ? "violated" : "held";
			return found === gate ? [] : [`${says}: gator ${found}, gate ${gate}`];
		});
		// Gatekeeper's budget for an expression is smaller than the API server's: it refuses what it cannot judge to the end.
		expect(differ).to.have.members(
			[
				"config-maps: half a MiB of settings",
				"secrets: an argument of 100 KB in which nothing looks like a secret",
				"secrets: a value of 60 KB in which nothing looks like a secret",
			].map((one) => `sec-007-plaintext-${one}: gator violated, gate held`),
		);
	});
});

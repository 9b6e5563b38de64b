/**
 * The gate as a process of its own, as the tools that it is compared with are: `<rules> <file>`, where the rules are `all`, `cel`
 * (those that other engines get too) or control ids with commas. Prints which control is violated by which object.
 */
import { resolve } from "node:path";
import { checkSource } from "../../controls/gate/check";
import { Gate, type GateOptions } from "../../controls/gate/gate";
import { findSources } from "../../controls/gate/sources";
import { kubernetesRules } from "../../controls/kubernetes";
import { Ledger } from "../../controls/ledger";
import { crossGuardRule } from "../../policy-pack/kubernetes";

/** Nothing is dated: the bench has no exceptions. */
const now = new Date("2026-01-01T00:00:00Z");

function judgesOf(chosen: string): GateOptions["judges"] {
	if (chosen === "all") return undefined;
	const ids = chosen.split(",");
	const rules = kubernetesRules.filter(({ id }) => chosen === "cel" || ids.includes(id)).map(crossGuardRule);
	return { rules, stackRules: [] };
}

async function main([chosen = "all", file = "-"]: readonly string[]): Promise<void> {
	const judges = judgesOf(chosen);
	const ledger = new Ledger([], now, true);
	const gate = new Gate({ environmentClass: "production", ledger, ...(judges !== undefined && { judges }) });
	const { sources } = findSources([resolve(file)], process.stdin, process.cwd());
	for (const source of sources) await checkSource(source, gate);
	const { objects, findings, faults } = await gate.end(async (places) => places.map(() => undefined));
	const violated = [...new Set(findings.map(({ control, name }) => `${control} ${name}`))];
	process.stdout.write(JSON.stringify({ objects, violated, faults: faults.length }));
}

void main(process.argv.slice(2));

import { join, relative } from "node:path";
import { clock, isRehearsal } from "../../controls/clock";
import { checkSource } from "../../controls/gate/check";
import { exceptionsWithFaults } from "../../controls/gate/exceptions";
import { formatFault } from "../../controls/gate/fault";
import { toHuman } from "../../controls/gate/formats/human";
import { toJson } from "../../controls/gate/formats/json";
import { Gate } from "../../controls/gate/gate";
import type { GateResult } from "../../controls/gate/result";
import { findSources } from "../../controls/gate/sources";
import { Ledger } from "../../controls/ledger";
import type { EnvironmentClass } from "../../controls/types";
import { exitCodes, painter, print, root, say } from "../context";

export interface ManifestFlags {
	readonly environmentClass: EnvironmentClass;
	readonly stack: string | undefined;
	/** Another file of exceptions than the project's. */
	readonly exceptions: string | undefined;
	readonly json: boolean;
}

/** Judges manifests by the controls, and sets the exit code: 2 where something could not be read, 1 at a mandatory finding. */
export async function checkManifests(given: readonly string[], flags: ManifestFlags): Promise<void> {
	const file = flags.exceptions ?? join(root, "policy-pack", "exceptions.yaml");
	const { exceptions, faults } = exceptionsWithFaults(file, relative(process.cwd(), file));
	const { environmentClass, stack } = flags;
	const gate = new Gate({ environmentClass, stack, ledger: new Ledger(exceptions, clock(), isRehearsal()) });
	const found = findSources(given, process.stdin);
	for (const fault of [...faults, ...found.faults]) gate.fault(fault);
	for (const source of found.sources) await checkSource(source, gate);
	report(gate.end(), flags);
}

function report(result: GateResult, { json, environmentClass }: ManifestFlags): void {
	for (const fault of result.faults) say(formatFault(fault));
	print(json ? toJson(result) : toHuman(result, environmentClass, painter(process.stdout)));
	process.exitCode = exitCodeOf(result);
}

export function exitCodeOf({ faults, findings }: GateResult): number {
	if (faults.length > 0) return exitCodes.misuse;
	return findings.some(({ level }) => level === "mandatory") ? exitCodes.finding : exitCodes.held;
}

/** Every check of a rehearsal, in the order in which they are told. */
import { admissionChecks } from "./admission";
import { atRestChecks } from "./at-rest";
import type { Check, CheckContext } from "./check";
import { nodeChecks } from "./nodes";
import { secretChecks } from "./secrets";
import { storageChecks } from "./storage";
import { tlsChecks } from "./tls";

export const checks: readonly Check[] = [
	...tlsChecks,
	...nodeChecks,
	...atRestChecks,
	...admissionChecks,
	...storageChecks,
	// Last: it searches what all before have left in the logs.
	...secretChecks,
];

export interface Verdict {
	readonly id: string;
	readonly says: string;
	readonly held: boolean;
	readonly detail?: string;
}

/** Runs one after the other; a check that throws did not hold, and says why. */
export async function* runChecks(context: CheckContext): AsyncGenerator<Verdict> {
	for (const { id, says, run } of checks) {
		let detail: string | undefined;
		try {
			detail = await run(context);
		} catch (cause) {
			detail = cause instanceof Error ? cause.message : String(cause);
		}
		yield { id, says, held: detail === undefined, ...(detail === undefined ? {} : { detail }) };
	}
}

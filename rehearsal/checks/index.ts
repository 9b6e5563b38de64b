import type { LabConfig } from "../../stacks/schema";
import { admissionChecks } from "./admission";
import { atRestChecks } from "./at-rest";
import type { Check, CheckContext } from "./check";
import { engineChecks } from "./engine";
import { nodeChecks } from "./nodes";
import { secretChecks } from "./secrets";
import { storageChecks } from "./storage";
import { tlsChecks } from "./tls";

/** Every check of a stack's rehearsal, in the order in which they are told. */
export function checksOf(config: Pick<LabConfig, "platform">): readonly Check[] {
	return [
		...tlsChecks,
		...nodeChecks,
		...atRestChecks,
		...admissionChecks,
		...engineChecks(config),
		...storageChecks,
		// Last: it searches what all before have left in the logs.
		...secretChecks,
	];
}

export interface Verdict {
	readonly id: string;
	readonly says: string;
	readonly held: boolean;
	readonly detail?: string;
}

/** A check that throws did not hold, and says why. */
export async function judge({ id, says, run }: Check, context: CheckContext): Promise<Verdict> {
	let detail: string | undefined;
	try {
		detail = await run(context);
	} catch (cause) {
		detail = cause instanceof Error ? cause.message : String(cause);
	}
	return { id, says, held: detail === undefined, ...(detail === undefined ? {} : { detail }) };
}

/** One after the other: some look at what others leave. */
export async function* runChecks(context: CheckContext): AsyncGenerator<Verdict> {
	for (const check of checksOf(context.config)) yield await judge(check, context);
}

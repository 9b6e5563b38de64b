import type { Exception } from "../../../controls/exceptions";
import { checkSource, relocateIn } from "../../../controls/gate/check";
import { Gate, type GateOptions } from "../../../controls/gate/gate";
import type { GateResult, Placed } from "../../../controls/gate/result";
import type { Source } from "../../../controls/gate/sources";
import { Ledger } from "../../../controls/ledger";

export const today = new Date("2026-11-21T12:00:00Z");

/** A source of these bytes, which come in pieces of a size that splits lines. */
export function source(content: string | Buffer, file = "given.yaml"): Source {
	const bytes = Buffer.from(content);
	return {
		file,
		named: true,
		again: true,
		open: async function* () {
			for (let from = 0; from < bytes.length; from += 4099) yield bytes.subarray(from, from + 4099);
		},
	};
}

export interface Given extends Partial<GateOptions> {
	exceptions?: readonly Exception[];
}

export async function judgeAll(
	sources: readonly Source[],
	{ exceptions = [], ...options }: Given = {},
): Promise<GateResult> {
	const gate = new Gate({ environmentClass: "production", ledger: new Ledger(exceptions, today, true), ...options });
	for (const one of sources) await checkSource(one, gate);
	return gate.end(relocateIn(sources));
}

export function judge(content: string | Buffer, given: Given = {}): Promise<GateResult> {
	return judgeAll([source(content)], given);
}

/** Where and what, without the object. */
export function nearby({
	control,
	line,
	path,
	message,
}: Placed): Pick<Placed, "control" | "line" | "path" | "message"> {
	return { control, line, path, message };
}

import { visible } from "./visible";

/** What a control came to for one resource. PASS and N/A are not messages: the engine lists the policies that passed. */
export type Outcome = "PASS" | "FAIL" | "WAIVED" | "NOT EVALUATED";

/** One finding; its first line is `[<id>] <outcome> <resource>: <finding>; <fix>`. Never the value of a property. */
export interface Finding {
	/** A control's id, or `PACK-…` for what the pack says about itself (environments, exceptions). */
	id: string;
	outcome: Outcome;
	/** The resource's Pulumi name, or the object's `namespace/name`. */
	resource: string;
	/** The path and what is wrong there. */
	finding: string;
	fix: string;
}

const line = /\[([A-Z]+-[A-Z0-9]+)\] (PASS|FAIL|WAIVED|NOT EVALUATED) (.+?): (.+); ([^;]*)$/;

export function formatFinding({ id, outcome, resource, finding, fix }: Finding): string {
	// A name is anybody's text: it must not end where the finding begins.
	const named = visible(resource).replaceAll(": ", ":\\u0020");
	return `[${id}] ${outcome} ${named}: ${oneLine(finding)}; ${oneLine(fix).replaceAll(";", ",")}`;
}

/**
 * Reads a finding from a policy event's message, or from what the API server answers to a refused request: both put a text of
 * their own before it.
 */
export function parseFinding(message: string): Finding | undefined {
	for (const text of message.split("\n")) {
		const match = line.exec(text.trim());
		const [, id, outcome, resource, finding, fix] = match ?? [];
		if (id === undefined || resource === undefined || finding === undefined || fix === undefined) continue;
		if (!isOutcome(outcome)) continue;
		return { id, outcome, resource, finding, fix };
	}
	return undefined;
}

function isOutcome(text: string | undefined): text is Outcome {
	return text === "PASS" || text === "FAIL" || text === "WAIVED" || text === "NOT EVALUATED";
}

function oneLine(text: string): string {
	return visible(text.replaceAll(/\s*\n\s*/g, " "));
}

/** The messages that tell of a violation: neither waived, nor waiting for a value. */
export function failures(messages: readonly string[]): string[] {
	return messages.filter((message) => parseFinding(message)?.outcome === "FAIL");
}

import type { PackReport, PolicyFinding } from "./events";

interface Report extends Pick<PackReport, "pack"> {
	readonly findings: readonly Pick<PolicyFinding, "policy" | "level" | "message">[];
}

/** What of a preview decides whether `up` may start. */
export interface PreviewOutcome {
	readonly ok: boolean;
	readonly policies: readonly Report[];
	readonly packs: Readonly<Record<string, string>>;
	readonly errors: readonly string[];
}

/** Mandatory findings, as the pack said them. */
export function mandatoryFindings(reports: readonly Report[]): string[] {
	return reports.flatMap(({ findings }) =>
		findings.filter(({ level }) => level === "mandatory").map(({ policy, message }) => `${policy}: ${message.trim()}`),
	);
}

/**
 * Why `up` must not start after this preview; undefined when it may. The engine alone stops at a finding when it comes to
 * the resource, and by then has made what comes before.
 */
export function refusalOf(preview: PreviewOutcome): string | undefined {
	const mandatory = mandatoryFindings(preview.policies);
	if (mandatory.length > 0) return `preview: mandatory findings, so up does not start\n${mandatory.join("\n")}`;
	if (!preview.ok) return `preview: ${preview.errors.length > 0 ? preview.errors.join("\n") : "did not hold"}`;
	if (Object.keys(preview.packs).length === 0) return "preview: the engine did not say that the policy pack ran";
	return undefined;
}

/**
 * A policy's name is its control's id in lower case and the rule's slug: `sec-001-restricted-pods`. The names that the engine
 * lists as passed or not applicable are mapped back to control ids with `controlOfPolicy`.
 */
export function policyName(id: string, slug: string): string {
	return `${id.toLowerCase()}-${slug}`;
}

/** The control's id, or undefined for a policy that is about the pack itself (`pack-…`). */
export function controlOfPolicy(name: string): string | undefined {
	return /^([a-z]{3}-\d{3})-/.exec(name)?.[1]?.toUpperCase();
}

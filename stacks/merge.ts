export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Defaults overridden by what was given: mappings are merged key by key, everything else (lists too) is replaced as a
 * whole, so that a list in the stack file is the list, without surprises from the profile. A given null stays, and is
 * refused by the schema: nothing is switched off by accident.
 */
export function merged(defaults: unknown, given: unknown): unknown {
	if (given === undefined) return defaults;
	if (!isMapping(defaults) || !isMapping(given)) return given;
	const keys = new Set([...Object.keys(defaults), ...Object.keys(given)]);
	return Object.fromEntries([...keys].map((key) => [key, merged(defaults[key], given[key])]));
}

import { harmlessUnder, harmlessValue, secretName } from "../../secrets/patterns";

export const withoutCase = (pattern: string): string => JSON.stringify(`(?i)${pattern}`);

/** CEL: a value is no secret by its name. The last operand is the value's, because a violation is said of that. */
export const noSecretByName = (name: string, value: string): string =>
	[
		`!${name}.matches(${withoutCase(secretName)})`,
		...harmlessUnder.map(
			(under) => `(${name}.matches(${withoutCase(under.name)}) && ${value}.matches(${withoutCase(under.value)}))`,
		),
		`${value}.matches(${withoutCase(harmlessValue)})`,
	].join(" || ");

import { z } from "zod";
import { type EnvironmentClass, environmentClasses } from "./types";

const schema = z.strictObject({
	stacks: z.record(z.string(), z.enum(environmentClasses as [EnvironmentClass, ...EnvironmentClass[]])),
});

/** Which stack is of which class: bound here, so that a change of a stack file cannot lower its own class. */
export type Environments = ReadonlyMap<string, EnvironmentClass>;

/** Parses the parsed YAML of an environments file; throws one error that holds every fault, one a line. */
export function parseEnvironments(data: unknown, file: string): Environments {
	const result = schema.safeParse(data);
	if (result.success) return new Map(Object.entries(result.data.stacks));
	throw new Error(result.error.issues.map((issue) => `${file}: ${issue.path.join(".")}: ${issue.message}`).join("\n"));
}

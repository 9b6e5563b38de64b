import type { EnvironmentClass } from "../../../controls/types";

/**
 * The buckets that hold records, and how many days each class keeps them at least. It stands in the pack and not in the program,
 * so that a change of the program alone does not shorten it; validation keeps what production keeps.
 */
export const recordBuckets: Readonly<Record<string, Readonly<Record<EnvironmentClass, number>>>> = {
	"pipeline-input": { lab: 1, validation: 3650, production: 3650 },
	"pipeline-output": { lab: 1, validation: 3650, production: 3650 },
	"loki-chunks": { lab: 1, validation: 365, production: 365 },
};

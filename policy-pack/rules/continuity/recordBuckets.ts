import type { EnvironmentClass } from "../../../controls/types";
import type { Resource } from "../../rule";
import { bucketName, isRecordBucket } from "../buckets";

type Retention = Readonly<Record<EnvironmentClass, number>>;

/**
 * The buckets whose records have a retention of their own, and how many days each class keeps them at least. It stands in the pack and not in the program,
 * so that a change of the program alone does not shorten it; validation keeps what production keeps.
 */
const recordBuckets: Readonly<Record<string, Retention>> = {
	"pipeline-input": { lab: 1, validation: 3650, production: 3650 },
	"pipeline-output": { lab: 1, validation: 3650, production: 3650 },
	"loki-chunks": { lab: 1, validation: 365, production: 365 },
};

const most = (environmentClass: EnvironmentClass): number =>
	Math.max(...Object.values(recordBuckets).map((days) => days[environmentClass]));

/** A record bucket that nobody listed keeps its records as long as any that is. */
const longest: Retention = { lab: most("lab"), validation: most("validation"), production: most("production") };

/** How many days a bucket keeps its records; undefined for one that holds none. */
export function retentionOf(bucket: Pick<Resource, "properties">): Retention | undefined {
	if (!isRecordBucket(bucket)) return undefined;
	const name = bucketName(bucket);
	return name !== undefined && Object.hasOwn(recordBuckets, name) ? recordBuckets[name] : longest;
}

/**
 * Whether a destroy failed at nothing but buckets that hold locked versions. A bucket under COMPLIANCE retention cannot be
 * emptied: that a destroy leaves it is what the retention is for. Every other failure of a bucket is a failure.
 */
import type { Deployment } from "@pulumi/pulumi/automation";
import { z } from "zod";
import type { EventCollector } from "./events";

const bucketType = "minio:index/s3Bucket:S3Bucket";

const state = z.looseObject({
	resources: z
		.array(
			z.looseObject({
				urn: z.string(),
				type: z.string(),
				outputs: z.looseObject({ objectLocking: z.boolean().optional().catch(undefined) }).nullish(),
			}),
		)
		.nullish(),
});

/**
 * The URNs of the buckets that stay; undefined when anything else failed. Both the provider, which looks for objects, and
 * MinIO, which also sees older versions (`BucketNotEmpty`), say "is not empty".
 */
export function lockedBuckets(
	{ failed, diagnosed }: Pick<EventCollector, "failed" | "diagnosed">,
	exported: Deployment,
): string[] | undefined {
	const locking = new Set(
		(state.parse(exported.deployment).resources ?? [])
			.filter(({ type, outputs }) => type === bucketType && outputs?.objectLocking === true)
			.map(({ urn }) => urn),
	);
	const stays = (urn: string) => {
		const said = diagnosed.filter((error) => error.urn === urn);
		return locking.has(urn) && said.length > 0 && said.every(({ message }) => message.includes("is not empty"));
	};
	const staying = [...failed.keys()];
	// The engine's own last word on a destroy that left something has no URN.
	const rest = diagnosed.filter(({ urn, message }) =>
		urn === undefined ? message !== "update failed" : !failed.has(urn),
	);
	return staying.length > 0 && rest.length === 0 && staying.every(stays) ? staying : undefined;
}

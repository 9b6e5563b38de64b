/** Buckets as the object storage has them, against the program's own rules. */
import type { Client } from "minio";
import { z } from "zod";
import type { BucketRules } from "../../components/platform/minio.policies";

export interface FoundBucket {
	readonly bucket: string;
	/** Undefined: what is written is not encrypted. */
	readonly encryption: string | undefined;
	readonly versioned: boolean;
	/** `COMPLIANCE, 30 Days`; undefined: nothing is locked by default. */
	readonly lock: string | undefined;
}

const s3Error = z.object({ code: z.string() });

/** The S3 error code of what must fail; undefined when it did not. */
export async function refusal(work: Promise<unknown>): Promise<string | undefined> {
	try {
		await work;
		return undefined;
	} catch (cause) {
		const parsed = s3Error.safeParse(cause);
		if (!parsed.success) throw cause;
		return parsed.data.code;
	}
}

/** An answer, or undefined where the bucket has no such setting; every other error is one. */
async function unless<T>(code: string, work: Promise<T>): Promise<T | undefined> {
	try {
		return await work;
	} catch (cause) {
		if (s3Error.safeParse(cause).data?.code === code) return undefined;
		throw cause;
	}
}

const encryption = z.object({
	ServerSideEncryptionConfiguration: z.object({
		Rule: z.object({ ApplyServerSideEncryptionByDefault: z.object({ SSEAlgorithm: z.string() }) }),
	}),
});
const lock = z.object({ mode: z.string(), validity: z.number(), unit: z.string() });

export async function readBucket(root: Client, bucket: string): Promise<FoundBucket> {
	const encrypted = await unless("ServerSideEncryptionConfigurationNotFoundError", root.getBucketEncryption(bucket));
	const versioning: unknown = await root.getBucketVersioning(bucket);
	// Its declarations say that it returns nothing when it is given no callback; it returns a promise.
	const lookup = Promise.resolve<unknown>(root.getObjectLockConfig(bucket));
	const locked = await unless("ObjectLockConfigurationNotFoundError", lookup);
	const retention = lock.safeParse(locked).data;
	return {
		bucket,
		encryption:
			encryption.safeParse(encrypted).data?.ServerSideEncryptionConfiguration.Rule.ApplyServerSideEncryptionByDefault
				.SSEAlgorithm,
		versioned: z.object({ Status: z.literal("Enabled") }).safeParse(versioning).success,
		lock: retention === undefined ? undefined : `${retention.mode}, ${retention.validity} ${retention.unit}`,
	};
}

const names = (buckets: readonly { bucket: string }[]) =>
	buckets
		.map(({ bucket }) => bucket)
		.sort()
		.join(", ");

/** What differs from the rules: a bucket too many or too few first, then what each of them has. */
export function bucketFaults(rules: readonly BucketRules[], found: readonly FoundBucket[]): string[] {
	if (names(rules) !== names(found)) return [`buckets: ${names(found)}; it must be ${names(rules)}`];
	return rules.flatMap(({ bucket, versioned, retentionDays }) => {
		const has = found.find((one) => one.bucket === bucket);
		if (has === undefined) return [];
		const wanted = retentionDays === undefined ? "none" : `COMPLIANCE, ${retentionDays} Days`;
		const wrong: string[] = [];
		if (has.encryption !== "aws:kms") wrong.push(`encryption is ${has.encryption ?? "none"}; it must be aws:kms`);
		if (has.versioned !== versioned)
			wrong.push(`is ${has.versioned ? "" : "not "}versioned; it must ${versioned ? "" : "not "}be`);
		if ((has.lock ?? "none") !== wanted) wrong.push(`its retention is ${has.lock ?? "none"}; it must be ${wanted}`);
		return wrong.map((text) => `${bucket}: ${text}`);
	});
}

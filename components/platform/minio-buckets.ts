import * as minio from "@pulumi/minio";
import * as pulumi from "@pulumi/pulumi";
import { BucketRetention } from "../../provider/sdk";
import type { MinioEndpoint } from "./minio";
import type { BucketRules } from "./minio.policies";

export interface MinioBucketsArgs {
	endpoint: MinioEndpoint;
	rules: readonly BucketRules[];
}

/**
 * The buckets. All are private, encrypted and protected; what is versioned or locked is in their rules. A locked bucket
 * gets its default retention through the lab's own provider: object lock alone locks nothing.
 */
export class MinioBuckets extends pulumi.ComponentResource {
	readonly ready: pulumi.Resource[];

	constructor(name: string, args: MinioBucketsArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:MinioBuckets", name, {}, opts);
		const { endpoint } = args;
		const ofMinio = { parent: this, provider: endpoint.provider };
		this.ready = args.rules.flatMap(({ bucket, versioned, retentionDays }) => {
			const made = new minio.S3Bucket(
				`${name}-${bucket}`,
				{ bucket, acl: "private", objectLocking: retentionDays !== undefined, forceDestroy: false },
				{ ...ofMinio, protect: true },
			);
			const encryption = new minio.S3BucketServerSideEncryption(
				`${name}-${bucket}-encryption`,
				{ bucket: made.bucket, encryptionType: "aws:kms", kmsKeyId: endpoint.kmsKeyId },
				ofMinio,
			);
			const versioning = versioned
				? [
						new minio.S3BucketVersioning(
							`${name}-${bucket}-versioning`,
							{ bucket: made.bucket, versioningConfiguration: { status: "Enabled" } },
							ofMinio,
						),
					]
				: [];
			const retention =
				retentionDays === undefined
					? []
					: [
							new BucketRetention(
								`${name}-${bucket}-retention`,
								{
									endpoint: endpoint.server,
									useSsl: true,
									caCertPem: endpoint.caCertificate,
									accessKey: endpoint.rootUser,
									secretKey: endpoint.rootPassword,
									bucket: made.bucket,
									mode: "COMPLIANCE",
									days: retentionDays,
								},
								{ parent: this, dependsOn: versioning },
							),
						];
			return [made, encryption, ...versioning, ...retention];
		});
		this.registerOutputs({ buckets: args.rules.map(({ bucket }) => bucket) });
	}
}

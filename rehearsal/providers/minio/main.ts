#!/usr/bin/env node
/** The stand-in for the `minio` provider (github.com/aminueza/terraform-provider-minio). */
import { defineProvider, type ProviderDefinition } from "../framework/provider";
import { servePlugin } from "../framework/server";
import { loadTable } from "../framework/table";
import { bucket, policy as bucketPolicy, encryption, versioning } from "./buckets";
import { attachment, policy, user } from "./iam";
import { minioConfig, Session } from "./session";

export function minio(): ProviderDefinition {
	const session = new Session();
	return defineProvider({
		table: loadTable(__dirname),
		config: minioConfig(session),
		resources: {
			"minio:index/iamPolicy:IamPolicy": policy(session),
			"minio:index/iamUser:IamUser": user(session),
			"minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment": attachment(session),
			"minio:index/s3Bucket:S3Bucket": bucket(session),
			"minio:index/s3BucketPolicy:S3BucketPolicy": bucketPolicy(session),
			"minio:index/s3BucketServerSideEncryption:S3BucketServerSideEncryption": encryption(session),
			"minio:index/s3BucketVersioning:S3BucketVersioning": versioning(session),
		},
	});
}

if (require.main === module) void servePlugin(minio());

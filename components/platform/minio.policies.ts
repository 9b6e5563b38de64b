/** What a bucket is for, and what holds in it. */
export interface BucketRules {
	bucket: string;
	/** Whether an overwritten or deleted object stays as an older version. */
	versioned: boolean;
	/** Days of default COMPLIANCE retention; object lock can only be given at a bucket's birth. */
	retentionDays?: number;
}

/** Buckets whose names are fixed: pipelines and Loki are configured with them. */
export function bucketRules(retentionDays: { pipelineOutput: number; lokiChunks: number }): BucketRules[] {
	return [
		{ bucket: "pipeline-input", versioned: true },
		{ bucket: "pipeline-output", versioned: true, retentionDays: retentionDays.pipelineOutput },
		// Intermediate files: neither versions nor retention, or every run would fill the disk for good.
		{ bucket: "pipeline-work", versioned: false },
		{ bucket: "loki-chunks", versioned: true, retentionDays: retentionDays.lokiChunks },
	];
}

interface Statement {
	Sid: string;
	Effect: "Allow";
	Action: string[];
	Resource: string[];
}
export interface PolicyDocument {
	Version: "2012-10-17";
	Statement: Statement[];
}

type Access = "read" | "append" | "work";

const objectActions: Record<Access, string[]> = {
	read: ["s3:GetObject"],
	// A new version over an old one is allowed and recorded; a delete is not.
	append: ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
	work: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
};

/** A user of the object storage: who it is for, and what it may do in which bucket (ACC-007). */
export interface BucketUser {
	user: string;
	/** The namespace that its credentials are unsealed into. */
	namespace: string;
	access: Record<string, Access>;
}

export const bucketUsers: readonly BucketUser[] = [
	{
		user: "nextflow-sa",
		namespace: "nextflow",
		access: { "pipeline-input": "read", "pipeline-work": "work", "pipeline-output": "append" },
	},
	// Loki's compactor deletes what is past its retention; inside it the lock refuses.
	{ user: "loki-sa", namespace: "loki", access: { "loki-chunks": "work" } },
];

/** The user's IAM policy: its own buckets by name, and single actions; neither `s3:*` nor `arn:aws:s3:::*`. */
export function userPolicy({ access }: Pick<BucketUser, "access">): PolicyDocument {
	const statements = Object.entries(access).flatMap(([bucket, level]): Statement[] => {
		const sid = bucket.replace(/[^A-Za-z0-9]/g, "");
		return [
			{
				Sid: `${sid}List`,
				Effect: "Allow",
				Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
				Resource: [`arn:aws:s3:::${bucket}`],
			},
			{
				Sid: `${sid}Objects`,
				Effect: "Allow",
				Action: objectActions[level],
				Resource: [`arn:aws:s3:::${bucket}/*`],
			},
		];
	});
	return { Version: "2012-10-17", Statement: statements };
}

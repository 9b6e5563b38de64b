/**
 * Who may do what in which bucket (ACC-007). It stands in the pack and not in the program: a change of the program that widens
 * a user's access is refused until this list is changed too, in the review of a control.
 */
export type Access = "read" | "append" | "work";

export const bucketUsers: Readonly<Record<string, Readonly<Record<string, Access>>>> = {
	"nextflow-sa": { "pipeline-input": "read", "pipeline-work": "work", "pipeline-output": "append" },
	"loki-sa": { "loki-chunks": "work" },
};

const list = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];
const read = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectRetention"];
const append = ["s3:PutObject", "s3:PutObjectTagging", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];

/** The actions of a kind of access. None removes a version of an object, changes a lock, or the bucket itself. */
export const actionsOf: Readonly<Record<Access, ReadonlySet<string>>> = {
	read: new Set([...list, ...read]),
	append: new Set([...list, ...read, ...append]),
	work: new Set([...list, ...read, ...append, "s3:DeleteObject"]),
};

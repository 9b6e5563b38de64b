/** Buckets and what is set on them (terraform-provider-minio, minio/resource_minio_s3_bucket*.go). */
import { randomBytes } from "node:crypto";
import { type CheckResult, type Properties, resource } from "../framework/provider";
import { S3Error, xmlEscape, xmlText } from "./s3";
import { fatal, isCode, type Session } from "./session";

const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

interface BucketInputs {
	bucket: string;
	acl: string;
	forceDestroy: boolean;
	objectLocking: boolean;
	quota?: number;
}

async function exists({ s3 }: Session, bucket: string, signal: AbortSignal): Promise<boolean> {
	try {
		await s3.request("HEAD", `/${bucket}`, { signal });
		return true;
	} catch (cause) {
		if (cause instanceof S3Error && cause.status === 404) return false;
		throw cause;
	}
}

/** The keys and versions that `xml` lists, as a delete request names them. */
function listed(xml: string): { key: string; version: string | undefined }[] {
	return [...xml.matchAll(/<(Contents|Version|DeleteMarker)>(.*?)<\/\1>/gs)].map(([, , entry = ""]) => ({
		key: xmlText(entry, "Key") ?? "",
		version: xmlText(entry, "VersionId"),
	}));
}

async function empty({ s3 }: Session, bucket: string, signal: AbortSignal): Promise<void> {
	for (;;) {
		const found = listed(await s3.request("GET", `/${bucket}`, { query: { versions: "" }, signal }));
		if (found.length === 0) return;
		for (const { key, version } of found) {
			const path = `/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
			const query = version === undefined ? {} : { versionId: version };
			await s3
				.request("DELETE", path, { query, signal })
				.catch(fatal("error deleting object during force destroy", key));
		}
	}
}

export const bucket = (session: Session) =>
	resource<BucketInputs>({
		check: ({ inputs, olds, name }) => {
			const failures: CheckResult["failures"] = [];
			const prefix = typeof inputs.bucketPrefix === "string" ? inputs.bucketPrefix : `${name}-`;
			const chosen = inputs.bucket ?? olds?.bucket ?? `${prefix}${randomBytes(4).toString("hex").slice(0, 7)}`;
			if (typeof chosen === "string" && !/^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(chosen)) {
				failures.push({
					reason: `bucket: ${chosen} is no bucket name; 3 to 63 lower-case letters, digits, dots and hyphens`,
				});
			}
			const { acl = "private" } = inputs;
			if (typeof acl === "string" && acl !== "private") {
				failures.push({ reason: `acl: ${acl} is not rehearsed; the lab's buckets are private` });
			}
			if (inputs.quota !== undefined) failures.push({ reason: "quota: is not rehearsed; leave it out" });
			const defaults = { acl: "private", forceDestroy: false, objectLocking: false };
			return { inputs: { ...defaults, ...inputs, bucket: chosen }, failures };
		},
		replaceOn: ["bucket", "bucketPrefix"],
		create: async ({ inputs, signal }) => {
			const { s3 } = session;
			if (await exists(session, inputs.bucket, signal)) {
				throw new Error(`[FATAL] bucket already exists! (${inputs.bucket}): <nil>`);
			}
			const headers: Record<string, string> = inputs.objectLocking
				? { "x-amz-bucket-object-lock-enabled": "true" }
				: {};
			await s3
				.request("PUT", `/${inputs.bucket}`, { headers, signal })
				.catch(fatal("unable to create bucket", inputs.bucket));
			const outputs = {
				...(inputs as unknown as Properties),
				arn: `arn:aws:s3:::${inputs.bucket}`,
				bucketDomainName: `${s3.url}/${inputs.bucket}`,
			};
			return { id: inputs.bucket, outputs };
		},
		read: async ({ id, state, signal }) => {
			if (!(await exists(session, id, signal))) return undefined;
			const lock = await session.s3.request("GET", `/${id}`, { query: { "object-lock": "" }, signal }).then(
				(xml) => xmlText(xml, "ObjectLockEnabled") === "Enabled",
				() => false,
			);
			const known = { acl: "private", forceDestroy: false, objectLocking: lock, ...state };
			const found = { bucket: id, arn: `arn:aws:s3:::${id}`, bucketDomainName: `${session.s3.url}/${id}` };
			return { id, outputs: { ...known, ...found } };
		},
		// Object locking can be given at a bucket's birth only; the official provider too lets a later change pass by.
		update: async ({ inputs, olds }) => ({ ...olds, ...(inputs as unknown as Properties) }),
		delete: async ({ id, state, signal }) => {
			const { s3 } = session;
			const call = { query: { "list-type": "2", "max-keys": "1" }, signal };
			const content = await s3.request("GET", `/${id}`, call).catch((cause: unknown) => {
				if (isCode(cause, "NoSuchBucket")) return undefined;
				return fatal("error listing bucket objects", id)(cause);
			});
			if (content === undefined) return;
			if (state.forceDestroy === true) await empty(session, id, signal);
			else if (listed(content).length > 0) {
				throw new Error(
					`bucket "${id}" is not empty. Set force_destroy = true to delete all objects and the bucket, or manually empty the bucket first`,
				);
			}
			// Older versions under a lock are not in the list; the server then says so here.
			await s3.request("DELETE", `/${id}`, { signal }).catch(fatal("unable to remove bucket", id));
		},
	});

interface VersioningInputs {
	bucket: string;
	versioningConfiguration: { status: string; excludedPrefixes?: string[]; excludeFolders?: boolean };
}

function versioningXml({
	status,
	excludedPrefixes = [],
	excludeFolders,
}: VersioningInputs["versioningConfiguration"]): string {
	const prefixes = excludedPrefixes.map(
		(prefix) => `<ExcludedPrefixes><Prefix>${xmlEscape(prefix)}</Prefix></ExcludedPrefixes>`,
	);
	const folders = excludeFolders === true ? "<ExcludeFolders>true</ExcludeFolders>" : "";
	return `<VersioningConfiguration ${XMLNS}><Status>${status}</Status>${prefixes.join("")}${folders}</VersioningConfiguration>`;
}

export const versioning = (session: Session) => {
	const put = (inputs: VersioningInputs, signal: AbortSignal) =>
		session.s3
			.request("PUT", `/${inputs.bucket}`, {
				query: { versioning: "" },
				body: versioningXml(inputs.versioningConfiguration),
				signal,
			})
			.catch(fatal("error putting bucket versioning configuration", inputs.bucket));
	return resource<VersioningInputs>({
		check: ({ inputs }) => {
			const { versioningConfiguration: given } = inputs;
			const status = typeof given === "object" && given !== null && "status" in given ? given.status : undefined;
			const wrong = typeof status === "string" && status !== "Enabled" && status !== "Suspended";
			const reason = `expected versioning_configuration.0.status to be one of ["Enabled" "Suspended"], got ${String(status)}`;
			return { inputs, failures: wrong ? [{ reason }] : [] };
		},
		replaceOn: ["bucket"],
		create: async ({ inputs, signal }) => {
			await put(inputs, signal);
			return { id: inputs.bucket, outputs: inputs as unknown as Properties };
		},
		read: async ({ id, state, signal }) => {
			const xml = await session.s3
				.request("GET", `/${id}`, { query: { versioning: "" }, signal })
				.catch((cause: unknown) => {
					if (isCode(cause, "NoSuchBucket")) return undefined;
					throw cause;
				});
			if (xml === undefined) return undefined;
			const old = state.versioningConfiguration;
			const kept = typeof old === "object" && old !== null ? (old as Properties) : {};
			return {
				id,
				outputs: { bucket: id, versioningConfiguration: { ...kept, status: xmlText(xml, "Status") ?? "" } },
			};
		},
		update: async ({ inputs, signal }) => {
			await put(inputs, signal);
			return inputs as unknown as Properties;
		},
		delete: async ({ id, state, signal, log }) => {
			const old = state.versioningConfiguration;
			if (typeof old === "object" && old !== null && "status" in old && old.status === "Suspended") return;
			const suspended = { bucket: id, versioningConfiguration: { status: "Suspended" } };
			const body = versioningXml(suspended.versioningConfiguration);
			await session.s3.request("PUT", `/${id}`, { query: { versioning: "" }, body, signal }).catch((cause: unknown) => {
				if (isCode(cause, "NoSuchBucket")) return;
				if (!isCode(cause, "InvalidBucketState")) fatal("error suspending bucket versioning", id)(cause);
				log("warning", `S3 bucket ${id}: cannot suspend versioning (${String(cause)}), removing from state anyway`);
			});
		},
	});
};

interface EncryptionInputs {
	bucket: string;
	encryptionType: string;
	kmsKeyId: string;
}

export const encryption = (session: Session) => {
	const put = ({ bucket, encryptionType, kmsKeyId }: EncryptionInputs, signal: AbortSignal) => {
		const rule = `<SSEAlgorithm>${xmlEscape(encryptionType)}</SSEAlgorithm><KMSMasterKeyID>${xmlEscape(kmsKeyId)}</KMSMasterKeyID>`;
		const body = `<ServerSideEncryptionConfiguration ${XMLNS}><Rule><ApplyServerSideEncryptionByDefault>${rule}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`;
		return session.s3
			.request("PUT", `/${bucket}`, { query: { encryption: "" }, body, signal })
			.catch(fatal("error putting bucket server-side encryption configuration", bucket));
	};
	return resource<EncryptionInputs>({
		check: ({ inputs }) => {
			const type = inputs.encryptionType;
			const wrong = typeof type === "string" && type !== "aws:kms";
			return {
				inputs,
				failures: wrong ? [{ reason: `expected encryption_type to be one of ["aws:kms"], got ${type}` }] : [],
			};
		},
		replaceOn: ["bucket"],
		create: async ({ inputs, signal }) => {
			await put(inputs, signal);
			return { id: inputs.bucket, outputs: inputs as unknown as Properties };
		},
		read: async ({ id, signal }) => {
			const xml = await session.s3
				.request("GET", `/${id}`, { query: { encryption: "" }, signal })
				.catch((cause: unknown) => {
					if (isCode(cause, "NoSuchBucket", "ServerSideEncryptionConfigurationNotFoundError")) return undefined;
					throw cause;
				});
			if (xml === undefined) return undefined;
			const encryptionType = xmlText(xml, "SSEAlgorithm") ?? "";
			return { id, outputs: { bucket: id, encryptionType, kmsKeyId: xmlText(xml, "KMSMasterKeyID") ?? "" } };
		},
		update: async ({ inputs, signal }) => {
			await put(inputs, signal);
			return inputs as unknown as Properties;
		},
		delete: async ({ id, signal }) => {
			await session.s3.request("DELETE", `/${id}`, { query: { encryption: "" }, signal }).catch((cause: unknown) => {
				if (!isCode(cause, "NoSuchBucket")) fatal("error removing bucket encryption", id)(cause);
			});
		},
	});
};

export const policy = (session: Session) => {
	const put = ({ bucket, policy }: { bucket: string; policy: string }, signal: AbortSignal) =>
		session.s3
			.request("PUT", `/${bucket}`, { query: { policy: "" }, body: policy, signal })
			.catch(fatal("error putting bucket policy", bucket));
	return resource<{ bucket: string; policy: string }>({
		replaceOn: ["bucket"],
		create: async ({ inputs, signal }) => {
			await put(inputs, signal);
			return { id: inputs.bucket, outputs: { ...inputs } };
		},
		read: async ({ id, state, signal }) => {
			const found = await session.s3
				.request("GET", `/${id}`, { query: { policy: "" }, signal })
				.catch((cause: unknown) => {
					if (isCode(cause, "NoSuchBucket", "NoSuchBucketPolicy")) return undefined;
					throw cause;
				});
			// The server spells the document its own way: the program's spelling is kept while both mean the same.
			return found === undefined ? undefined : { id, outputs: { bucket: id, policy: state.policy ?? found } };
		},
		update: async ({ inputs, signal }) => {
			await put(inputs, signal);
			return { ...inputs };
		},
		delete: async ({ id, signal }) => {
			await session.s3.request("DELETE", `/${id}`, { query: { policy: "" }, signal }).catch((cause: unknown) => {
				if (!isCode(cause, "NoSuchBucket", "NoSuchBucketPolicy")) throw cause;
			});
		},
	});
};

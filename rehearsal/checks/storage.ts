/** The object storage as its users see it: what is locked stays, what is not theirs is refused, and their credentials were unsealed. */
import { randomBytes } from "node:crypto";
import { Agent } from "node:https";
import { buffer } from "node:stream/consumers";
import { Client } from "minio";
import { z } from "zod";
import { bucketRules } from "../../components/platform/minio.policies";
import { platformNames } from "../../stacks/platform-names";
import { at } from "../kubernetes/client";
import { bucketFaults, type FoundBucket, readBucket, refusal } from "./buckets";
import type { Check, CheckContext } from "./check";
import { handshake, mustFail, otherCa, serves } from "./tls";

const decode = (value: unknown) => Buffer.from(String(value ?? ""), "base64").toString("utf8");

function connect({ config, labCa }: CheckContext, accessKey: string, secretKey: string): Client {
	return new Client({
		endPoint: config.platform.minio.host,
		port: platformNames.minio.port,
		useSSL: true,
		accessKey,
		secretKey,
		transportAgent: new Agent({ ca: labCa }),
	});
}

/** The root account, from the Secret that MinIO itself reads. */
export async function asRoot(context: CheckContext): Promise<Client> {
	const { namespaces, minio } = platformNames;
	const secret = await context.api.get(`/api/v1/namespaces/${namespaces.minio}/secrets/${minio.rootSecret}`);
	return connect(context, decode(at(secret, "data", "rootUser")), decode(at(secret, "data", "rootPassword")));
}

/** A bucket user, from the Secret that the Sealed Secrets controller opened. */
async function asUser(context: CheckContext, namespace: string): Promise<{ client: Client; user: string }> {
	const path = `/api/v1/namespaces/${namespace}/secrets/${platformNames.minio.credentialsSecret}`;
	const secret = await context.api.get(path);
	if (secret === undefined) throw new Error(`${path}: is not there; the SealedSecret was not opened`);
	const user = decode(at(secret, "data", "AWS_ACCESS_KEY_ID"));
	return { client: connect(context, user, decode(at(secret, "data", "AWS_SECRET_ACCESS_KEY"))), user };
}

const deleteWith = (client: Client, bucket: string, object: string, versionId: string) =>
	client.removeObject(bucket, object, { versionId, forceDelete: false });

export const storageChecks: Check[] = [
	{
		id: "sealed-credentials",
		says: "the Sealed Secrets controller opened the bucket users' credentials, and MinIO accepts them",
		run: async (context) => {
			const { client } = await asUser(context, platformNames.namespaces.nextflow);
			const object = `rehearsal-${randomBytes(4).toString("hex")}`;
			await client.putObject("pipeline-work", object, "written by nextflow-sa");
			const read = (await buffer(await client.getObject("pipeline-work", object))).toString("utf8");
			await client.removeObject("pipeline-work", object);
			return read === "written by nextflow-sa" ? undefined : "what was read is not what was written";
		},
	},
	{
		id: "least-privilege",
		says: "nextflow-sa is refused on loki-chunks, may not write to pipeline-input nor delete in pipeline-output; loki-sa is refused on pipeline-output",
		run: async (context) => {
			const nextflow = await asUser(context, platformNames.namespaces.nextflow);
			const loki = await asUser(context, platformNames.namespaces.loki);
			const put = ({ client }: typeof nextflow, bucket: string) => client.putObject(bucket, "not-mine", "x");
			const probes: [string, Promise<unknown>][] = [
				[`${nextflow.user} writes to loki-chunks`, put(nextflow, "loki-chunks")],
				[`${nextflow.user} writes to pipeline-input`, put(nextflow, "pipeline-input")],
				[`${nextflow.user} deletes in pipeline-output`, nextflow.client.removeObject("pipeline-output", "not-mine")],
				[`${loki.user} writes to pipeline-output`, put(loki, "pipeline-output")],
			];
			const codes = await Promise.all(probes.map(async ([what, work]) => ({ what, code: await refusal(work) })));
			const wrong = codes.filter(({ code }) => code !== "AccessDenied");
			if (wrong.length === 0) return undefined;
			return wrong.map(({ what, code }) => `${what}: ${code ?? "was allowed"}`).join("; ");
		},
	},
	{
		id: "object-lock",
		says: "a version in pipeline-output cannot be deleted inside its retention, not even by root",
		run: async (context) => {
			const root = await asRoot(context);
			const object = `rehearsal-${randomBytes(4).toString("hex")}`;
			const { versionId } = await root.putObject("pipeline-output", object, "a record");
			if (versionId === null) return "the object has no version";
			const code = await refusal(deleteWith(root, "pipeline-output", object, versionId));
			if (code === undefined) return "root deleted it";
			const retention = z
				.object({ mode: z.string() })
				.safeParse(await root.getObjectRetention("pipeline-output", object, { versionId }));
			return retention.data?.mode === "COMPLIANCE" ? undefined : `its retention is ${retention.data?.mode ?? "none"}`;
		},
	},
	{
		id: "buckets",
		says: "the buckets are exactly the program's, each encrypted, versioned and locked (mode and days) as its rules say and no more",
		run: async (context) => {
			const root = await asRoot(context);
			const found: FoundBucket[] = [];
			for (const { name } of await root.listBuckets()) found.push(await readBucket(root, name));
			const wrong = bucketFaults(bucketRules(context.config.platform.minio.retentionDays), found);
			return wrong.length === 0 ? undefined : wrong.join("; ");
		},
	},
	{
		id: "tls-minio",
		says: "MinIO's certificate verifies against the lab's CA that the program gave, for its name, and not against the cluster's CA",
		run: async ({ config, labCa, clusterCa }) => {
			const { host, address } = config.platform.minio;
			const { port } = platformNames.minio;
			return (
				(await serves(host, port, labCa, [host])) ??
				(await serves(address, port, labCa, [address])) ??
				mustFail(await handshake(host, port, clusterCa), ...otherCa)
			);
		},
	},
];

/** Versions that a destroy cannot delete: they stay and are listed. */
export async function lockedVersions(context: CheckContext): Promise<string[]> {
	const root = await asRoot(context);
	const found: string[] = [];
	for (const bucket of ["pipeline-output", "loki-chunks"]) {
		// A destroy that something locked held up has deleted the empty ones.
		if (!(await root.bucketExists(bucket))) continue;
		for await (const item of root.listObjects(bucket, "", true, { IncludeVersion: true })) {
			const { name, versionId } = z.object({ name: z.string(), versionId: z.string() }).parse(item);
			const retention = await root.getObjectRetention(bucket, name, { versionId });
			const until = z.object({ mode: z.string(), retainUntilDate: z.coerce.string() }).safeParse(retention);
			if (until.success) found.push(`${bucket}/${name} (${until.data.mode} until ${until.data.retainUntilDate})`);
		}
	}
	return found;
}

/** What the API server writes: Secrets encrypted in etcd, requests in the audit log, no Secret's body anywhere. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:https";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Check, CheckContext } from "./check";

/** Files of that name anywhere below the rehearsal's machines: the checks may look at a machine's disk, as an auditor with a key. */
function findFiles(context: CheckContext, name: string): string[] {
	return readdirSync(context.folder, { recursive: true, encoding: "utf8" })
		.filter((file) => path.basename(file) === name)
		.map((file) => path.join(context.folder, file));
}

const range = z.object({ kvs: z.array(z.object({ value: z.string() })).default([]) });

/** Reads one key through etcd's JSON gateway (etcd.io: gRPC gateway, /v3/kv/range) with an API server's own client certificate. */
function etcdValue(context: CheckContext, key: string): Promise<Buffer> {
	const [certificate] = findFiles(context, "etcd-client.crt");
	const controlPlane = context.config.nodes.find(({ role }) => role === "controlPlane");
	if (certificate === undefined || controlPlane === undefined)
		throw new Error("no etcd client certificate on any machine");
	const file = (name: string) => readFileSync(path.join(path.dirname(certificate), name));
	return new Promise((resolve, reject) => {
		const call = request(
			`https://${controlPlane.address}:2379/v3/kv/range`,
			{
				method: "POST",
				ca: file("etcd-client-ca.crt"),
				cert: file("etcd-client.crt"),
				key: file("etcd-client.key"),
				agent: false,
				timeout: 10_000,
			},
			(response) => {
				const chunks: Buffer[] = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("end", () => {
					const [first] = range.parse(JSON.parse(Buffer.concat(chunks).toString("utf8"))).kvs;
					if (first === undefined) reject(new Error(`etcd has no key ${key}`));
					else resolve(Buffer.from(first.value, "base64"));
				});
			},
		);
		call.on("error", reject);
		call.end(JSON.stringify({ key: Buffer.from(key).toString("base64") }));
	});
}

async function withSecret<T>(context: CheckContext, work: (name: string, canary: string) => Promise<T>): Promise<T> {
	const name = `rehearsal-${randomBytes(4).toString("hex")}`;
	const canary = `canary-${randomBytes(16).toString("hex")}`;
	const secrets = "/api/v1/namespaces/default/secrets";
	await context.api.create(secrets, {
		apiVersion: "v1",
		kind: "Secret",
		metadata: { name },
		stringData: { value: canary },
	});
	try {
		return await work(name, canary);
	} finally {
		await context.api.delete(`${secrets}/${name}`);
	}
}

const forms = (text: string) => [text, Buffer.from(text).toString("base64"), Buffer.from(text).toString("hex")];

/** The audit log is written as requests end; a second is plenty, five are the limit. */
async function auditLines(context: CheckContext, wanted: (line: string) => boolean): Promise<string[]> {
	for (let tries = 0; tries < 50; tries++) {
		const lines = findFiles(context, "kube-apiserver.log")
			.filter((file) => file.includes(path.join("audit", "kube")))
			.flatMap((file) => readFileSync(file, "utf8").split("\n"));
		const found = lines.filter(wanted);
		if (found.length > 0) return found;
		await sleep(100);
	}
	return [];
}

export const atRestChecks: Check[] = [
	{
		id: "etcd-encrypted",
		says: "a Secret's bytes in etcd are encrypted with the secretbox key of the machine configuration",
		run: (context) =>
			withSecret(context, async (name, canary) => {
				const value = await etcdValue(context, `/registry/secrets/default/${name}`);
				if (!value.subarray(0, 40).toString("latin1").startsWith("k8s:enc:secretbox:v1:key2:")) {
					return "the stored value does not begin with k8s:enc:secretbox:v1:key2:";
				}
				return forms(canary).some((form) => value.includes(form)) ? "the stored value holds the plain text" : undefined;
			}),
	},
	{
		id: "audit-log",
		says: "the API audit log has the write of a Secret, and no Secret's body",
		run: (context) =>
			withSecret(context, async (name, canary) => {
				const lines = await auditLines(context, (line) => line.includes(`/secrets`) && line.includes(name));
				const write = lines.find((line) => line.includes('"verb":"create"'));
				if (write === undefined) return "no audit event for the creation of a Secret";
				const leaked = lines.some((line) => forms(canary).some((form) => line.includes(form)));
				return leaked ? "an audit event holds the Secret's value" : undefined;
			}),
	},
];

/**
 * Asks one thing from inside the sandbox, as somebody on the lab's network would, and prints the answer as JSON:
 *
 *   proxmox <METHOD> <path> [form]   Proxmox VE's REST API, with the token of the run
 *   kubernetes <path>                the API server, as the rehearsal's administrator
 *   members <address> <pki folder>   names of etcd's members (grpc-gateway of etcd: /v3/cluster/member/list)
 *   record <bucket> <object> …       writes an object as MinIO's root, and lists the locked versions
 */
import { readFileSync } from "node:fs";
import { type RequestOptions, request } from "node:https";
import { join } from "node:path";
import { z } from "zod";
import { readContext } from "../../../rehearsal/checks/context";
import { asRoot, lockedVersions } from "../../../rehearsal/checks/storage";
import { KubernetesClient } from "../../../rehearsal/kubernetes/client";

interface Answer {
	readonly status: number;
	readonly reason: string;
	readonly body: string;
}

function call(url: string, options: RequestOptions, body?: string): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const outgoing = request(url, { timeout: 30_000, ...options }, (response) => {
			let text = "";
			response.on("data", (chunk) => {
				text += String(chunk);
			});
			response.on("end", () =>
				resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? "", body: text }),
			);
			response.on("error", reject);
		});
		outgoing.on("timeout", () => outgoing.destroy(new Error(`${url}: no answer in 30 s`)));
		outgoing.on("error", reject);
		outgoing.end(body);
	});
}

function variable(name: string): string {
	const value = process.env[name];
	if (value === undefined) throw new Error(`${name}: not set; this runs inside a sandbox`);
	return value;
}

const questions: Record<string, (...args: string[]) => Promise<unknown>> = {
	proxmox: async (method = "GET", url = "", form?: string) => {
		const { status, reason, body } = await call(
			url,
			{
				method,
				headers: {
					authorization: `PVEAPIToken=${variable("PROXMOX_VE_API_TOKEN")}`,
					...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
				},
			},
			form,
		);
		return {
			status,
			reason,
			data: status === 200 ? z.object({ data: z.unknown() }).parse(JSON.parse(body)).data : null,
		};
	},
	kubernetes: async (path = "/") => {
		const answer = await new KubernetesClient(readFileSync(variable("KUBECONFIG"), "utf8")).list(path);
		return answer.items;
	},
	record: async (bucket = "", object = "", stack = "", folder = "") => {
		const context = await readContext({ stack, root: process.cwd(), folder });
		await (await asRoot(context)).putObject(bucket, object, "a record");
		return lockedVersions(context);
	},
	members: async (address = "", pki = "") => {
		const file = (name: string) => readFileSync(join(pki, name), "utf8");
		const { status, body } = await call(
			`https://${address}:2379/v3/cluster/member/list`,
			{ method: "POST", ca: file("ca.crt"), cert: file("peer.crt"), key: file("peer.key") },
			"{}",
		);
		if (status !== 200) throw new Error(`etcd on ${address}: answered ${status} ${body}`);
		return z
			.object({ members: z.array(z.object({ ID: z.string(), name: z.string() })) })
			.parse(JSON.parse(body))
			.members.map(({ ID, name }) => `${name} ${ID}`)
			.sort();
	},
};

async function main(): Promise<void> {
	const [name = "", ...args] = process.argv.slice(2);
	const question = questions[name];
	if (question === undefined) throw new Error(`${name}: no such question`);
	process.stdout.write(`${JSON.stringify(await question(...args))}\n`);
}

main().catch((cause: unknown) => {
	process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
	process.exit(1);
});

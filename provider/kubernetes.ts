/** The little of the Kubernetes API that the gates need: `/readyz`, `/version` and the list of nodes. */
import { Agent, request } from "node:https";
import { parse } from "yaml";
import { z } from "zod";

const base64 = z.string().transform((text) => Buffer.from(text, "base64").toString("utf8"));

const kubeconfig = z.object({
	clusters: z.array(z.object({ cluster: z.object({ server: z.url(), "certificate-authority-data": base64 }) })).min(1),
	users: z.array(z.object({ user: z.object({ "client-certificate-data": base64, "client-key-data": base64 }) })).min(1),
});

export interface Api {
	/** The response's status and body; a connection that cannot be made rejects with its cause. */
	get(path: string): Promise<{ status: number; body: string }>;
}

/** Reads the kubeconfig's first cluster and user; its text is a secret and is in no error. */
export function connect(text: string): Api {
	const parsed = kubeconfig.safeParse(parse(text));
	if (!parsed.success) {
		const paths = parsed.error.issues.map((issue) => issue.path.join("."));
		throw new Error(`kubeconfig: not usable at ${paths.join(", ")}; it must be the one that Talos gave`);
	}
	const [cluster] = parsed.data.clusters;
	const [user] = parsed.data.users;
	if (cluster === undefined || user === undefined) throw new Error("kubeconfig: no cluster or no user in it");
	const agent = new Agent({
		ca: cluster.cluster["certificate-authority-data"],
		cert: user.user["client-certificate-data"],
		key: user.user["client-key-data"],
		keepAlive: true,
	});
	return {
		get: (path) =>
			new Promise((resolve, reject) => {
				const call = request(new URL(path, cluster.cluster.server), { agent, timeout: 5_000 }, (response) => {
					const chunks: Buffer[] = [];
					response.on("data", (chunk: Buffer) => chunks.push(chunk));
					response.on("end", () =>
						resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
					);
					response.on("error", reject);
				});
				call.on("timeout", () => call.destroy(new Error("no answer in 5 s")));
				call.on("error", reject);
				call.end();
			}),
	};
}

const nodeList = z.object({
	items: z.array(
		z.object({
			metadata: z.object({ name: z.string() }),
			status: z.object({
				conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
			}),
		}),
	),
});

/** Which of the named nodes are not Ready yet. */
export async function notReady(api: Api, names: readonly string[]): Promise<string[]> {
	const { status, body } = await api.get("/api/v1/nodes");
	if (status !== 200) throw new Error(`GET /api/v1/nodes answered ${status}`);
	const ready = new Set(
		nodeList
			.parse(JSON.parse(body))
			.items.filter((node) => node.status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"))
			.map((node) => node.metadata.name),
	);
	return names.filter((name) => !ready.has(name));
}

/** The server's version once `/readyz` is 200; before that an error that says what it answered. */
export async function readyVersion(api: Api): Promise<string> {
	const ready = await api.get("/readyz");
	if (ready.status !== 200) throw new Error(`GET /readyz answered ${ready.status}`);
	const version = await api.get("/version");
	return z.object({ gitVersion: z.string() }).parse(JSON.parse(version.body)).gitVersion;
}

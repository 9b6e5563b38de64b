/**
 * A small Kubernetes REST client: get, list, apply, patch, delete and watch over one kubeconfig. The sandbox's named
 * simulators and the checks use it; nothing of it is a controller framework.
 */
import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { z } from "zod";

const base64 = z.string().transform((text) => Buffer.from(text, "base64").toString("utf8"));

const kubeconfig = z.object({
	clusters: z.array(z.object({ cluster: z.object({ server: z.url(), "certificate-authority-data": base64 }) })).min(1),
	users: z.array(z.object({ user: z.object({ "client-certificate-data": base64, "client-key-data": base64 }) })).min(1),
});

/** What every object has; the rest is read through `at`. */
export const kubernetesObject = z.looseObject({
	metadata: z.looseObject({
		name: z.string(),
		namespace: z.string().optional(),
		uid: z.string().default(""),
		resourceVersion: z.string().default(""),
		labels: z.record(z.string(), z.string()).default({}),
		annotations: z.record(z.string(), z.string()).default({}),
	}),
});
export type KubernetesObject = z.output<typeof kubernetesObject>;

const objectList = z.looseObject({
	metadata: z.looseObject({ resourceVersion: z.string() }),
	items: z.array(kubernetesObject),
});

const watchEvent = z.object({
	type: z.enum(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]),
	object: z.unknown(),
});

export interface Answer {
	readonly status: number;
	readonly body: string;
	/** The values of its Warning headers, such as `299 - "…"`: what was let through, but should not be so. */
	readonly warnings: readonly string[];
}

/** An answer of 400 or more: its status and the API server's own message. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly said: string,
		what: string,
	) {
		super(`${what}: ${status} ${said}`);
	}
}

/** The value at a path of an object that nobody has parsed further; undefined where the path ends early. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
	let here = value;
	for (const key of path) {
		if (typeof here !== "object" || here === null) return undefined;
		here = (here as Record<string | number, unknown>)[key];
	}
	return here;
}

function statusMessage(body: string): string {
	try {
		return z.object({ message: z.string() }).parse(JSON.parse(body)).message;
	} catch {
		return body.slice(0, 400);
	}
}

export class KubernetesClient {
	private readonly agent: Agent;
	readonly server: string;

	/** The kubeconfig is secret: what is wrong with it is told by path only. */
	constructor(text: string, server?: string) {
		const parsed = kubeconfig.safeParse(parse(text));
		if (!parsed.success) {
			throw new Error(
				`kubeconfig: not usable at ${parsed.error.issues.map((issue) => issue.path.join(".")).join(", ")}`,
			);
		}
		const cluster = parsed.data.clusters[0];
		const user = parsed.data.users[0];
		if (cluster === undefined || user === undefined) throw new Error("kubeconfig: no cluster or no user in it");
		this.server = server ?? cluster.cluster.server;
		this.agent = new Agent({
			ca: cluster.cluster["certificate-authority-data"],
			cert: user.user["client-certificate-data"],
			key: user.user["client-key-data"],
			keepAlive: true,
		});
	}

	/** One call; every status is an answer, a connection that cannot be made rejects. */
	call(method: string, path: string, body?: unknown, contentType = "application/json"): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const payload = body === undefined ? undefined : JSON.stringify(body);
			const outgoing = request(
				new URL(path, this.server),
				{
					method,
					agent: this.agent,
					timeout: 30_000,
					headers:
						payload === undefined
							? { accept: "application/json" }
							: {
									accept: "application/json",
									"content-type": contentType,
									"content-length": Buffer.byteLength(payload),
								},
				},
				(response) => {
					const chunks: Buffer[] = [];
					response.on("data", (chunk: Buffer) => chunks.push(chunk));
					response.on("error", reject);
					response.on("end", () =>
						resolve({
							status: response.statusCode ?? 0,
							body: Buffer.concat(chunks).toString("utf8"),
							warnings: response.headersDistinct.warning ?? [],
						}),
					);
				},
			);
			outgoing.on("timeout", () => outgoing.destroy(new Error(`${method} ${path}: no answer in 30 s`)));
			outgoing.on("error", reject);
			outgoing.end(payload);
		});
	}

	private async expect(method: string, path: string, body?: unknown, contentType?: string): Promise<KubernetesObject> {
		const answer = await this.call(method, path, body, contentType);
		if (answer.status >= 400) throw new ApiError(answer.status, statusMessage(answer.body), `${method} ${path}`);
		return kubernetesObject.parse(JSON.parse(answer.body));
	}

	/** Undefined where there is no such object (or no such kind). */
	async get(path: string): Promise<KubernetesObject | undefined> {
		const answer = await this.call("GET", path);
		if (answer.status === 404) return undefined;
		if (answer.status >= 400) throw new ApiError(answer.status, statusMessage(answer.body), `GET ${path}`);
		return kubernetesObject.parse(JSON.parse(answer.body));
	}

	async list(path: string): Promise<{ items: KubernetesObject[]; resourceVersion: string }> {
		const answer = await this.call("GET", path);
		if (answer.status >= 400) throw new ApiError(answer.status, statusMessage(answer.body), `GET ${path}`);
		const { items, metadata } = objectList.parse(JSON.parse(answer.body));
		return { items, resourceVersion: metadata.resourceVersion };
	}

	create(path: string, body: unknown): Promise<KubernetesObject> {
		return this.expect("POST", path, body);
	}

	/** A JSON merge patch (RFC 7386). */
	patch(path: string, body: unknown): Promise<KubernetesObject> {
		return this.expect("PATCH", path, body, "application/merge-patch+json");
	}

	async delete(path: string): Promise<void> {
		const answer = await this.call("DELETE", path);
		if (answer.status >= 400 && answer.status !== 404) {
			throw new ApiError(answer.status, statusMessage(answer.body), `DELETE ${path}`);
		}
	}

	/**
	 * Follows a collection until `signal` aborts: every object once, then every change. A watch that ends is taken up
	 * again with a fresh list; a kind that is not there yet is asked for again each half second.
	 */
	async follow(
		path: string,
		signal: AbortSignal,
		on: { changed: (object: KubernetesObject) => void; deleted: (object: KubernetesObject) => void },
	): Promise<void> {
		while (!signal.aborted) {
			try {
				const { items, resourceVersion } = await this.list(path);
				for (const item of items) on.changed(item);
				await this.watch(path, resourceVersion, signal, on);
			} catch (cause) {
				if (signal.aborted) return;
				if (!(cause instanceof ApiError) && !(cause instanceof Error && "code" in cause)) throw cause;
			}
			await sleep(500, undefined, { signal }).catch(() => {});
		}
	}

	private watch(
		path: string,
		resourceVersion: string,
		signal: AbortSignal,
		on: { changed: (object: KubernetesObject) => void; deleted: (object: KubernetesObject) => void },
	): Promise<void> {
		const url = new URL(path, this.server);
		url.searchParams.set("watch", "true");
		url.searchParams.set("resourceVersion", resourceVersion);
		url.searchParams.set("timeoutSeconds", "300");
		return new Promise((resolve, reject) => {
			const outgoing = request(url, { agent: this.agent, signal }, (response) => {
				if (response.statusCode !== 200) {
					response.resume();
					response.on("end", () => reject(new ApiError(response.statusCode ?? 0, "watch refused", path)));
					return;
				}
				let rest = "";
				response.setEncoding("utf8");
				response.on("data", (chunk: string) => {
					rest += chunk;
					const lines = rest.split("\n");
					rest = lines.pop() ?? "";
					for (const line of lines) {
						const event = watchEvent.parse(JSON.parse(line));
						if (event.type === "ERROR") return void response.destroy();
						if (event.type === "BOOKMARK") continue;
						const object = kubernetesObject.parse(event.object);
						if (event.type === "DELETED") on.deleted(object);
						else on.changed(object);
					}
				});
				response.on("close", resolve);
				response.on("error", () => resolve());
			});
			outgoing.on("error", (error) => (signal.aborted ? resolve() : reject(error)));
			outgoing.end();
		});
	}
}

import { Agent, request as httpsRequest } from "node:https";
import { createInterface } from "node:readline";

export interface KubeIdentity {
	/** `https://10.20.0.21:6443` */
	readonly server: string;
	/** PEM */
	readonly ca: string;
	readonly client?: { readonly certificate: string; readonly key: string };
	readonly token?: string;
}

export class KubeError extends Error {
	constructor(
		readonly status: number,
		readonly reason: string,
		message: string,
	) {
		super(message);
	}
}

export interface KubeObject {
	readonly apiVersion?: string;
	readonly kind?: string;
	readonly metadata?: {
		readonly name?: string;
		readonly namespace?: string;
		readonly uid?: string;
		readonly resourceVersion?: string;
		readonly labels?: Readonly<Record<string, string>>;
		readonly annotations?: Readonly<Record<string, string>>;
		readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
	};
	readonly [field: string]: unknown;
}

const contentTypes = {
	merge: "application/merge-patch+json",
	strategic: "application/strategic-merge-patch+json",
	apply: "application/apply-patch+yaml",
};

/** As much of a Kubernetes client as a kubelet and a bootstrapper need. TLS is verified; every request has a deadline. */
export class Kube {
	private readonly agent: Agent;

	constructor(private readonly identity: KubeIdentity) {
		this.agent = new Agent({
			keepAlive: true,
			maxSockets: 4,
			ca: identity.ca,
			...(identity.client === undefined ? {} : { cert: identity.client.certificate, key: identity.client.key }),
		});
	}

	get(path: string): Promise<KubeObject> {
		return this.send("GET", path);
	}

	create(path: string, body: unknown): Promise<KubeObject> {
		return this.send("POST", path, body);
	}

	replace(path: string, body: unknown): Promise<KubeObject> {
		return this.send("PUT", path, body);
	}

	patch(path: string, body: unknown, kind: keyof typeof contentTypes = "merge"): Promise<KubeObject> {
		return this.send("PATCH", path, body, contentTypes[kind]);
	}

	remove(path: string): Promise<KubeObject> {
		return this.send("DELETE", path);
	}

	/** Lists, then watches until `signal` aborts; starts over when the server ends the watch. Failures end it. */
	async watch(path: string, each: (type: string, object: KubeObject) => void, signal: AbortSignal): Promise<void> {
		const join = path.includes("?") ? "&" : "?";
		while (!signal.aborted) {
			const list = await this.get(path);
			for (const item of (list.items as KubeObject[] | undefined) ?? []) each("ADDED", item);
			await this.stream(`${path}${join}watch=1&resourceVersion=${list.metadata?.resourceVersion ?? ""}`, each, signal);
		}
	}

	/** Ends its connections. */
	close(): void {
		this.agent.destroy();
	}

	private stream(path: string, each: (type: string, object: KubeObject) => void, signal: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			const outgoing = httpsRequest(new URL(path, this.identity.server), {
				agent: this.agent,
				signal,
				headers: this.headers(),
			});
			outgoing.on("response", (response) => {
				const lines = createInterface({ input: response });
				(lines as NodeJS.EventEmitter).on("error", () => resolve());
				lines.on("line", (line) => {
					const event = JSON.parse(line) as { type: string; object: KubeObject };
					if (event.type === "ERROR") response.destroy();
					else each(event.type, event.object);
				});
				response.on("error", () => resolve());
				response.on("close", () => resolve());
			});
			outgoing.on("error", (cause) => (signal.aborted ? resolve() : reject(cause)));
			outgoing.end();
		});
	}

	private headers(contentType?: string): Record<string, string> {
		return {
			accept: "application/json",
			"user-agent": "gxp-lab-rehearsal",
			...(contentType === undefined ? {} : { "content-type": contentType }),
			...(this.identity.token === undefined ? {} : { authorization: `Bearer ${this.identity.token}` }),
		};
	}

	private send(method: string, path: string, body?: unknown, contentType = "application/json"): Promise<KubeObject> {
		return new Promise((resolve, reject) => {
			const outgoing = httpsRequest(new URL(path, this.identity.server), {
				method,
				agent: this.agent,
				headers: this.headers(body === undefined ? undefined : contentType),
				timeout: 15_000,
			});
			outgoing.on("timeout", () => outgoing.destroy(new Error(`${method} ${path}: no answer in 15 s`)));
			outgoing.on("error", reject);
			outgoing.on("response", (response) => {
				const chunks: Buffer[] = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("error", reject);
				response.on("end", () => {
					const text = Buffer.concat(chunks).toString();
					const object = text.startsWith("{") ? (JSON.parse(text) as KubeObject) : { text };
					const status = response.statusCode ?? 0;
					if (status < 300) resolve(object);
					else reject(new KubeError(status, String(object.reason ?? ""), String(object.message ?? text)));
				});
			});
			outgoing.end(body === undefined ? undefined : JSON.stringify(body));
		});
	}
}

/** HTTP to an API server: one connection pool, the server's own words on failure. */
import http from "node:http";
import https from "node:https";
import type { Connection } from "./kubeconfig";

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** What the API server said no with (its Status object). */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly reason: string,
		message: string,
	) {
		super(message);
		this.name = "ApiError";
	}
}

/** No connection: refused, no route, not trusted, no answer in time. */
export class Unreachable extends Error {
	constructor(server: string, cause: unknown) {
		super(`${server}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
		this.name = "Unreachable";
	}
}

export interface RequestOptions {
	query?: Record<string, string>;
	body?: Json;
	contentType?: string;
	signal?: AbortSignal;
	timeoutMs?: number;
}

function asObject(text: string): JsonObject {
	const parsed: unknown = text === "" ? {} : JSON.parse(text);
	if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
		throw new Error("the API server's answer is not a JSON object");
	}
	return parsed as JsonObject;
}

export class Rest {
	private readonly agent: https.Agent | http.Agent;
	private readonly transport: typeof https | typeof http;

	constructor(private readonly to: Connection) {
		const secure = to.server.startsWith("https:");
		this.transport = secure ? https : http;
		const tls: https.AgentOptions = { rejectUnauthorized: !to.insecure };
		if (to.ca !== undefined) tls.ca = to.ca;
		if (to.clientCertificate !== undefined) tls.cert = to.clientCertificate;
		if (to.clientKey !== undefined) tls.key = to.clientKey;
		this.agent = secure
			? new https.Agent({ ...tls, keepAlive: true, maxSockets: 32 })
			: new http.Agent({ keepAlive: true });
	}

	get server(): string {
		return this.to.server;
	}

	async request(method: string, path: string, options: RequestOptions = {}): Promise<JsonObject> {
		const url = new URL(this.to.server + path);
		for (const [key, value] of Object.entries(options.query ?? {})) url.searchParams.set(key, value);
		const body = options.body === undefined ? undefined : JSON.stringify(options.body);
		const headers: http.OutgoingHttpHeaders = { accept: "application/json", "user-agent": "gxp-lab-rehearsal" };
		if (body !== undefined) {
			headers["content-type"] = options.contentType ?? "application/json";
			headers["content-length"] = Buffer.byteLength(body);
		}
		if (this.to.token !== undefined) headers.authorization = `Bearer ${this.to.token}`;
		const { status, text } = await this.exchange(url, method, headers, body, options);
		if (status >= 200 && status < 300) return asObject(text);
		throw this.failure(status, text);
	}

	private exchange(
		url: URL,
		method: string,
		headers: http.OutgoingHttpHeaders,
		body: string | undefined,
		{ signal, timeoutMs = 30_000 }: RequestOptions,
	): Promise<{ status: number; text: string }> {
		return new Promise((resolve, reject) => {
			const fail = (cause: unknown) => reject(signal?.aborted ? signal.reason : new Unreachable(this.to.server, cause));
			const settings: https.RequestOptions = { method, headers, agent: this.agent, timeout: timeoutMs };
			if (signal !== undefined) settings.signal = signal;
			const request = this.transport.request(url, settings, (response) => {
				const chunks: Buffer[] = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("error", fail);
				response.on("end", () =>
					resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
				);
			});
			request.on("timeout", () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
			request.on("error", fail);
			request.end(body);
		});
	}

	private failure(status: number, text: string): ApiError {
		try {
			const { reason, message } = asObject(text);
			if (typeof message === "string") return new ApiError(status, String(reason ?? ""), message);
		} catch {
			// A proxy's or an aborted answer; the raw text is what there is.
		}
		return new ApiError(status, "", text.trim() === "" ? `the server answered ${status}` : text.slice(0, 500));
	}
}

/**
 * S3 and MinIO's admin API over HTTP, signed with AWS Signature Version 4 (docs.aws.amazon.com, "Create a signed AWS API
 * request"). A client of our own, because the admin API needs the same signature and the npm client has no admin calls.
 */
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

export interface Endpoint {
	/** `host:port`. */
	server: string;
	ssl: boolean;
	user: string;
	password: string;
	region: string;
	caFile?: string;
	certFile?: string;
	keyFile?: string;
	insecure: boolean;
}

export interface Call {
	query?: Record<string, string>;
	headers?: Record<string, string>;
	body?: string | Buffer;
	signal?: AbortSignal;
}

/** What the server said no with: its XML or JSON error code and message. */
export class S3Error extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
	) {
		super(message);
		this.name = "S3Error";
	}
}

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string) => createHmac("sha256", key).update(data).digest();

/** RFC 3986, as the signature wants it; S3 signs a path as it is sent. */
function encode(text: string): string {
	return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

interface Exchange {
	status: number;
	text: string;
}

/** A server that is starting answers so; a client that waits is the official behaviour (minio-go retries ten times). */
const STARTING = /XMinioServerNotInitialized|SlowDown|ServiceUnavailable/;
const RETRIES = 10;

export class S3 {
	private readonly agent: http.Agent | https.Agent;

	constructor(readonly endpoint: Endpoint) {
		const { ssl, caFile, certFile, keyFile, insecure } = endpoint;
		const tls: https.AgentOptions = { keepAlive: true, rejectUnauthorized: !insecure };
		if (caFile !== undefined) tls.ca = readFileSync(caFile);
		if (certFile !== undefined) tls.cert = readFileSync(certFile);
		if (keyFile !== undefined) tls.key = readFileSync(keyFile);
		this.agent = ssl ? new https.Agent(tls) : new http.Agent({ keepAlive: true });
	}

	get url(): string {
		return `${this.endpoint.ssl ? "https" : "http"}://${this.endpoint.server}`;
	}

	private sign(method: string, path: string, query: string, call: Call): Record<string, string> {
		const { user, password, region, server } = this.endpoint;
		const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
		const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
		const headers: Record<string, string> = {
			...Object.fromEntries(Object.entries(call.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
			host: server,
			"x-amz-content-sha256": sha256(call.body ?? ""),
			"x-amz-date": time,
		};
		const names = Object.keys(headers).sort();
		const canonical = [
			method,
			path,
			query,
			...names.map((name) => `${name}:${headers[name]}`),
			"",
			names.join(";"),
			headers["x-amz-content-sha256"],
		].join("\n");
		const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
		const key = scope.split("/").reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${password}`);
		const signature = hmac(key, toSign).toString("hex");
		headers.authorization = `AWS4-HMAC-SHA256 Credential=${user}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
		return headers;
	}

	private send(method: string, path: string, call: Call): Promise<Exchange> {
		const query = Object.entries(call.query ?? {})
			.map(([key, value]) => `${encode(key)}=${encode(value)}`)
			.sort()
			.join("&");
		const headers: http.OutgoingHttpHeaders = this.sign(method, path, query, call);
		if (call.body !== undefined) headers["content-length"] = Buffer.byteLength(call.body);
		return new Promise((resolve, reject) => {
			const options: https.RequestOptions = { method, headers, agent: this.agent, timeout: 30_000 };
			if (call.signal !== undefined) options.signal = call.signal;
			const transport = this.endpoint.ssl ? https : http;
			const request = transport.request(`${this.url}${path}${query === "" ? "" : `?${query}`}`, options, (response) => {
				const chunks: Buffer[] = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("error", reject);
				response.on("end", () =>
					resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
				);
			});
			request.on("timeout", () => request.destroy(new Error("no answer within 30 s")));
			request.on("error", reject);
			request.end(call.body);
		});
	}

	/** The answer's body; a 2xx or an S3Error. */
	async request(method: string, path: string, call: Call = {}): Promise<string> {
		for (let attempt = 0; ; attempt++) {
			const last = attempt >= RETRIES;
			try {
				const { status, text } = await this.send(method, path, call);
				if (status < 300) return text;
				const failure = errorOf(status, text);
				if (last || !STARTING.test(failure.code)) throw failure;
			} catch (cause) {
				const refused = (cause as NodeJS.ErrnoException).code === "ECONNREFUSED";
				if (!refused || last) {
					throw cause instanceof S3Error ? cause : new Error(`${this.url}: ${String(cause)}`, { cause });
				}
			}
			await sleep(
				Math.min(100 * 2 ** attempt, 2_000),
				undefined,
				call.signal === undefined ? {} : { signal: call.signal },
			);
		}
	}
}

export function xmlText(xml: string, name: string): string | undefined {
	const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
	const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#34": '"', "#39": "'" };
	return found?.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
}

export function xmlEscape(text: string): string {
	return text.replace(/[<>&]/g, (char) => ({ "<": "&lt;", ">": "&gt;" })[char] ?? "&amp;");
}

function errorOf(status: number, text: string): S3Error {
	if (text.startsWith("{")) {
		const { Code, Message } = JSON.parse(text) as { Code?: string; Message?: string };
		return new S3Error(status, Code ?? "", Message ?? text.slice(0, 300));
	}
	const code = xmlText(text, "Code") ?? (status === 404 ? "NotFound" : "");
	return new S3Error(status, code, xmlText(text, "Message") ?? `the server answered ${status}`);
}

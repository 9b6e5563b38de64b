/** The Proxmox VE REST API as the official provider calls it (proxmox/api, proxmox/nodes/tasks of bpg/terraform-provider-proxmox). */
import { readFileSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { rootCertificates } from "node:tls";
import { ApiError, reasonOf } from "./api-error";

export interface ClientConfig {
	readonly endpoint: string;
	readonly apiToken: string;
	readonly insecure: boolean;
	readonly minTls: "TLSv1.2" | "TLSv1.3";
}

export type Form = Readonly<Record<string, string>>;

/** The official provider looks every second; a simulator is faster. */
const pollMilliseconds = 100;

export class Client {
	private readonly agent: Agent;

	constructor(private readonly config: ClientConfig) {
		this.agent = new Agent({
			keepAlive: true,
			minVersion: config.minTls,
			rejectUnauthorized: !config.insecure,
			ca: trusted(),
		});
	}

	/** Calls `/api2/json/<path>` and gives the answer's data. A GET is tried three times when the connection fails. */
	async call(
		method: "GET" | "POST" | "PUT" | "DELETE",
		path: string,
		form: Form = {},
		signal?: AbortSignal,
	): Promise<unknown> {
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.once(method, path, form, signal);
			} catch (error) {
				if (error instanceof ApiError || method !== "GET" || attempt === 3 || signal?.aborted)
					throw error instanceof ApiError
						? error
						: new Error(`failed to perform HTTP ${method} request (path: ${path}) - Reason: ${messageOf(error)}`, {
								cause: error,
							});
				await sleep(pollMilliseconds);
			}
		}
	}

	private once(method: string, path: string, form: Form, signal?: AbortSignal): Promise<unknown> {
		const encoded = new URLSearchParams(form).toString();
		const inQuery = method === "GET" || method === "DELETE";
		const query = inQuery && encoded !== "" ? `?${encoded}` : "";
		return new Promise((resolve, reject) => {
			const request = httpsRequest(
				new URL(`/api2/json/${path}${query}`, this.config.endpoint),
				{
					method,
					agent: this.agent,
					headers: {
						accept: "application/json",
						authorization: `PVEAPIToken=${this.config.apiToken}`,
						...(inQuery ? {} : { "content-type": "application/x-www-form-urlencoded" }),
					},
					...(signal === undefined ? {} : { signal }),
				},
				(response) => {
					const chunks: Buffer[] = [];
					response.on("data", (chunk: Buffer) => chunks.push(chunk));
					response.on("error", reject);
					response.on("end", () => {
						const body = Buffer.concat(chunks).toString();
						const status = response.statusCode ?? 0;
						if (status < 200 || status >= 300) {
							reject(new ApiError(status, reasonOf(response.statusMessage ?? "", body)));
							return;
						}
						const answer: unknown = body === "" ? {} : JSON.parse(body);
						resolve((answer as { data?: unknown }).data ?? null);
					});
				},
			);
			request.on("error", reject);
			request.end(inQuery ? undefined : encoded);
		});
	}

	/** Waits for a task, and throws its exit status with its log. */
	async wait(upid: unknown, signal?: AbortSignal): Promise<void> {
		if (typeof upid !== "string") throw new Error("the server did not include a data object in the response");
		const node = upid.split(":")[1];
		const path = `nodes/${node}/tasks/${encodeURIComponent(upid)}`;
		for (;;) {
			const task = record(await this.call("GET", `${path}/status`, {}, signal));
			if (task.status !== "running") {
				if (task.exitstatus === "OK") return;
				const log = await this.call("GET", `${path}/log`, {}, signal);
				const lines = (Array.isArray(log) ? log : []).map((line) => String(record(line).t));
				throw new Error(
					`task "${upid}" failed to complete with exit code: ${task.exitstatus}\ntask log:\n  ${lines.join("\n  ")}`,
				);
			}
			await sleep(pollMilliseconds, undefined, signal === undefined ? {} : { signal });
		}
	}

	close(): void {
		this.agent.destroy();
	}
}

export function record(value: unknown): Record<string, unknown> {
	return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

// Go's TLS reads SSL_CERT_FILE in place of the system's authorities; one variable then serves both providers.
function trusted(): string[] {
	const file = process.env.SSL_CERT_FILE;
	return file === undefined || file === "" ? [...rootCertificates] : [readFileSync(file, "utf8")];
}

import { request } from "node:http";
import { createInterface } from "node:readline";
import { type RunEvent, type RunRequest, runEvent, type SandboxStatus, sandboxStatus } from "./control-protocol";
import { shortSocketPath } from "./socket-path";

/** Talks to a sandbox from outside, over its control socket. */
export class SandboxClient {
	constructor(private readonly socket: string) {}

	async status(): Promise<SandboxStatus> {
		return sandboxStatus.parse(await this.ask("GET", "/status"));
	}

	async signal(target: string, signal: "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGINT"): Promise<void> {
		await this.ask("POST", "/signal", { target, signal });
	}

	async fault(target: string, fault: unknown): Promise<void> {
		await this.ask("POST", "/fault", { target, fault });
	}

	async shutdown(within = 8000): Promise<void> {
		await this.ask("POST", "/shutdown", {}, within);
	}

	/** Runs a command inside and yields what it says; leaving the loop early ends the command. */
	async *run(command: RunRequest): AsyncGenerator<RunEvent> {
		const short = shortSocketPath(this.socket);
		const call = request({ socketPath: short.path, method: "POST", path: "/run", agent: false });
		try {
			const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
				call.on("response", resolve).on("error", reject);
				call.end(JSON.stringify(command));
			});
			short.close();
			if (response.statusCode !== 200) throw new Error(await errorOf(response));
			let ended = false;
			for await (const line of createInterface({ input: response })) {
				const event = runEvent.parse(JSON.parse(line));
				ended ||= event.type === "exit";
				yield event;
			}
			if (!ended) throw new Error(`${command.name}: the sandbox went away while it ran`);
		} finally {
			short.close();
			call.destroy();
		}
	}

	private async ask(method: string, path: string, value?: unknown, within = 10_000): Promise<unknown> {
		const short = shortSocketPath(this.socket);
		try {
			return await new Promise((resolve, reject) => {
				const call = request({ socketPath: short.path, method, path, agent: false, timeout: within }, (response) => {
					let text = "";
					response.on("data", (chunk) => {
						text += String(chunk);
					});
					response.on("error", reject);
					response.on("end", () => {
						if (response.statusCode === 200) resolve(JSON.parse(text));
						else reject(new Error(messageOf(text)));
					});
				});
				call.on("error", reject);
				call.on("timeout", () => call.destroy(new Error(`${path}: no answer within ${within / 1000} s`)));
				call.end(value === undefined ? undefined : JSON.stringify(value));
			});
		} finally {
			short.close();
		}
	}
}

async function errorOf(response: AsyncIterable<unknown>): Promise<string> {
	let text = "";
	for await (const chunk of response) text += String(chunk);
	return messageOf(text);
}

function messageOf(text: string): string {
	try {
		const parsed: unknown = JSON.parse(text);
		if (typeof parsed === "object" && parsed !== null && "error" in parsed) return String(parsed.error);
	} catch {
		// Not JSON: said as it is.
	}
	return text;
}

import { type IncomingMessage, request } from "node:http";
import {
	type RunEvent,
	type RunRequest,
	runEvent,
	type SandboxStatus,
	sandboxStatus,
	unprotected,
} from "./control-protocol";
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

	async unprotect(): Promise<string[]> {
		return unprotected.parse(await this.ask("POST", "/unprotect", {}));
	}

	async shutdown(within = 8000): Promise<void> {
		await this.ask("POST", "/shutdown", {}, within);
	}

	/** Runs a command inside and yields what it says; leaving the loop early ends the command. */
	async *run(command: RunRequest): AsyncGenerator<RunEvent> {
		const short = shortSocketPath(this.socket);
		const call = request({ socketPath: short.path, method: "POST", path: "/run", agent: false });
		try {
			const response = await new Promise<IncomingMessage>((resolve, reject) => {
				call.on("response", resolve).on("error", reject);
				call.end(JSON.stringify(command));
			});
			short.close();
			response.setEncoding("utf8");
			response.on("error", () => undefined); // Also after the caller stopped listening.
			if (response.statusCode !== 200) throw new Error(await errorOf(response));
			for await (const line of linesOf(response, command.name)) {
				const event = runEvent.parse(JSON.parse(line));
				yield event;
				if (event.type === "exit") return;
			}
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

/** The lines of an answer; a connection that breaks, or ends before the command did, is the sandbox's end. */
async function* linesOf(response: IncomingMessage, name: string): AsyncGenerator<string> {
	let rest = "";
	try {
		for await (const chunk of response) {
			const lines = (rest + String(chunk)).split("\n");
			rest = lines.pop() ?? "";
			yield* lines;
		}
	} catch (cause) {
		throw new Error(`${name}: the sandbox went away while it ran`, { cause });
	}
	throw new Error(`${name}: the sandbox went away while it ran`);
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

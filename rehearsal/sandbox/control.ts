import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { z } from "zod";
import type { Commands } from "./commands";
import { faultRequest, type RunEvent, runRequest, type SandboxStatus, signalRequest } from "./control-protocol";
import type { Processes } from "./process";
import { shortSocketPath } from "./socket-path";

export type FaultHandler = (fault: unknown) => Promise<void> | void;

export interface ControlOptions {
	readonly socket: string;
	readonly commands: Commands;
	readonly processes: Processes;
	readonly faults: ReadonlyMap<string, FaultHandler>;
	readonly status: () => SandboxStatus;
	/** Asked before a command starts. */
	readonly prepare: () => Promise<void>;
	readonly unprotect: () => Promise<readonly string[]>;
	/** Stops what runs; the answer goes out after it, and then the process ends. */
	readonly shutdown: () => Promise<void>;
}

/** Serves `control-protocol.ts`. Whoever may open the socket owns the sandbox: its folder is 0700, the socket 0600. */
export async function serveControl(options: ControlOptions): Promise<Server> {
	const server = createServer((request, response) => {
		answer(options, request, response).catch((cause: unknown) => {
			if (!response.headersSent) response.writeHead(400, { "content-type": "application/json" });
			response.end(JSON.stringify({ error: cause instanceof Error ? cause.message : String(cause) }));
		});
	});
	rmSync(options.socket, { force: true });
	const short = shortSocketPath(options.socket);
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(short.path, resolve);
	});
	short.close();
	chmodSync(options.socket, 0o600);
	return server;
}

async function answer(options: ControlOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const json = (value: unknown, status = 200) => {
		response.writeHead(status, { "content-type": "application/json" });
		response.end(JSON.stringify(value));
	};
	switch (`${request.method} ${request.url}`) {
		case "GET /status":
			return json(options.status());
		case "POST /run": {
			const command = await body(request, runRequest);
			await options.prepare();
			return run(options, command, response);
		}
		case "POST /signal": {
			const { target, signal } = await body(request, signalRequest);
			const part = options.processes.get(target);
			if (!options.commands.signal(target, signal)) {
				if (part === undefined) throw new Error(`${target}: neither a running command nor a part of this sandbox`);
				part.signal(signal);
			}
			return json({});
		}
		case "POST /fault": {
			const { target, fault } = await body(request, faultRequest);
			const handler = options.faults.get(target);
			if (handler === undefined) {
				const known = [...options.faults.keys()].join(", ");
				throw new Error(`${target}: takes no faults; these do: ${known === "" ? "none" : known}`);
			}
			await handler(fault);
			return json({});
		}
		case "POST /unprotect":
			return json(await options.unprotect());
		case "POST /shutdown":
			await options.shutdown();
			response.on("finish", () => process.exit(0));
			return json({});
		default:
			return json({ error: `${request.method} ${request.url}: no such request` }, 404);
	}
}

function run(options: ControlOptions, request: z.output<typeof runRequest>, response: ServerResponse): void {
	const tell = (event: RunEvent) => {
		if (!response.headersSent) response.writeHead(200, { "content-type": "application/x-ndjson" });
		response.write(`${JSON.stringify(event)}\n`);
	};
	const end = options.commands.run(request, tell, () => response.end());
	response.on("close", end);
}

async function body<Schema extends z.ZodType>(request: IncomingMessage, schema: Schema): Promise<z.output<Schema>> {
	let text = "";
	for await (const chunk of request) text += String(chunk);
	return schema.parse(JSON.parse(text));
}

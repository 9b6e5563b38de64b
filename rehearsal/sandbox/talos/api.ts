import type { PeerCertificate } from "node:tls";
import {
	type Metadata,
	Server,
	ServerCredentials,
	type ServiceDefinition,
	status,
	type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { issue, selfSigned } from "../cluster/certificates";
import { Failure, type Faults, notAuthorized } from "./failure";
import type { TalosMachine } from "./machine";
import type { Protocol } from "./protocol";
import { allowed } from "./roles";

export const apiPort = 50000;

/** What a handler may know of its caller. */
export interface Caller {
	readonly roles: readonly string[];
}

export type Unary = (machine: TalosMachine, request: never, caller: Caller) => Promise<object> | object;
/** Sends any number of messages, until it returns or `cancelled` aborts. */
export type Streaming = (
	machine: TalosMachine,
	request: never,
	send: (message: object) => void,
	cancelled: AbortSignal,
) => Promise<void>;

export interface Handlers {
	readonly unary: Readonly<Record<string, Unary>>;
	readonly streaming: Readonly<Record<string, Streaming>>;
}

interface GrpcCall {
	readonly metadata: Metadata;
	readonly request: never;
	getAuthContext(): { readonly sslPeerCertificate?: PeerCertificate };
	on(event: "cancelled", listener: () => void): unknown;
	write(message: object): boolean;
	end(): void;
	emit(event: "error", cause: Error): boolean;
}

type Callback = (error: Error | null, value?: object) => void;

/** Finds a machine by an address or name of it, for forwarded requests. */
export type FindMachine = (target: string) => TalosMachine | undefined;

/**
 * The machine API on one machine's address: TLS with a certificate that nobody vouches for in maintenance mode (and
 * whoever calls is a reader), mutual TLS by the machine CA afterwards, with the roles of the client certificate's
 * organisations (controllers/secrets/api.go, pkg/grpc/middleware/authz).
 */
export class MachineApi {
	private server: Server | undefined;
	private starting = false;

	constructor(
		private readonly machine: TalosMachine,
		private readonly protocol: Protocol,
		private readonly handlers: Handlers,
		private readonly find: FindMachine,
		/** A worker has no CA key: it asks a control plane's trustd for its certificate, and has no API before. */
		private readonly signingKey: (worker: TalosMachine) => string | undefined,
		private readonly faults: Faults,
	) {}

	get listening(): boolean {
		return this.server !== undefined;
	}

	/** False where no certificate can be had yet. */
	async start(address: string): Promise<boolean> {
		if (this.starting || this.listening) return true;
		this.starting = true;
		try {
			return await this.listen(address);
		} finally {
			this.starting = false;
		}
	}

	private async listen(address: string): Promise<boolean> {
		const credentials = await this.credentials(address);
		if (credentials === undefined) return false;
		const server = new Server({ "grpc.max_receive_message_length": 32 * 1024 * 1024 });
		for (const service of Object.values(this.protocol.services)) {
			server.addService(service, this.implementation(service) as unknown as UntypedServiceImplementation);
		}
		await new Promise<void>((resolve, reject) => {
			server.bindAsync(`${address}:${apiPort}`, credentials, (cause) => (cause === null ? resolve() : reject(cause)));
		});
		this.server = server;
		return true;
	}

	/** Lets answers that are under way finish, for a moment. */
	async stop(): Promise<void> {
		const server = this.server;
		this.server = undefined;
		if (server === undefined) return;
		await new Promise<void>((resolve) => {
			const timer = setTimeout(() => server.forceShutdown(), 200);
			server.tryShutdown(() => {
				clearTimeout(timer);
				resolve();
			});
		});
	}

	private async credentials(address: string): Promise<ServerCredentials | undefined> {
		const { facts, hostname } = this.machine;
		const pair = (certificate: string, key: string) => [
			{ cert_chain: Buffer.from(certificate), private_key: Buffer.from(key) },
		];
		if (facts === undefined) {
			const own = await selfSigned({ names: [address], usages: ["serverAuth"] });
			return ServerCredentials.createSsl(null, pair(own.certificate, own.key), false);
		}
		const { ca, certSANs, acceptedCAs } = facts.machine;
		const key = ca?.key ?? this.signingKey(this.machine);
		if (ca === null || key === undefined) return undefined;
		const subject = { names: [address, hostname, "127.0.0.1", ...certSANs], usages: ["serverAuth" as const] };
		const own = await issue({ certificate: ca.certificate, key }, subject);
		const roots = [ca.certificate, ...acceptedCAs].join("\n");
		return ServerCredentials.createSsl(Buffer.from(roots), pair(`${own.certificate}${ca.certificate}`, own.key), true);
	}

	private implementation(service: ServiceDefinition): Record<string, (call: GrpcCall, callback: Callback) => void> {
		const out: Record<string, (call: GrpcCall, callback: Callback) => void> = {};
		for (const [name, { path, requestStream, responseStream }] of Object.entries(service)) {
			const unary = this.handlers.unary[path];
			const streaming = this.handlers.streaming[path];
			if (unary !== undefined && !responseStream) {
				out[name] = (call, callback) => {
					this.answer(path, call, unary).then(
						(value) => callback(null, value),
						(cause: Error) => callback(visible(cause)),
					);
				};
			} else if (streaming !== undefined && !requestStream) {
				out[name] = (call) => void this.stream(path, call, streaming);
			}
		}
		return out;
	}

	private async answer(path: string, call: GrpcCall, handler: Unary): Promise<object> {
		const caller = this.authorize(path, call);
		const { targets, many } = this.targets(path, call.metadata);
		if (!many) return handler(targets[0] ?? this.machine, call.request, caller);
		// One answer of many machines: their messages, each with the name by which it was asked (grpc-proxy, one2many).
		const names = strings(call.metadata, "nodes");
		const answers = await Promise.all(targets.map((target) => handler(target, call.request, caller)));
		const messages = answers.flatMap((answer, at) =>
			((answer as { messages?: object[] }).messages ?? []).map((message) => ({
				...message,
				metadata: { hostname: names[at] },
			})),
		);
		return { messages };
	}

	private async stream(path: string, call: GrpcCall, handler: Streaming): Promise<void> {
		const cancelled = new AbortController();
		call.on("cancelled", () => cancelled.abort());
		try {
			this.authorize(path, call);
			const { targets } = this.targets(path, call.metadata);
			await handler(targets[0] ?? this.machine, call.request, (message) => call.write(message), cancelled.signal);
			call.end();
		} catch (cause) {
			call.emit("error", visible(cause as Error));
		}
	}

	private authorize(path: string, call: GrpcCall): Caller {
		const organizations = call.getAuthContext().sslPeerCertificate?.subject.O as string | string[] | undefined;
		const roles = this.machine.facts === undefined ? ["os:reader"] : [organizations ?? []].flat();
		if (!allowed(path, roles)) throw notAuthorized();
		this.faults.check(this.machine.address, path);
		return { roles };
	}

	/** Which machines are meant (internal/app/apid/pkg/director/director.go): control planes forward, the others answer for themselves only. */
	private targets(path: string, metadata: Metadata): { targets: TalosMachine[]; many: boolean } {
		const node = strings(metadata, "node");
		const nodes = strings(metadata, "nodes");
		if (node.length > 1) throw new Failure(status.INVALID_ARGUMENT, "node metadata must be single-valued");
		const wanted = nodes.length > 0 ? nodes : node;
		if (wanted.length === 0) return { targets: [this.machine], many: false };
		const type = this.machine.facts?.machine.type ?? "worker";
		const targets = wanted.map((target) => {
			const found = this.isLocal(target) ? this.machine : undefined;
			if (found !== undefined) return found;
			if (type === "worker") throw new Failure(status.PERMISSION_DENIED, "no request forwarding");
			const other = this.find(target);
			if (other === undefined || other.power === "off") {
				throw new Failure(
					status.UNAVAILABLE,
					`connection error: desc = "transport: Error while dialing: dial tcp ${target}:${apiPort}: connect: no route to host"`,
				);
			}
			if (other.facts?.machine.ca?.certificate !== this.machine.facts?.machine.ca?.certificate) {
				throw new Failure(
					status.UNAVAILABLE,
					'connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
				);
			}
			return other;
		});
		if (nodes.length > 0 && !oneToMany.test(path)) {
			throw new Failure(status.INVALID_ARGUMENT, `one-2-many proxying is not supported for method ${path}`);
		}
		return { targets, many: nodes.length > 0 };
	}

	private isLocal(target: string): boolean {
		return [this.machine.address, this.machine.hostname, "127.0.0.1", "localhost"].includes(target);
	}
}

const oneToMany =
	/^\/(machine\.MachineService|cluster\.ClusterService|inspect\.InspectService|storage\.StorageService|time\.TimeService)\//;

/** Node joins the values of a repeated header with commas. */
function strings(metadata: Metadata, key: string): string[] {
	return metadata.get(key).flatMap((value) => String(value).split(/,\s*/));
}

/** What a handler throws that is no status is the machine's own trouble: Unknown with its text, as Go's server does. */
function visible(cause: Error): Error {
	return cause instanceof Failure ? cause : new Failure(status.UNKNOWN, cause.message);
}

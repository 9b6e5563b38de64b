/**
 * The machine API as the official provider uses it (talosClientOp of pkg/talos/util.go, siderolabs/terraform-provider-talos
 * v0.11.0): a first call without a client certificate, which only a machine in maintenance mode answers, decides
 * whether to go on like that or with mutual TLS.
 */
import { checkServerIdentity } from "node:tls";
import {
	type ChannelCredentials,
	Client,
	type ClientReadableStream,
	credentials,
	Metadata,
	type MethodDefinition,
} from "@grpc/grpc-js";
import { loadFileDescriptorSetFromBuffer, type PackageDefinition } from "@grpc/proto-loader";
import { machinery } from "./machinery";

export interface ClientConfiguration {
	readonly caCertificate: string;
	readonly clientCertificate: string;
	readonly clientKey: string;
}

/** Where and as whom a machine is asked. */
export interface Target {
	readonly endpoint: string;
	readonly node: string;
	readonly clientConfiguration: ClientConfiguration;
}

type Method = MethodDefinition<object, unknown>;
export type Message = Readonly<Record<string, unknown>>;

let described: Promise<PackageDefinition> | undefined;

/** Field names as in the .proto files, 64-bit numbers and enums as text. */
function descriptors(): Promise<PackageDefinition> {
	described ??= machinery()
		.ask("descriptors", {})
		.then(({ fileDescriptorSet }) =>
			loadFileDescriptorSetFromBuffer(Buffer.from(fileDescriptorSet, "base64"), {
				keepCase: true,
				longs: String,
				enums: String,
				defaults: true,
				oneofs: true,
			}),
		);
	return described;
}

/** A message type by its full name: how bytes of it are read. */
export async function messageType(name: string): Promise<(bytes: Buffer) => Message> {
	const found = (await descriptors())[name];
	if (found === undefined || !("deserialize" in found) || typeof found.deserialize !== "function")
		throw new Error(`${name}: the machine API has no such message`);
	const { deserialize } = found;
	return (bytes) => deserialize(bytes) as Message;
}

/** One connection to a machine. */
export class MachineClient {
	private readonly client: Client;

	constructor(
		endpoint: string,
		private readonly node: string,
		how: ChannelCredentials,
		private readonly package_: PackageDefinition,
	) {
		this.client = new Client(address(endpoint), how, {
			"grpc.max_receive_message_length": 32 * 1024 * 1024,
			// An address is no server name in TLS; without this, Node warns of it on stderr.
			"grpc.ssl_target_name_override": "talos",
		});
	}

	/** `machine.MachineService/Bootstrap` with its request; the answer's message. */
	call(path: string, request: object = {}, seconds = 30): Promise<Message> {
		const { path: wire, requestSerialize, responseDeserialize } = this.method(path);
		return new Promise((resolve, reject) => {
			this.client.makeUnaryRequest(
				wire,
				requestSerialize,
				responseDeserialize,
				request,
				this.metadata(),
				{ deadline: Date.now() + seconds * 1000 },
				(error, answer) => (error === null ? resolve((answer ?? {}) as Message) : reject(error)),
			);
		});
	}

	stream(path: string, request: object = {}, seconds = 600): ClientReadableStream<unknown> {
		const { path: wire, requestSerialize, responseDeserialize } = this.method(path);
		return this.client.makeServerStreamRequest(wire, requestSerialize, responseDeserialize, request, this.metadata(), {
			deadline: Date.now() + seconds * 1000,
		});
	}

	close(): void {
		this.client.close();
	}

	private metadata(): Metadata {
		const metadata = new Metadata();
		metadata.set("node", this.node);
		return metadata;
	}

	private method(path: string): Method {
		const [service = "", name = ""] = path.split("/");
		const definition = this.package_[service];
		const found = definition === undefined ? undefined : (definition as Record<string, unknown>)[name];
		if (found === undefined) throw new Error(`${path}: the machine API has no such method`);
		return found as Method;
	}
}

/** Without any certificate checked, as in maintenance mode. */
export async function insecureClient(endpoint: string, node: string): Promise<MachineClient> {
	const how = credentials.createSsl(null, null, null, {
		rejectUnauthorized: false,
		checkServerIdentity: () => undefined,
	});
	return new MachineClient(endpoint, node, how, await descriptors());
}

/** By the cluster's certificate authority, with the client certificate. */
export async function mutualClient({ endpoint, node, clientConfiguration }: Target): Promise<MachineClient> {
	const pem = (text: string) => Buffer.from(text, "base64");
	const how = credentials.createSsl(
		pem(clientConfiguration.caCertificate),
		// Talos' library writes PKCS #8 under a name of its own, which OpenSSL does not know.
		Buffer.from(pem(clientConfiguration.clientKey).toString().replaceAll("ED25519 PRIVATE KEY", "PRIVATE KEY")),
		pem(clientConfiguration.clientCertificate),
		{ checkServerIdentity: (_name, certificate) => checkServerIdentity(hostOf(endpoint), certificate) },
	);
	return new MachineClient(endpoint, node, how, await descriptors());
}

/** Runs an operation on whichever client the machine's mode asks for. */
export async function onMachine<T>(target: Target, operation: (client: MachineClient) => Promise<T>): Promise<T> {
	let client = await insecureClient(target.endpoint, target.node);
	try {
		await client.call("storage.StorageService/Disks", {}, 5);
	} catch {
		client.close();
		client = await mutualClient(target);
	}
	try {
		return await operation(client);
	} finally {
		client.close();
	}
}

function address(endpoint: string): string {
	return /:\d+$/.test(endpoint) ? endpoint : `${endpoint}:50000`;
}

const hostOf = (endpoint: string): string => endpoint.replace(/:\d+$/, "");

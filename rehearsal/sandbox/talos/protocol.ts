import {
	type GrpcObject,
	loadPackageDefinition,
	type ServiceClientConstructor,
	type ServiceDefinition,
} from "@grpc/grpc-js";
import { loadFileDescriptorSetFromBuffer } from "@grpc/proto-loader";
import type { TalosMachinery } from "../../parts/talos/client";

/** The services of the machine API, from the descriptors in Talos' own library. */
export interface Protocol {
	readonly services: Readonly<Record<string, ServiceDefinition>>;
	readonly clients: Readonly<Record<string, ServiceClientConstructor>>;
}

/** How messages look in TypeScript: field names as in the .proto, 64-bit numbers and enums as strings. */
export async function loadProtocol(machinery: TalosMachinery): Promise<Protocol> {
	const { fileDescriptorSet } = await machinery.ask("descriptors", {});
	const definition = loadFileDescriptorSetFromBuffer(Buffer.from(fileDescriptorSet, "base64"), {
		keepCase: true,
		longs: String,
		enums: String,
		defaults: true,
		oneofs: true,
	});
	const services: Record<string, ServiceDefinition> = {};
	const clients: Record<string, ServiceClientConstructor> = {};
	const root = loadPackageDefinition(definition);
	for (const name of Object.keys(definition)) {
		const found = name
			.split(".")
			.reduce<GrpcObject | ServiceClientConstructor | undefined>(
				(at, part) => (at as GrpcObject | undefined)?.[part] as GrpcObject | undefined,
				root,
			);
		if (typeof found !== "function") continue;
		const client = found as ServiceClientConstructor;
		if (client.service === undefined) continue;
		services[name] = client.service;
		clients[name] = client;
	}
	return { services, clients };
}

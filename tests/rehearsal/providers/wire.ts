/** The engine's side of the provider protocol, for tests: real gRPC on 127.0.0.1. */
import * as grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { ProviderDefinition } from "../../../rehearsal/providers/framework/provider";
import { listen } from "../../../rehearsal/providers/framework/server";
import { decodeProperties, encode, type Properties } from "../../../rehearsal/providers/framework/value";

export function struct(values: Properties): structPb.Struct {
	return structPb.Struct.fromJavaScript(encode(values) as Parameters<typeof structPb.Struct.fromJavaScript>[0]);
}

const properties = (value: structPb.Struct | undefined): Properties => decodeProperties(value?.toJavaScript());

export function urn(type: string, name: string): string {
	return `urn:pulumi:test::gxp-lab::${type}::${name}`;
}

export interface Diff {
	changes: pb.DiffResponse.DiffChanges;
	replaces: string[];
	detailed: Record<string, pb.PropertyDiff.Kind>;
	deleteBeforeReplace: boolean;
}

/** One provider process's worth of server, and a client to it. */
export class Wire {
	private constructor(
		readonly client: providerGrpc.ResourceProviderClient,
		private readonly server: grpc.Server | undefined,
	) {}

	static async start(definition: ProviderDefinition): Promise<Wire> {
		const { port, server } = await listen(definition);
		return Wire.connect(port, server);
	}

	static connect(port: number, server?: grpc.Server): Wire {
		const address = `127.0.0.1:${port}`;
		return new Wire(new providerGrpc.ResourceProviderClient(address, grpc.credentials.createInsecure()), server);
	}

	stop(): void {
		this.client.close();
		this.server?.forceShutdown();
	}

	private ask<Response>(
		send: (callback: (error: grpc.ServiceError | null, response: Response) => void) => void,
	): Promise<Response> {
		return new Promise((resolve, reject) =>
			send((error, response) => (error === null ? resolve(response) : reject(error))),
		);
	}

	async configure(args: Properties): Promise<pb.ConfigureResponse> {
		const request = new pb.ConfigureRequest();
		request.setArgs(struct(args));
		return this.ask((callback) => this.client.configure(request, callback));
	}

	private checkRequest(type: string, name: string, inputs: Properties, olds?: Properties): pb.CheckRequest {
		const request = new pb.CheckRequest();
		request.setUrn(urn(type, name));
		request.setNews(struct(inputs));
		if (olds !== undefined) request.setOlds(struct(olds));
		return request;
	}

	async check(type: string, name: string, inputs: Properties, olds?: Properties) {
		const request = this.checkRequest(type, name, inputs, olds);
		const response = await this.ask<pb.CheckResponse>((callback) => this.client.check(request, callback));
		return {
			inputs: properties(response.getInputs()),
			failures: response.getFailuresList().map((failure) => failure.getReason()),
		};
	}

	async checkConfig(plugin: string, name: string, inputs: Properties) {
		const request = this.checkRequest(`pulumi:providers:${plugin}`, name, inputs);
		const response = await this.ask<pb.CheckResponse>((callback) => this.client.checkConfig(request, callback));
		return {
			inputs: properties(response.getInputs()),
			failures: response.getFailuresList().map((failure) => failure.getReason()),
		};
	}

	private diffRequest(type: string, id: string, oldInputs: Properties, olds: Properties, news: Properties) {
		const request = new pb.DiffRequest();
		request.setUrn(urn(type, "one"));
		request.setId(id);
		request.setOldInputs(struct(oldInputs));
		request.setOlds(struct(olds));
		request.setNews(struct(news));
		return request;
	}

	private diffResult(response: pb.DiffResponse): Diff {
		const detailed: Diff["detailed"] = {};
		response.getDetaileddiffMap().forEach((change, path) => {
			detailed[path] = change.getKind();
		});
		return {
			changes: response.getChanges(),
			replaces: response.getReplacesList(),
			detailed,
			deleteBeforeReplace: response.getDeletebeforereplace(),
		};
	}

	async diff(type: string, id: string, oldInputs: Properties, olds: Properties, news: Properties): Promise<Diff> {
		const request = this.diffRequest(type, id, oldInputs, olds, news);
		return this.diffResult(await this.ask((callback) => this.client.diff(request, callback)));
	}

	async diffConfig(plugin: string, olds: Properties, news: Properties): Promise<Diff> {
		const request = this.diffRequest(`pulumi:providers:${plugin}`, "id", olds, olds, news);
		return this.diffResult(await this.ask((callback) => this.client.diffConfig(request, callback)));
	}

	async create(type: string, name: string, inputs: Properties, { preview = false, timeout = 0 } = {}) {
		const request = new pb.CreateRequest();
		request.setUrn(urn(type, name));
		request.setProperties(struct(inputs));
		request.setPreview(preview);
		request.setTimeout(timeout);
		const response = await this.ask<pb.CreateResponse>((callback) => this.client.create(request, callback));
		return { id: response.getId(), outputs: properties(response.getProperties()) };
	}

	async update(
		type: string,
		id: string,
		oldInputs: Properties,
		olds: Properties,
		news: Properties,
		{ preview = false } = {},
	): Promise<Properties> {
		const request = new pb.UpdateRequest();
		request.setUrn(urn(type, "one"));
		request.setId(id);
		request.setOldInputs(struct(oldInputs));
		request.setOlds(struct(olds));
		request.setNews(struct(news));
		request.setPreview(preview);
		const response = await this.ask<pb.UpdateResponse>((callback) => this.client.update(request, callback));
		return properties(response.getProperties());
	}

	async read(type: string, id: string, state: Properties = {}, inputs: Properties = {}) {
		const request = new pb.ReadRequest();
		request.setUrn(urn(type, "one"));
		request.setId(id);
		request.setProperties(struct(state));
		request.setInputs(struct(inputs));
		const response = await this.ask<pb.ReadResponse>((callback) => this.client.read(request, callback));
		return {
			id: response.getId(),
			outputs: properties(response.getProperties()),
			inputs: properties(response.getInputs()),
		};
	}

	async cancel(): Promise<void> {
		await this.ask((callback) => this.client.cancel(new emptyPb.Empty(), callback));
	}

	async delete(type: string, id: string, state: Properties, inputs: Properties = {}): Promise<void> {
		const request = new pb.DeleteRequest();
		request.setUrn(urn(type, "one"));
		request.setId(id);
		request.setProperties(struct(state));
		request.setOldInputs(struct(inputs));
		await this.ask((callback) => this.client.delete(request, callback));
	}
}

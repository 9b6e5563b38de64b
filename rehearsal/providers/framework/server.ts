/**
 * Serves a provider definition as `pulumirpc.ResourceProvider` (github.com/pulumi/pulumi proto/pulumi/provider.proto),
 * the way an official plugin does: listens on 127.0.0.1, prints its port on stdout, takes the engine's address as the
 * first argument.
 */
import * as grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { EngineLog } from "./engine-log";
import {
	checkResponse,
	diffResponse,
	failure,
	pluginInfo,
	properties,
	serviceError,
	struct,
	subject,
} from "./messages";
import { Methods } from "./methods";
import type { CallContext, ProviderDefinition } from "./provider";
import { revealProperties } from "./value";

/** 400 MiB, as the engine sets it. */
const MAX_MESSAGE = 400 * 1024 * 1024;

type Unary<Request, Response> = (
	call: grpc.ServerUnaryCall<Request, Response>,
	callback: grpc.sendUnaryData<Response>,
) => void;

/** Every method that the service has, as the handlers below are checked against. */
type Service = Pick<
	providerGrpc.IResourceProviderServer,
	| "handshake"
	| "getSchema"
	| "checkConfig"
	| "diffConfig"
	| "configure"
	| "invoke"
	| "check"
	| "diff"
	| "create"
	| "read"
	| "update"
	| "delete"
	| "cancel"
	| "getPluginInfo"
	| "attach"
	| "getMapping"
	| "getMappings"
>;

function build(definition: ProviderDefinition, log: EngineLog): Service {
	const methods = new Methods(definition);
	const running = new Set<AbortController>();

	function unary<Request, Response>(
		handle: (request: Request, signal: AbortSignal) => Promise<Response> | Response,
	): Unary<Request, Response> {
		return (call, callback) => {
			const controller = new AbortController();
			running.add(controller);
			call.on("cancelled", () => controller.abort(new Error("the engine went away")));
			Promise.resolve()
				.then(() => handle(call.request, controller.signal))
				.then(
					(response) => callback(null, response),
					(cause: unknown) => callback(serviceError(cause), null),
				)
				.finally(() => running.delete(controller));
		};
	}

	function context(urn: string, signal: AbortSignal, timeout = 0): CallContext {
		return {
			signal,
			timeoutSeconds: timeout > 0 ? timeout : undefined,
			log: (severity, message) => log.write(severity, message, urn),
		};
	}

	function checkRequest(request: pb.CheckRequest) {
		const autonaming = request.getAutonaming();
		const modes = ["propose", "enforce", "disable"] as const;
		return {
			...subject(request),
			olds: request.getOlds() === undefined ? undefined : properties(request.getOlds()),
			inputs: properties(request.getNews()),
			randomSeed: request.getRandomseed_asU8(),
			autonaming: autonaming && {
				proposedName: autonaming.getProposedName(),
				mode: modes[autonaming.getMode()] ?? "propose",
			},
		};
	}

	function diffRequest(request: pb.DiffRequest) {
		const olds = properties(request.getOlds());
		return {
			...subject(request),
			id: request.getId(),
			olds,
			oldInputs: request.getOldInputs() === undefined ? olds : properties(request.getOldInputs()),
			news: properties(request.getNews()),
			ignoreChanges: request.getIgnorechangesList(),
		};
	}

	return {
		handshake: unary((request: pb.ProviderHandshakeRequest) => {
			log.connect(request.getEngineAddress());
			const response = new pb.ProviderHandshakeResponse();
			response.setAcceptSecrets(true);
			response.setAcceptResources(true);
			response.setAcceptOutputs(false);
			response.setSupportsAutonamingConfiguration(true);
			return response;
		}),
		getSchema: unary(() => {
			const response = new pb.GetSchemaResponse();
			response.setSchema(methods.schema());
			return response;
		}),
		checkConfig: unary(async (request: pb.CheckRequest) =>
			checkResponse(await methods.checkConfig(checkRequest(request))),
		),
		diffConfig: unary(async (request: pb.DiffRequest) => {
			const given = diffRequest(request);
			return diffResponse(
				await methods.diffConfig({
					...given,
					oldInputs: revealProperties(given.oldInputs),
					olds: revealProperties(given.olds),
					news: revealProperties(given.news),
				}),
			);
		}),
		configure: unary(async (request: pb.ConfigureRequest, signal) => {
			const config = revealProperties(methods.parseConfig(properties(request.getArgs())));
			await definition.config?.configure(config as never, context("", signal));
			const response = new pb.ConfigureResponse();
			response.setAcceptsecrets(true);
			response.setAcceptresources(true);
			response.setAcceptoutputs(false);
			response.setSupportspreview(true);
			response.setSupportsAutonamingConfiguration(true);
			return response;
		}),
		invoke: unary(async (request: pb.InvokeRequest, signal) => {
			const { result, failures } = await methods.invoke(
				request.getTok(),
				properties(request.getArgs()),
				request.getPreview(),
				context("", signal),
			);
			const response = new pb.InvokeResponse();
			response.setReturn(struct(result));
			response.setFailuresList(failures.map(failure));
			return response;
		}),
		check: unary(async (request: pb.CheckRequest) => checkResponse(await methods.check(checkRequest(request)))),
		diff: unary(async (request: pb.DiffRequest) => diffResponse(await methods.diff(diffRequest(request)))),
		create: unary(async (request: pb.CreateRequest, signal) => {
			const { id, outputs } = await methods.create({
				...subject(request),
				...context(request.getUrn(), signal, request.getTimeout()),
				inputs: properties(request.getProperties()),
				preview: request.getPreview(),
			});
			const response = new pb.CreateResponse();
			response.setId(id);
			response.setProperties(struct(outputs));
			return response;
		}),
		read: unary(async (request: pb.ReadRequest, signal) => {
			const found = await methods.read({
				...subject(request),
				...context(request.getUrn(), signal, request.getTimeout()),
				id: request.getId(),
				state: properties(request.getProperties()),
				inputs: properties(request.getInputs()),
			});
			const response = new pb.ReadResponse();
			if (found === undefined) return response;
			response.setId(found.id);
			response.setProperties(struct(found.outputs));
			response.setInputs(struct(found.inputs));
			return response;
		}),
		update: unary(async (request: pb.UpdateRequest, signal) => {
			const outputs = await methods.update({
				...subject(request),
				...context(request.getUrn(), signal, request.getTimeout()),
				id: request.getId(),
				inputs: properties(request.getNews()),
				olds: properties(request.getOlds()),
				oldInputs: properties(request.getOldInputs()),
				preview: request.getPreview(),
			});
			const response = new pb.UpdateResponse();
			response.setProperties(struct(outputs));
			return response;
		}),
		delete: unary(async (request: pb.DeleteRequest, signal) => {
			await methods.delete({
				...subject(request),
				...context(request.getUrn(), signal, request.getTimeout()),
				id: request.getId(),
				state: properties(request.getProperties()),
				inputs: properties(request.getOldInputs()),
			});
			return new emptyPb.Empty();
		}),
		cancel: unary(() => {
			for (const controller of running) controller.abort(new Error("cancelled"));
			return new emptyPb.Empty();
		}),
		getPluginInfo: unary(() => pluginInfo(definition.table.version)),
		attach: unary((request: { getAddress(): string }) => {
			log.connect(request.getAddress());
			return new emptyPb.Empty();
		}),
		getMapping: unary(() => new pb.GetMappingResponse()),
		getMappings: unary(() => new pb.GetMappingsResponse()),
	};
}

/** Starts serving on 127.0.0.1; port 0 takes a free one. */
export async function listen(
	definition: ProviderDefinition,
	engineAddress = "",
): Promise<{ port: number; server: grpc.Server }> {
	const log = new EngineLog();
	log.connect(engineAddress);
	const server = new grpc.Server({
		"grpc.max_receive_message_length": MAX_MESSAGE,
		"grpc.max_send_message_length": MAX_MESSAGE,
	});
	// What is not implemented (Parameterize, Construct, Call, List) is answered UNIMPLEMENTED by the server itself.
	server.addService(providerGrpc.ResourceProviderService, { ...build(definition, log) });
	const port = await new Promise<number>((resolve, reject) => {
		server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (cause, bound) =>
			cause === null ? resolve(bound) : reject(cause),
		);
	});
	return { port, server };
}

/**
 * An engine that was killed cannot say goodbye. Official plugins ask the engine for its health and end when it is gone
 * (github.com/pulumi/pulumi sdk/go/common/util/rpcutil/healthcheck.go); being handed to another parent says the same
 * sooner, and nothing is left behind.
 */
function endWithParent(): void {
	const parent = process.ppid;
	setInterval(() => {
		if (process.ppid !== parent) process.exit(1);
	}, 500).unref();
}

/** The main of a plugin executable. */
export async function servePlugin(definition: ProviderDefinition): Promise<void> {
	const address = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";
	endWithParent();
	const { port } = await listen(definition, address);
	process.stdout.write(`${port}\n`);
}

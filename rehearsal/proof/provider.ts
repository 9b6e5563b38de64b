/**
 * A provider that takes every resource of every package as it is, makes nothing, and keeps the names of what it was asked to make:
 * what stands before the engine when the policy pack is shown to refuse a resource. Served on loopback; the engine attaches to it (PULUMI_DEBUG_PROVIDERS).
 */
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Tree } from "./fixtures";

type Unary<Request, Response> = (
	call: { request: Request },
	callback: (error: Error | null, response: Response) => void,
) => void;

const answering =
	<Request, Response>(answer: (request: Request) => Response): Unary<Request, Response> =>
	({ request }, callback) =>
		callback(null, answer(request));

const methods = (book: Book) => ({
	attach: answering(() => new Empty()),
	getPluginInfo: answering(() => {
		const info = new PluginInfo();
		info.setVersion("0.0.0");
		return info;
	}),
	checkConfig: answering((request: pb.CheckRequest) => checked(request)),
	diffConfig: answering(() => new pb.DiffResponse()),
	configure: answering(() => {
		const response = new pb.ConfigureResponse();
		response.setAcceptsecrets(true);
		response.setSupportspreview(true);
		return response;
	}),
	check: answering((request: pb.CheckRequest) => checked(request)),
	diff: answering(() => new pb.DiffResponse()),
	create: answering((request: pb.CreateRequest) => {
		const response = new pb.CreateResponse();
		response.setProperties(request.getProperties());
		if (request.getPreview()) return response;
		response.setId("made");
		book.made.add(request.getName());
		const gives = book.gives.get(request.getName());
		if (gives !== undefined) response.setProperties(Struct.fromJavaScript({ gives } as never));
		return response;
	}),
});

/** What is made in one run, and what the resources of some names give once they are made. */
interface Book {
	made: Set<string>;
	gives: ReadonlyMap<string, Tree>;
}

function checked(request: pb.CheckRequest): pb.CheckResponse {
	const response = new pb.CheckResponse();
	response.setInputs(request.getNews());
	return response;
}

export interface AcceptingProvider {
	/** Begins a run: the names of what is made in it, as it is made. A resource named in `gives` has that as its output `gives`. */
	begin: (gives: ReadonlyMap<string, Tree>) => ReadonlySet<string>;
	/** For PULUMI_DEBUG_PROVIDERS: every package is served by the one process. */
	debugProviders: (packages: Iterable<string>) => string;
	stop: () => void;
}

export async function serveAcceptingProvider(): Promise<AcceptingProvider> {
	const book: Book = { made: new Set(), gives: new Map() };
	const server = new grpc.Server({ "grpc.max_receive_message_length": 64 * 1024 * 1024 });
	server.addService(
		ResourceProviderService as unknown as grpc.ServiceDefinition,
		methods(book) as unknown as grpc.UntypedServiceImplementation,
	);
	const port = await new Promise<number>((resolve, reject) =>
		server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
			error === null ? resolve(bound) : reject(error),
		),
	);
	return {
		begin: (gives) => {
			book.made = new Set();
			book.gives = gives;
			return book.made;
		},
		debugProviders: (packages) => [...new Set(packages)].map((name) => `${name}:${port}`).join(","),
		stop: () => server.forceShutdown(),
	};
}

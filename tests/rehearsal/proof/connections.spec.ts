import * as grpc from "@grpc/grpc-js";
import { expect } from "chai";
import { forgetEndedEngines } from "../../../rehearsal/proof/connections";

const { grpcClientOptions: options } = require("@pulumi/pulumi/runtime/settings") as {
	grpcClientOptions: Record<string, unknown>;
};

/** The SDK's clients outlive their engine. */
const opened: grpc.Client[] = [];

async function listen(port: number): Promise<{ port: number; end: () => void }> {
	const server = new grpc.Server();
	const bound = await new Promise<number>((resolve, reject) => {
		server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, at) =>
			error === null ? resolve(at) : reject(error),
		);
	});
	return { port: bound, end: () => server.forceShutdown() };
}

/** Who answers knows no such method; who is not reached is unavailable. */
async function call(port: number, given: Record<string, unknown>): Promise<string> {
	const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), given);
	opened.push(client);
	const bytes = (value: Buffer): Buffer => value;
	return new Promise<string>((resolve) => {
		client.makeUnaryRequest("/a/b", bytes, bytes, Buffer.alloc(0), (error) =>
			resolve(grpc.status[error?.code ?? grpc.status.OK] ?? ""),
		);
	});
}

/** What a call says of a server that is there, at the port of one that was not. */
async function afterAnEnded(given: Record<string, unknown>): Promise<string> {
	const ended = await listen(0);
	ended.end();
	expect(await call(ended.port, given)).to.equal("UNAVAILABLE");
	const next = await listen(ended.port);
	try {
		return await call(next.port, given);
	} finally {
		next.end();
	}
}

describe("an engine at the port of one that ended", () => {
	let before: Record<string, unknown>;
	beforeEach(() => {
		before = { ...options };
	});
	afterEach(() => {
		for (const client of opened.splice(0)) client.close();
		for (const key of Object.keys(options)) delete options[key];
		Object.assign(options, before);
	});

	it("is not tried with the SDK's own options, and is with those of a proof", async () => {
		expect(await afterAnEnded(options), "the fault that this is for").to.equal("UNAVAILABLE");
		forgetEndedEngines();
		expect(await afterAnEnded(options)).to.equal("UNIMPLEMENTED");
	});
});

import type { ServiceError } from "@grpc/grpc-js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import { expect } from "chai";
import {
	configuration,
	defineProvider,
	InitializationFailed,
	type Properties,
	resource,
} from "../../../../rehearsal/providers/framework/provider";
import type { Table } from "../../../../rehearsal/providers/framework/table";
import { Secret, UNKNOWN } from "../../../../rehearsal/providers/framework/value";
import { Wire } from "../wire";

const BOX = "toy:index/box:Box";

const table: Table = {
	package: "@pulumi/toy",
	packageVersion: "1.0.0",
	plugin: "toy",
	version: "1.0.0",
	config: {
		endpoint: { type: "string", required: true },
		retries: { type: "number" },
		labels: { type: "map", values: { type: "string" } },
	},
	resources: {
		[BOX]: {
			inputs: {
				name: { type: "string", required: true },
				size: { type: "number" },
				mode: { type: "enum", values: ["open", "shut"] },
				lids: { type: "array", items: { type: "object", name: "Lid" } },
				port: { type: "union", of: [{ type: "number" }, { type: "string" }] },
			},
			outputs: ["address", "lids", "mode", "name", "port", "size", "token"],
			secretOutputs: ["token"],
			replaceOnChanges: [],
		},
	},
	functions: {},
	types: { Lid: { color: { type: "string", required: true }, tight: { type: "boolean" } } },
};

describe("the provider framework, over the wire", () => {
	let wire: Wire;
	let configured: unknown;
	let seen: unknown;
	before(async () => {
		const box = resource<{ name: string; size?: number }>({
			replaceOn: ["name"],
			create: async ({ inputs, timeoutSeconds, signal }) => {
				seen = { inputs, timeoutSeconds };
				if (inputs.name === "half") throw new InitializationFailed("half", { name: "half" }, ["the lid is missing"]);
				if (inputs.name === "slow")
					await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
				return { id: "box-1", outputs: { ...(inputs as Properties), address: "shelf", token: "hidden" } };
			},
			read: async ({ id, state }) => (id === "gone" ? undefined : { id, outputs: { ...state, name: "renamed" } }),
			update: async ({ inputs, olds }) => ({ ...olds, ...(inputs as Properties) }),
		});
		wire = await Wire.start(
			defineProvider({
				table,
				config: configuration<object>({
					replaceOn: ["endpoint"],
					configure: (config) => {
						configured = config;
					},
				}),
				resources: { [BOX]: box },
			}),
		);
	});
	after(() => wire.stop());

	it("parses nested configuration, which the SDK sends as JSON text, and says what it can do", async () => {
		const args = { endpoint: new Secret("https://x.example"), retries: "3", labels: '{"a":"b"}', version: "1.0.0" };
		const { failures } = await wire.checkConfig("toy", "one", args);
		expect(failures).to.deep.equal([]);
		const response = await wire.configure(args);
		expect(configured).to.deep.equal({ endpoint: "https://x.example", retries: 3, labels: { a: "b" } });
		expect(response.getAcceptsecrets()).to.equal(true);
		expect(response.getSupportspreview()).to.equal(true);
		expect(response.getAcceptoutputs()).to.equal(false);
	});

	it("refuses a configuration that the provider does not have, names the property, and replaces where it must", async () => {
		const { failures } = await wire.checkConfig("toy", "one", { retries: '"three"', retry: "1" });
		expect(failures).to.deep.equal([
			"Missing required property 'endpoint'",
			"could not validate provider configuration: expected number type, got string type. Examine values at 'one.retries'.",
			"could not validate provider configuration: Invalid or unknown key. Examine values at 'one.retry'.",
		]);
		const diff = await wire.diffConfig("toy", { endpoint: "a", retries: "1" }, { endpoint: "b", retries: "2" });
		expect(diff.replaces).to.deep.equal(["endpoint"]);
	});

	it("checks nested properties, choices and alternatives, and lets an unknown be", async () => {
		const { failures } = await wire.check(BOX, "one", {
			name: "a",
			mode: "ajar",
			lids: [{ color: 1, tigth: true }, { tight: UNKNOWN }],
			port: true,
		});
		expect(failures).to.deep.equal([
			"expected string type, got number type. Examine values at 'one.lids[0].color'.",
			"Invalid or unknown key. Examine values at 'one.lids[0].tigth'.",
			"Missing required property 'lids[1].color'",
			'expected one of "open", "shut" type, got string type. Examine values at \'one.mode\'.',
			"expected number or string type, got boolean type. Examine values at 'one.port'.",
		]);
		expect((await wire.check(BOX, "one", { name: UNKNOWN, lids: UNKNOWN, port: "80" })).failures).to.deep.equal([]);
	});

	it("gives a handler plain inputs, and marks secret again what came secret or always is", async () => {
		const { outputs } = await wire.create(BOX, "one", { name: new Secret("a"), size: 2 }, { timeout: 7 });
		expect(seen).to.deep.equal({ inputs: { name: "a", size: 2 }, timeoutSeconds: 7 });
		expect(outputs).to.deep.equal({ name: new Secret("a"), size: 2, address: "shelf", token: new Secret("hidden") });
	});

	it("knows in a preview what the inputs say, and nothing else", async () => {
		const { id, outputs } = await wire.create(BOX, "one", { name: "a" }, { preview: true });
		expect(id).to.equal("");
		expect(outputs).to.deep.equal({ name: "a", address: UNKNOWN, token: new Secret(UNKNOWN) });
	});

	it("compares inputs leaf by leaf, and plans a replacement where an unknown may be one", async () => {
		const { Kind } = pb.PropertyDiff;
		const olds = { name: "a", lids: [{ color: "red" }] };
		const news = { name: "a", size: 1, lids: [{ color: "blue" }] };
		const diff = await wire.diff(BOX, "box-1", olds, olds, news);
		expect(diff.detailed).to.deep.equal({ size: Kind.ADD, "lids[0].color": Kind.UPDATE });
		const unknown = await wire.diff(BOX, "box-1", olds, olds, { ...olds, name: UNKNOWN });
		expect(unknown.detailed).to.deep.equal({ name: Kind.UPDATE_REPLACE });
	});

	it("reads a drift into the inputs that were set, and an import into all that are declared", async () => {
		const state = { name: "a", address: "shelf" };
		expect((await wire.read(BOX, "box-1", state, { name: "a" })).inputs).to.deep.equal({ name: "renamed" });
		expect((await wire.read(BOX, "box-1")).inputs).to.deep.equal({ name: "renamed" });
		expect((await wire.read(BOX, "gone", state, { name: "a" })).id).to.equal("");
	});

	it("reports what was made and did not become ready as the engine reads it", async () => {
		const failed = (await wire.create(BOX, "one", { name: "half" }).catch((cause: unknown) => cause)) as ServiceError;
		expect(failed.details).to.equal("the lid is missing");
		const [bytes] = failed.metadata.get("grpc-status-details-bin");
		const [packed] = statusPb.Status.deserializeBinary(bytes as Buffer).getDetailsList();
		const detail = packed?.unpack(pb.ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed");
		expect(detail?.getId()).to.equal("half");
		expect(detail?.getReasonsList()).to.deep.equal(["the lid is missing"]);
		expect(detail?.getProperties()?.toJavaScript()).to.deep.equal({ name: "half" });
	});

	it("ends what is under way when the engine cancels", async () => {
		const slow = wire.create(BOX, "one", { name: "slow" }).catch((cause: Error) => cause);
		while ((seen as { inputs?: { name?: string } }).inputs?.name !== "slow") await new Promise(setImmediate);
		await wire.cancel();
		expect(String(await slow)).to.contain("cancelled");
	});
});

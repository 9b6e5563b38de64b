import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { expect } from "chai";
import { TalosMachinery } from "../../../../rehearsal/parts/talos/client";
import { isObject, type Properties, reveal, Secret, Unknown } from "../../../../rehearsal/providers/framework/value";
import { talos } from "../../../../rehearsal/providers/talos/main";
import { needs, partPaths } from "../../talos/parts";
import { Wire } from "../wire";
import { invoke } from "./invoke";

const SECRETS = "talos:machine/secrets:Secrets";
const APPLY = "talos:machine/configurationApply:ConfigurationApply";
const BOOTSTRAP = "talos:machine/bootstrap:Bootstrap";
const CONFIGURATION = "talos:machine/getConfiguration:getConfiguration";
const CLIENT = "talos:client/getConfiguration:getConfiguration";

const bare = (values: Properties): Properties => {
	const value = reveal(values);
	if (!isObject(value)) throw new Error("no object");
	return value;
};
const refusal = (call: Promise<unknown>) =>
	call.then(
		() => "not refused",
		(error: Error) => error.message,
	);

describe("the talos stand-in, without machines", () => {
	let wire: Wire;
	let secrets: Properties;

	before(async function () {
		needs(this, ["talos-machinery"]);
		process.env.GXP_LAB_PART_TALOS_MACHINERY = partPaths()["talos-machinery"];
		wire = await Wire.start(talos);
		await wire.configure({});
		secrets = (await wire.create(SECRETS, "one", { talosVersion: "v1.13" })).outputs;
	});
	after(() => wire?.stop());

	const generate = (changes: Properties = {}) =>
		invoke(wire, CONFIGURATION, {
			clusterName: "lab",
			clusterEndpoint: "https://10.20.0.5:6443",
			machineType: "controlplane",
			machineSecrets: bare(secrets).machineSecrets ?? null,
			talosVersion: "v1.13",
			kubernetesVersion: "1.36.3",
			docs: false,
			examples: false,
			...changes,
		});

	it("makes secrets whose parts are secret, and a client configuration", async () => {
		expect(secrets.machineSecrets).to.be.instanceOf(Secret);
		expect(secrets.clientConfiguration).to.be.instanceOf(Secret);
		expect(bare(secrets)).to.have.nested.property("machineSecrets.secrets.secretboxEncryptionSecret");
		expect(bare(secrets)).to.have.nested.property("machineSecrets.certs.os.key");
		const { id, outputs } = await wire.create(SECRETS, "one", {}, { preview: true });
		expect(id).to.equal("");
		expect(reveal(outputs.machineSecrets ?? null)).to.be.instanceOf(Unknown);
	});

	it("keeps secrets when the version is raised, and makes others when it is lowered", async () => {
		const none = await wire.diff(SECRETS, "machine_secrets", { talosVersion: "v1.13" }, secrets, {
			talosVersion: "v1.13",
		});
		expect(none.changes).to.equal(pb.DiffResponse.DiffChanges.DIFF_NONE);
		const raised = await wire.diff(SECRETS, "machine_secrets", { talosVersion: "v1.13" }, secrets, {
			talosVersion: "v1.13.2",
		});
		expect(raised.replaces).to.deep.equal([]);
		expect(raised.changes).to.equal(pb.DiffResponse.DiffChanges.DIFF_SOME);
		const newer = await wire.update(SECRETS, "machine_secrets", { talosVersion: "v1.13" }, secrets, {
			talosVersion: "v1.13.2",
		});
		expect(bare(newer).machineSecrets).to.deep.equal(bare(secrets).machineSecrets);
		const lowered = await wire.diff(SECRETS, "machine_secrets", { talosVersion: "v1.13.2" }, newer, {
			talosVersion: "v1.13",
		});
		expect(lowered.replaces).to.deep.equal(["talosVersion"]);
	});

	it("imports the bundle that talosctl wrote", async () => {
		const library = new TalosMachinery(partPaths()["talos-machinery"]);
		const folder = mkdtempSync(join(tmpdir(), "talos-"));
		try {
			const { raw, machineSecrets } = await library.ask("secrets", { talosVersion: "v1.13" });
			writeFileSync(join(folder, "secrets.yaml"), raw);
			const read = await wire.read(SECRETS, join(folder, "secrets.yaml"));
			expect(read.id).to.equal("machine_secrets");
			expect(bare(read.outputs).machineSecrets).to.deep.equal(machineSecrets);
			expect(read.inputs).to.deep.equal({ talosVersion: "v1.3" });
		} finally {
			library.close();
			rmSync(folder, { recursive: true });
		}
	});

	it("generates a configuration with patches, as a secret", async () => {
		const { machineConfiguration, id } = await generate({
			configPatches: ["machine:\n  sysctls:\n    vm.overcommit_memory: '1'\n"],
		});
		expect(id).to.equal("lab");
		expect(machineConfiguration).to.be.instanceOf(Secret);
		expect(reveal(machineConfiguration ?? null)).to.contain("vm.overcommit_memory");
	});

	it("refuses an endpoint without a scheme, a patch that is none, and a machine type that does not exist", async () => {
		expect(await refusal(generate({ clusterEndpoint: "10.20.0.5:6443" }))).to.contain("cluster_endpoint is invalid");
		expect(await refusal(generate({ configPatches: ["machine: [1"] }))).to.contain("config_patches are invalid");
		expect(await refusal(generate({ machineType: "init" }))).to.contain(
			'Attribute machine_type value must be one of: ["controlplane" "worker"], got: "init"',
		);
	});

	it("refuses an argument that the function does not have", async () => {
		expect(await refusal(generate({ kubernetes: "1.36.3" }))).to.equal("kubernetes: Invalid or unknown key");
	});

	it("writes a talosconfig, as a secret", async () => {
		const { talosConfig } = await invoke(wire, CLIENT, {
			clusterName: "lab",
			clientConfiguration: bare(secrets).clientConfiguration ?? null,
			endpoints: ["10.20.0.21"],
			nodes: ["10.20.0.21"],
		});
		expect(talosConfig).to.be.instanceOf(Secret);
		expect(reveal(talosConfig ?? null)).to.contain("context: lab");
	});

	it("knows in a preview what it will send, where all of it is known", async () => {
		const { machineConfiguration } = bare(await generate());
		const inputs = {
			node: "10.20.0.21",
			clientConfiguration: bare(secrets).clientConfiguration ?? null,
			machineConfigurationInput: machineConfiguration ?? null,
			configPatches: ['{"machine":{"nodeAnnotations":{"gxp-lab.io/incarnation":"7"}}}'],
		};
		const { outputs } = await wire.create(APPLY, "one", inputs, { preview: true });
		expect(reveal(outputs.machineConfiguration ?? null)).to.contain('gxp-lab.io/incarnation: "7"');
		expect(outputs).to.include({ endpoint: "10.20.0.21", applyMode: "auto", resolvedApplyMode: "auto" });
		const unknown = await wire.create(APPLY, "one", { ...inputs, configPatches: [new Unknown()] }, { preview: true });
		expect(reveal(unknown.outputs.machineConfiguration ?? null)).to.be.instanceOf(Unknown);
	});

	it("asks for a configuration and a client, and knows its modes", async () => {
		const { failures } = await wire.check(APPLY, "one", { node: "10.20.0.21", applyMode: "try" });
		expect(failures).to.deep.equal([
			"Missing machine configuration input: Exactly one of machine_configuration_input or machine_configuration_input_wo must be set",
			"Missing client configuration: Exactly one of client_configuration or client_configuration_wo must be set",
			'Attribute apply_mode value must be one of: ["auto" "reboot" "no_reboot" "staged" "staged_if_needing_reboot"], got: "try"',
		]);
		expect((await wire.check(BOOTSTRAP, "one", { node: "10.20.0.21" })).failures).to.have.length(1);
	});

	it("takes a bootstrap over by its id", async () => {
		expect(await wire.read(BOOTSTRAP, "machine_bootstrap")).to.deep.equal({
			id: "machine_bootstrap",
			outputs: {},
			inputs: {},
		});
	});

	it("gives up on a machine that is not there when its time is over, in the official provider's words", async () => {
		const error = await refusal(
			wire.create(BOOTSTRAP, "one", {
				node: "127.0.0.1",
				endpoint: "127.0.0.1:9",
				clientConfiguration: bare(secrets).clientConfiguration ?? null,
				timeouts: { create: "1s" },
			}),
		);
		expect(error).to.contain("Error bootstrapping node: rpc error: code = Unavailable desc =");
	});
});

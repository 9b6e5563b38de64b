import { join } from "node:path";
import { expect } from "chai";
import { parseAllDocuments, stringify } from "yaml";
import { asText, configPatches } from "../../components/cluster/patches";
import { auditedApiServer } from "../../policy-pack/rules/audit/auditedApiServer";
import { documentsOf, memberOf, readMachineConfiguration } from "../../policy-pack/rules/machineConfiguration";
import { type GeneratedSecrets, TalosMachinery } from "../../rehearsal/parts/talos/client";
import { checkStack } from "../../stacks/file";
import { needs, partPaths } from "../rehearsal/talos/parts";
import { resource } from "./cases/case";

const audit = { apiVersion: "audit.k8s.io/v1", kind: "Policy", rules: [{ level: "Metadata", verbs: ["create"] }] };

/** AUD-001 on what Talos' own library writes, patched by it as the provider does. */
describe("AUD-001 on configurations that Talos generates", function () {
	this.timeout(30_000);
	let machinery: TalosMachinery;
	let secrets: GeneratedSecrets;

	before(async function () {
		needs(this, ["talos-machinery"]);
		machinery = new TalosMachinery(partPaths()["talos-machinery"]);
		secrets = await machinery.ask("secrets", { talosVersion: "v1.13" });
	});
	after(() => machinery?.close());

	const generate = async (machineType: "controlplane" | "worker", patches: string[]): Promise<string> => {
		const { machineConfiguration } = await machinery.ask("configuration", {
			clusterName: "lab",
			clusterEndpoint: "https://10.20.0.5:6443",
			machineType,
			machineSecrets: secrets.machineSecrets,
			talosVersion: "v1.13",
			kubernetesVersion: "1.36.3",
			configPatches: patches,
		});
		return machineConfiguration;
	};
	const judge = (machineConfigurationInput: string, patches: string[] = []) =>
		auditedApiServer.judge(
			resource("talos:machine/configurationApply:ConfigurationApply", {
				machineConfigurationInput,
				configPatches: patches,
			}),
			{ environmentClass: "production", stack: "prod", now: new Date("2026-11-21") },
		);

	for (const stack of ["lab", "prod"]) {
		it(`holds for every control plane of ${stack}, and does not apply to the others`, async () => {
			const read = checkStack(stack, join(__dirname, "../.."));
			if ("faults" in read) throw new Error(read.faults.join("\n"));
			const { config } = read;
			for (const node of config.nodes) {
				const schematic = node.kind === "vm" ? config.talos.schematics.vm : config.talos.schematics.bareMetal;
				const patches = asText(configPatches(config, { ...node, schematic, zone: node.zone ?? "zone-1", node }));
				const machineType = node.role === "controlPlane" ? "controlplane" : "worker";
				const applied = judge(await generate(machineType, patches), ['{"machine":{"nodeAnnotations":{"a":"b"}}}']);
				expect(applied, node.name).to.deep.equal(machineType === "controlplane" ? [] : undefined);
			}
		});
	}

	it("reads a patched audit policy and arguments as Talos merges them", async () => {
		const plain = await generate("controlplane", []);
		const patches = [
			stringify({ cluster: { apiServer: { auditPolicy: audit, extraArgs: { "audit-log-path": "/dev/null" } } } }),
			stringify({ cluster: { apiServer: { extraArgs: { "feature-gates": "A=true" } } } }),
		];
		const merged = await machinery.ask("patch", { machineConfigurationInput: plain, configPatches: patches });
		const [main] = parseAllDocuments(merged.machineConfiguration).map((document) => document.toJS());
		const ours = readMachineConfiguration({ machineConfigurationInput: plain, configPatches: patches });
		expect(ours.main.cluster).to.deep.include({ apiServer: main.cluster.apiServer });
		expect(judge(plain, patches)?.map(({ path }) => path)).to.deep.equal([
			"cluster.apiServer.extraArgs.audit-log-path",
			"cluster.apiServer.auditPolicy.rules",
		]);
	});

	it("sees an argument that a patch empties, as Talos keeps it: it takes away the one that Talos sets", async () => {
		const plain = await generate("controlplane", []);
		const patches = [stringify({ cluster: { apiServer: { extraArgs: { "audit-log-path": "" } } } })];
		const merged = await machinery.ask("patch", { machineConfigurationInput: plain, configPatches: patches });
		const [main] = parseAllDocuments(merged.machineConfiguration).map((document) => document.toJS());
		expect(main.cluster.apiServer.extraArgs).to.deep.equal({ "audit-log-path": null });
		for (const found of [judge(plain, patches), judge(merged.machineConfiguration, [])])
			expect(found?.map(({ path }) => path)).to.deep.equal(["cluster.apiServer.extraArgs.audit-log-path"]);
	});

	it("puts patches on lists, mappings and documents as Talos does", async () => {
		const document = (kind: string, name: string, more: object) =>
			stringify({ apiVersion: "v1alpha1", kind, name, ...more });
		const encryption = { provider: "luks2", keys: [{ slot: 0, nodeID: {} }] };
		const base = await generate("controlplane", [
			stringify({ machine: { certSANs: ["a.example"], sysctls: { "net.core.somaxconn": "1" } } }),
			document("VolumeConfig", "STATE", { encryption }),
			document("KmsgLogConfig", "gone", { url: "udp://10.20.0.41:5140" }),
		]);
		const patches = [
			stringify({
				machine: {
					certSANs: ["b.example"],
					sysctls: { "net.core.somaxconn": { $patch: "delete" }, "vm.overcommit_memory": "1" },
					install: { image: "factory.example/installer:v1.14.2", wipe: false },
				},
				cluster: { network: { podSubnets: ["10.9.0.0/16"] }, secretboxEncryptionSecret: "" },
			}),
			document("VolumeConfig", "STATE", { encryption: { keys: [{ slot: 1, nodeID: {} }] } }),
			document("VolumeConfig", "EPHEMERAL", { encryption }),
			document("KmsgLogConfig", "gone", { $patch: "delete" }),
		];
		const { machineConfiguration } = await machinery.ask("patch", {
			machineConfigurationInput: base,
			configPatches: patches,
		});
		const ours = readMachineConfiguration({ machineConfigurationInput: base, configPatches: patches });
		const theirs = readMachineConfiguration({ machineConfigurationInput: machineConfiguration });
		expect(ours.faults).to.deep.equal([]);
		for (const [section, path] of [
			["machine", "certSANs"],
			["machine", "sysctls"],
			["machine", "install"],
			["cluster", "network"],
			["cluster", "secretboxEncryptionSecret"],
		] as const)
			expect(memberOf(ours.main, section, path), path).to.deep.equal(memberOf(theirs.main, section, path));
		const volumes = (of: typeof ours) =>
			documentsOf(of, "VolumeConfig").map(({ name, encryption }) => ({ name, encryption }));
		expect(volumes(ours)).to.deep.equal(volumes(theirs));
		expect(documentsOf(ours, "KmsgLogConfig")).to.deep.equal([]);
		expect(documentsOf(theirs, "KmsgLogConfig")).to.deep.equal([]);
	});

	it("reads a removed audit policy as Talos removes it", async () => {
		const plain = await generate("controlplane", []);
		const patches = [stringify({ cluster: { apiServer: { auditPolicy: { $patch: "delete" } } } })];
		const merged = await machinery.ask("patch", { machineConfigurationInput: plain, configPatches: patches });
		const [main] = parseAllDocuments(merged.machineConfiguration).map((document) => document.toJS());
		expect(main.cluster.apiServer.auditPolicy).to.equal(undefined);
		expect(judge(plain, patches)?.map(({ finding }) => finding)).to.deep.equal([
			"cluster.apiServer.auditPolicy is missing",
		]);
	});
});

import { join } from "node:path";
import { expect } from "chai";
import { parseAllDocuments, stringify } from "yaml";
import { asText, configPatches } from "../../components/cluster/patches";
import { auditedApiServer } from "../../policy-pack/rules/audit/auditedApiServer";
import { readMachineConfiguration } from "../../policy-pack/rules/machineConfiguration";
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

import { createPrivateKey } from "node:crypto";
import { expect } from "chai";
import { asText, configPatches } from "../../../components/cluster/patches";
import { asPkcs8, fromBase64 } from "../../../components/cluster/pem";
import { parseSecretsBundle } from "../../../components/cluster/secrets-bundle";
import { TalosMachinery } from "../../../rehearsal/parts/talos/client";
import { stack } from "../recording";
import { machineOf } from "./machine";

describe("the machine configurations, as Talos' own library reads them", function () {
	this.timeout(60_000);
	let machinery: TalosMachinery;

	before(function () {
		const part = process.env.GXP_LAB_PART_TALOS_MACHINERY;
		if (part === undefined) this.skip();
		machinery = new TalosMachinery(part);
	});

	after(() => machinery?.close());

	it("reads the secrets of an existing cluster as Talos does, with a CA key that can sign", async () => {
		const { raw } = await machinery.ask("secrets", { talosVersion: "v1.13" });
		const { machineSecrets } = await machinery.ask("bundle", { raw });
		const mine = parseSecretsBundle(raw);
		expect(mine).to.deep.equal(machineSecrets);
		const key = asPkcs8(fromBase64(mine.certs.os.key));
		expect(createPrivateKey(key).asymmetricKeyType).to.equal("ed25519");
	});

	for (const name of ["lab", "prod"] as const)
		for (const diskEncryption of ["nodeID", "tpm", "off"] as const)
			it(`are valid for every machine of ${name} with disk encryption ${diskEncryption}`, async () => {
				const config = stack(name, ({ talos }) => {
					talos.diskEncryption = diskEncryption;
					talos.sysctls = { "vm.max_map_count": "262144" };
					talos.kernelModules = ["nbd"];
				});
				const { machineSecrets } = await machinery.ask("secrets", { talosVersion: config.talos.contract });
				for (const node of config.nodes) {
					const { machineConfiguration } = await machinery.ask("configuration", {
						clusterName: name,
						clusterEndpoint: `https://${config.network.vip}:6443`,
						machineType: node.role === "controlPlane" ? "controlplane" : "worker",
						machineSecrets,
						talosVersion: config.talos.contract,
						kubernetesVersion: config.kubernetes.version,
						configPatches: asText(configPatches(config, machineOf(config, node.name))),
					});
					const mode = node.kind === "vm" ? "cloud" : "metal";
					const validation = await machinery.ask("validate", { machineConfiguration, mode, strict: true });
					expect(validation, node.name).to.deep.equal({ valid: true, warnings: [] });

					const { machine, cluster } = await machinery.ask("inspect", { machineConfiguration });
					expect(machine).to.deep.include({
						hostname: node.name,
						autoHostname: "off",
						timeServers: config.network.timeServers,
					});
					expect(machine.installDisk, node.name).to.not.equal("/dev/sda");
					if (node.role !== "controlPlane") continue;
					expect(machine.vips).to.deep.equal([config.network.vip]);
					const [podSecurity] = cluster?.apiServer.admissionControl ?? [];
					expect(podSecurity?.configuration.exemptions).to.deep.include({ namespaces: ["kube-system"] });
					expect(cluster?.apiServer.auditPolicy.rules).to.have.length.greaterThan(1);
					expect(cluster?.secretboxEncryptionSecret).to.not.equal("");
				}
			});
});

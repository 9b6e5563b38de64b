import { X509Certificate } from "node:crypto";
import { expect } from "chai";
import { parse, parseAllDocuments } from "yaml";
import { type GeneratedSecrets, TalosMachinery } from "../../../rehearsal/parts/talos/client";
import { needs, partPaths } from "./parts";

const hostname = 'apiVersion: v1alpha1\nkind: HostnameConfig\nauto: "off"\nhostname: lab-cp-1\n';

describe("talos-machinery", function () {
	this.timeout(20_000);
	let machinery: TalosMachinery;
	let secrets: GeneratedSecrets;

	before(async function () {
		needs(this, ["talos-machinery"]);
		machinery = new TalosMachinery(partPaths()["talos-machinery"]);
		secrets = await machinery.ask("secrets", { talosVersion: "v1.13" });
	});

	after(() => machinery?.close());

	const configuration = (over: object = {}) =>
		machinery.ask("configuration", {
			clusterName: "lab",
			clusterEndpoint: "https://10.20.0.5:6443",
			machineType: "controlplane",
			machineSecrets: secrets.machineSecrets,
			talosVersion: "v1.13",
			kubernetesVersion: "1.36.3",
			configPatches: [hostname],
			...over,
		});

	const refusal = (asked: Promise<unknown>) =>
		asked.then(
			() => "accepted",
			(cause: Error) => cause.message,
		);

	it("generates secrets in the provider's shape, with a client certificate for os:admin that lasts a year", () => {
		const { certs } = secrets.machineSecrets;
		expect(Object.keys(certs)).to.have.members(["etcd", "k8s", "k8sAggregator", "k8sServiceaccount", "os"]);
		const { caCertificate, clientCertificate } = secrets.clientConfiguration;
		expect(caCertificate).to.equal(certs.os.cert);
		const client = new X509Certificate(Buffer.from(clientCertificate, "base64"));
		expect(client.subject).to.equal("O=os:admin");
		const days = (Date.parse(client.validTo) - Date.parse(client.validFrom)) / 86_400_000;
		expect(days).to.be.closeTo(365, 0.1);
	});

	it("reads back the bundle that it wrote", async () => {
		const again = await machinery.ask("bundle", { raw: secrets.raw });
		expect(again.machineSecrets).to.deep.equal(secrets.machineSecrets);
	});

	it("generates a configuration for the version contract, patched by strategic merges", async () => {
		const { machineConfiguration } = await configuration({
			configPatches: [hostname, "cluster:\n  network:\n    cni: {name: none}\n"],
		});
		const [main, name] = parseAllDocuments(machineConfiguration).map((document) => document.toJS());
		expect(main.cluster.network.cni).to.deep.equal({ name: "none" });
		expect(main.machine.ca.crt).to.equal(secrets.machineSecrets.certs.os.cert);
		expect(name).to.deep.equal({ apiVersion: "v1alpha1", kind: "HostnameConfig", auto: "off", hostname: "lab-cp-1" });
	});

	it("refuses a JSON patch where the contract generates several documents, as the provider does", async () => {
		const patch = '[{"op": "add", "path": "/machine/sysctls", "value": {"vm.max_map_count": "262144"}}]';
		expect(await refusal(configuration({ configPatches: [patch] }))).to.equal(
			"error patching control plane configs: JSON6902 patches are not supported for multi-document machine configuration",
		);
	});

	it("generates the same configuration for the same input", async () => {
		expect(await configuration()).to.deep.equal(await configuration());
	});

	it("leaves comments out unless it is asked for them", async () => {
		expect((await configuration()).machineConfiguration).not.to.include("#");
		expect((await configuration({ docs: true })).machineConfiguration).to.include("# ");
	});

	it("writes a client configuration with endpoints and nodes", async () => {
		const { talosConfig } = await machinery.ask("clientConfiguration", {
			clusterName: "lab",
			clientConfiguration: secrets.clientConfiguration,
			endpoints: ["10.20.0.21"],
			nodes: ["10.20.0.31"],
		});
		const { context, contexts } = parse(talosConfig);
		expect(context).to.equal("lab");
		expect(contexts.lab.endpoints).to.deep.equal(["10.20.0.21"]);
		expect(contexts.lab.nodes).to.deep.equal(["10.20.0.31"]);
		expect(contexts.lab.ca).to.equal(secrets.clientConfiguration.caCertificate);
	});

	it("validates a metal machine's installation, which one from an image does not need", async () => {
		const { machineConfiguration } = await configuration({
			configPatches: [hostname, "machine:\n  install:\n    $patch: delete\n"],
		});
		expect(await machinery.ask("validate", { machineConfiguration, mode: "cloud" })).to.deep.equal({
			valid: true,
			warnings: [],
		});
		expect(await machinery.ask("validate", { machineConfiguration, mode: "metal" })).to.deep.equal({
			valid: false,
			fault:
				'1 error occurred:\n\t* v1alpha1.Config: 1 error occurred:\n\t* install instructions are required in "metal" mode\n\n\n\n',
			warnings: [],
		});
	});

	it("refuses a document kind that is newer than the contract's library", async () => {
		const { machineConfiguration } = await configuration();
		const newer = `${machineConfiguration}---\napiVersion: v1alpha1\nkind: KubeletConfig\n`;
		const { valid, fault } = await machinery.ask("validate", { machineConfiguration: newer, mode: "cloud" });
		expect(valid).to.equal(false);
		expect(fault).to.match(/"KubeletConfig" "v1alpha1": not registered/);
	});

	it("names what the provider refuses before it generates", async () => {
		expect(await machinery.ask("checkInputs", { clusterEndpoint: "10.20.0.5", configPatches: ["{"] })).to.deep.equal({
			faults: [
				'cluster_endpoint is invalid: no scheme and port specified for the cluster endpoint URL\ntry: "https://10.20.0.5:6443"',
				"config_patches are invalid: decode error: yaml: while parsing a flow node at line 1: did not find expected node content",
			],
		});
	});

	it("inspects what decides about a machine's programs", async () => {
		const { machineConfiguration } = await configuration({
			configPatches: [
				hostname,
				[
					"machine:",
					"  certSANs: [talos.lab.gxp.example]",
					"  nodeLabels: {topology.kubernetes.io/zone: pve1}",
					"  nodeTaints: {gxp-lab/storage: only:NoSchedule}",
					"  network: {interfaces: [{deviceSelector: {hardwareAddr: 'bc:24:11:00:00:15'}, dhcp: true, vip: {ip: 10.20.0.5}}]}",
					"cluster:",
					"  apiServer: {certSANs: [k8s.lab.gxp.example], extraArgs: {v: '3'}}",
					"",
				].join("\n"),
			],
		});
		const { machine, cluster, documents } = await machinery.ask("inspect", { machineConfiguration });
		expect(machine).to.deep.include({
			type: "controlplane",
			hostname: "lab-cp-1",
			autoHostname: "off",
			certSANs: ["talos.lab.gxp.example"],
			nodeTaints: { "gxp-lab/storage": "only:NoSchedule" },
			vips: ["10.20.0.5"],
			kubePrismPort: 7445,
		});
		expect(machine.nodeLabels).to.include({ "topology.kubernetes.io/zone": "pve1" });
		expect(cluster?.apiServer.certSANs).to.deep.equal(["k8s.lab.gxp.example"]);
		expect(cluster?.apiServer.extraArgs).to.deep.equal({ v: ["3"] });
		expect(cluster?.secretboxEncryptionSecret).to.equal(secrets.machineSecrets.secrets.secretboxEncryptionSecret);
		expect(documents).to.deep.equal(["v1alpha1", "HostnameConfig"]);
	});

	it("says which disks a configuration means, by serial, by-id path and CEL", async () => {
		const disks = [
			{ device: "/dev/sda", sizeGiB: 16, rotational: false, serial: "STICK" },
			{ device: "/dev/nvme0n1", sizeGiB: 256, rotational: false, serial: "NVME-1", byId: "/dev/disk/by-id/nvme-1" },
			{ device: "/dev/sdb", sizeGiB: 2000, rotational: true, serial: "HDD-1" },
		];
		const volume =
			"apiVersion: v1alpha1\nkind: UserVolumeConfig\nname: local-hdd\nprovisioning:\n  diskSelector: {match: disk.rotational}\n  minSize: 100GB\n";
		const ask = async (install: string) => {
			const { machineConfiguration } = await configuration({
				configPatches: [hostname, `machine: {install: ${install}}\n`, volume],
			});
			return machinery.ask("matchDisks", { machineConfiguration, disks });
		};
		expect(await ask("{disk: null, diskSelector: {serial: NVME-1}}")).to.deep.equal({
			install: ["/dev/nvme0n1"],
			installWanted: 'glob("NVME-1", disk.serial) && disk.transport != "" && !disk.readonly && !disk.cdrom',
			userVolumes: { "local-hdd": ["/dev/sdb"] },
		});
		expect((await ask("{disk: /dev/disk/by-id/nvme-1}")).install).to.deep.equal(["/dev/nvme0n1"]);
		expect((await ask("{disk: /dev/sdz}")).install).to.deep.equal([]);
	});

	it("tells no secret when it refuses", async () => {
		const { machineConfiguration } = await configuration();
		const broken = machineConfiguration.replace("kind: HostnameConfig", "kind: NoSuchKind");
		expect(await refusal(machinery.ask("inspect", { machineConfiguration: broken }))).to.equal(
			"machineConfiguration: Talos' loader refuses it; run validate for the reason",
		);
		const wrong = { ...secrets.machineSecrets, cluster: { id: 7, secret: "s3cr3t" } };
		expect(await refusal(configuration({ machineSecrets: wrong }))).to.equal(
			"arguments: machineSecrets.cluster.id is a number; must be a string",
		);
	});

	it("refuses an argument that it does not know", async () => {
		expect(await refusal(configuration({ machinetypes: 1 }))).to.equal('arguments: json: unknown field "machinetypes"');
	});

	it("refuses everything that waits when it is closed", async () => {
		const other = new TalosMachinery(partPaths()["talos-machinery"]);
		const asked = refusal(other.ask("secrets", { talosVersion: "v1.13" }));
		other.close();
		expect(await asked).to.equal("talos-machinery secrets: closed");
	});
});

import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { TalosCluster } from "../../../components/cluster/cluster";
import type { LoadedConfig } from "../../../stacks/config";
import type { Machine } from "../../../stacks/handover";
import { type Answers, isSecret, record, revealed, stack } from "../recording";

const clientConfiguration = { caCertificate: "Y2E=", clientCertificate: "Y2VydA==", clientKey: "a2V5" };
const answers: Answers = {
	resource: (type) => {
		switch (type) {
			case "talos:machine/secrets:Secrets":
				return { machineSecrets: { cluster: { id: "id", secret: "cluster-secret" } }, clientConfiguration };
			case "talos:cluster/kubeconfig:Kubeconfig":
				return { kubeconfigRaw: "the kubeconfig" };
			case "tls:index/privateKey:PrivateKey":
				return { privateKeyPemPkcs8: "the client's key" };
			case "tls:index/certRequest:CertRequest":
				return { certRequestPem: "the request" };
			case "tls:index/locallySignedCert:LocallySignedCert":
				return { certPem: "the client's certificate" };
			case "lab:index:ApiHealthy":
				return { version: "v1.36.3" };
			default:
				return {};
		}
	},
	call: (token, inputs) =>
		token === "talos:machine/getConfiguration:getConfiguration"
			? { machineConfiguration: `configuration of a ${inputs.machineType}` }
			: { talosConfig: "the talosconfig" },
};

class Hardware extends pulumi.CustomResource {
	constructor(name: string) {
		super("test:index:Hardware", name);
	}
}

function machinesOf(config: LoadedConfig): Machine[] {
	return config.nodes.map((node) => ({
		name: node.name,
		role: node.role,
		kind: node.kind,
		address: node.address,
		mac: node.mac,
		zone: node.zone,
		schematic: config.talos.schematics.vm,
		node,
		incarnation: pulumi.output(`${node.name}-1`),
		ready: [new Hardware(`hardware-${node.name}`)],
	}));
}

function clusterOf(config: LoadedConfig) {
	return record(
		() => new TalosCluster("cluster", { config, machines: machinesOf(config) }),
		({ cluster, talosConfig }) => [cluster.apiHealthy.urn, cluster.kubeconfig, talosConfig],
		answers,
	);
}

const APPLY = "talos:machine/configurationApply:ConfigurationApply";

describe("the cluster", () => {
	it("generates each machine's configuration with everything pinned, by its role", async () => {
		const { recording } = await clusterOf(stack("lab"));
		const generated = recording.calls.filter(
			({ token }) => token.endsWith(":getConfiguration") && /machine/.test(token),
		);
		expect(generated.map(({ inputs }) => inputs.machineType)).to.have.members(["controlplane", "worker", "worker"]);
		expect(generated[0]?.inputs).to.deep.include({
			clusterName: "lab",
			clusterEndpoint: "https://10.20.0.5:6443",
			talosVersion: "v1.13",
			kubernetesVersion: "1.36.3",
			docs: false,
			examples: false,
		});
	});

	it("speaks to each machine at its own address, never at the VIP", async () => {
		const { recording } = await clusterOf(stack("prod"));
		const spoken = recording.resources.filter(({ type }) => type.startsWith("talos:")).map(({ inputs }) => inputs);
		expect(spoken.filter(({ node }) => node !== undefined)).to.have.length(8 + 2);
		for (const { node, endpoint } of spoken.filter(({ node }) => node !== undefined))
			expect([node, endpoint]).to.deep.equal([node, node]).and.to.not.include("10.30.0.5");
		const talosconfig = recording.calls.find(({ token }) => token === "talos:client/getConfiguration:getConfiguration");
		expect(talosconfig?.inputs.endpoints).to.deep.equal(["10.30.0.21", "10.30.0.22", "10.30.0.23"]);
	});

	it("configures a machine after it is up, control planes one after the other", async () => {
		const { recording } = await clusterOf(stack("prod"));
		expect(recording.one("prod-cp-1-applied").after).to.include("hardware-prod-cp-1");
		expect(recording.one("prod-cp-1-applied").after.filter((name) => name.endsWith("-applied"))).to.deep.equal([]);
		expect(recording.one("prod-cp-3-applied").after).to.include("cluster-prod-cp-2-applied");
	});

	it("bootstraps exactly one, the first, after all control planes are configured and before workers are", async () => {
		const { recording } = await clusterOf(stack("prod"));
		const bootstraps = recording.of("talos:machine/bootstrap:Bootstrap");
		expect(bootstraps).to.have.length(1);
		expect(bootstraps[0]?.inputs.node).to.equal("10.30.0.21");
		expect(bootstraps[0]?.after).to.include.members([
			"cluster-prod-cp-1-applied",
			"cluster-prod-cp-2-applied",
			"cluster-prod-cp-3-applied",
		]);
		expect(recording.one("prod-worker-1-applied").after).to.include("cluster-bootstrap");
	});

	it("does not bootstrap another when another is first: the target is pinned", async () => {
		const { recording } = await clusterOf(stack("prod"));
		expect(recording.one("cluster-bootstrap").ignoreChanges).to.deep.equal(["node", "endpoint"]);
	});

	it("has machines leave etcd before they are removed, but the last one standing", async () => {
		const { recording } = await clusterOf(stack("prod"));
		const graceful = Object.fromEntries(
			recording.of(APPLY).map(({ inputs }) => {
				expect(inputs.onDestroy).to.include({ reset: true, reboot: false });
				return [inputs.node, (inputs.onDestroy as { graceful: boolean }).graceful];
			}),
		);
		expect(graceful).to.include({ "10.30.0.21": false, "10.30.0.22": true, "10.30.0.23": true, "10.30.0.31": true });
	});

	it("applies the configuration again to a machine that was made again, as an update and not as a replacement", async () => {
		const { recording } = await clusterOf(stack("lab"));
		expect(recording.one("lab-worker-1-applied").inputs.configPatches).to.deep.equal([
			'{"machine":{"nodeAnnotations":{"gxp-lab.io/incarnation":"lab-worker-1-1"}}}',
		]);
	});

	it("is gated on a healthy API only, after every machine is configured", async () => {
		const { recording, result } = await clusterOf(stack("lab"));
		const gate = recording.one("cluster-api-healthy");
		expect(gate.after).to.include.members([
			"cluster-kubeconfig",
			"cluster-lab-worker-1-applied",
			"cluster-lab-storage-1-applied",
		]);
		expect(result.cluster).to.deep.include({
			name: "lab",
			endpoint: "https://10.20.0.5:6443",
			clusterIdentifier: "lab.lab.gxp.example",
			nodes: [
				{ name: "lab-cp-1", role: "controlPlane" },
				{ name: "lab-worker-1", role: "worker" },
				{ name: "lab-storage-1", role: "storage" },
			],
		});
	});

	it("protects what would wipe a control plane's etcd, and no worker's configuration (CHG-007)", async () => {
		const { recording } = await clusterOf(stack("prod"));
		for (const { name, protect } of recording.of(APPLY)) expect(protect, name).to.equal(name.includes("-cp-"));
	});

	it("protects and pins the machine secrets (CHG-007)", async () => {
		const { recording } = await clusterOf(stack("lab"));
		const secrets = recording.one("cluster-secrets");
		expect(secrets.inputs).to.deep.equal({ talosVersion: "v1.13" });
		expect(secrets.protect).to.equal(true);
		expect(secrets.ignoreChanges).to.deep.equal(["talosVersion"]);
	});

	it("takes over the secrets of an existing cluster, with a client certificate of its own from that cluster's CA", async () => {
		const base64 = (text: string) => Buffer.from(text).toString("base64");
		const pair = { crt: base64("certificate"), key: base64("-----BEGIN ED25519 PRIVATE KEY-----") };
		const bundle = JSON.stringify({
			cluster: { id: "id", secret: "secret" },
			secrets: { bootstraptoken: "token", secretboxencryptionsecret: "box" },
			trustdinfo: { token: "trust" },
			certs: { etcd: pair, k8s: pair, k8saggregator: pair, k8sserviceaccount: { key: pair.key }, os: pair },
		});
		const plain = stack("lab");
		const config = { ...plain, secrets: { ...plain.secrets, machineSecrets: pulumi.secret(bundle) } };
		const { recording } = await clusterOf(config);
		expect(recording.of("talos:machine/secrets:Secrets")).to.deep.equal([]);
		const certificate = recording.one("client-certificate").inputs;
		expect(certificate).to.deep.include({
			allowedUses: ["digital_signature", "client_auth"],
			validityPeriodHours: 8760,
			earlyRenewalHours: 720,
		});
		expect(isSecret(certificate.caPrivateKeyPem)).to.equal(true);
		expect(revealed(certificate.caPrivateKeyPem)).to.equal("-----BEGIN PRIVATE KEY-----");
		expect(recording.one("client-request").inputs.subject).to.deep.equal({ organization: "os:admin" });
		for (const { inputs } of recording.of(APPLY)) expect(isSecret(inputs.clientConfiguration)).to.equal(true);
	});

	it("keeps every secret a secret: inputs, outputs, and what it hands on", async () => {
		const { recording, result } = await clusterOf(stack("lab"));
		expect(recording.one("cluster-secrets").secretOutputs).to.have.members(["machineSecrets", "clientConfiguration"]);
		expect(recording.one("cluster-kubeconfig").secretOutputs).to.include.members([
			"kubeconfigRaw",
			"kubernetesClientConfiguration",
			"clientConfiguration",
		]);
		for (const { inputs, secretOutputs } of recording.of(APPLY)) {
			expect(isSecret(inputs.machineConfigurationInput)).to.equal(true);
			expect(revealed(inputs.machineConfigurationInput)).to.match(/^configuration of a /);
			expect(secretOutputs).to.include.members(["machineConfiguration", "machineConfigurationInput"]);
		}
		expect(isSecret(recording.one("cluster-api-healthy").inputs.kubeconfig)).to.equal(true);
		expect(await pulumi.isSecret(result.cluster.kubeconfig)).to.equal(true);
		expect(await pulumi.isSecret(result.talosConfig)).to.equal(true);
	});

	it("changes nothing of other machines when a worker is added", async () => {
		const plain = await clusterOf(stack("prod"));
		const more = await clusterOf(
			stack("prod", ({ nodes }) => {
				const worker = nodes.find(({ name }) => name === "prod-worker-3");
				if (worker?.kind !== "vm") throw new Error("prod has no third worker");
				nodes.push({ ...worker, name: "prod-worker-4", address: "10.30.0.34", mac: "bc:24:11:30:00:34", vmId: 3034 });
			}),
		);
		const inputsOf = (recording: typeof plain.recording) =>
			new Map(recording.of(APPLY).map(({ name, inputs }) => [name, inputs]));
		const patchesOf = (recording: typeof plain.recording) =>
			recording.calls
				.filter(({ token }) => token.startsWith("talos:machine/"))
				.map(({ inputs }) => JSON.stringify(inputs));
		const before = inputsOf(plain.recording);
		const after = inputsOf(more.recording);
		expect(after.size).to.equal(before.size + 1);
		for (const [name, inputs] of before) expect(after.get(name), name).to.deep.equal(inputs);
		expect(patchesOf(more.recording)).to.include.members(patchesOf(plain.recording));
	});

	it("refuses to be without a control plane", () => {
		const config = stack("lab", (lab) => {
			lab.nodes = lab.nodes.filter(({ role }) => role !== "controlPlane");
		});
		expect(() => new TalosCluster("cluster", { config, machines: machinesOf(config) })).to.throw(
			pulumi.RunError,
			"gxp-lab:nodes: has no control plane; the cluster layer needs at least one",
		);
	});
});

import { realpathSync } from "node:fs";
import type * as pulumi from "@pulumi/pulumi";
import * as talos from "@pulumi/talos";
import { expect } from "chai";
import { isSecret, record } from "../components/recording";
import { root } from "./declarations";

const client = { caCertificate: "ca", clientCertificate: "certificate", clientKey: "key" };

function everything() {
	const provider = new talos.Provider("talos", { imageFactoryUrl: "https://factory.example" });
	const options = { provider };
	const node = { node: "10.0.0.1", clientConfiguration: client };
	const secrets = new talos.machine.Secrets("secrets", { talosVersion: "v1.13" }, options);
	const made: pulumi.CustomResource[] = [
		secrets,
		new talos.machine.ConfigurationApply("applied", { ...node, machineConfigurationInput: "machine: {}" }, options),
		new talos.machine.Bootstrap("bootstrap", node, options),
		new talos.cluster.Kubeconfig("kubeconfig", node, options),
		new talos.imagefactory.Schematic("schematic", { schematic: "customization: {}" }, options),
	];
	const configuration = {
		clusterEndpoint: "https://10.0.0.5:6443",
		clusterName: "lab",
		machineType: "worker",
		machineSecrets: secrets.machineSecrets,
	};
	const asked: pulumi.Output<unknown>[] = [
		talos.machine.getConfigurationOutput(configuration, options),
		talos.machine.getDisksOutput(node, options),
		talos.client.getConfigurationOutput({ clusterName: "lab", clientConfiguration: client }, options),
		talos.cluster.getHealthOutput(
			{ clientConfiguration: client, controlPlaneNodes: ["10.0.0.1"], endpoints: ["10.0.0.1"] },
			options,
		),
		talos.imagefactory.getUrlsOutput({ schematicId: "0".repeat(64), talosVersion: "v1.14.2" }, options),
		talos.imagefactory.getVersionsOutput({}, options),
		talos.imagefactory.getExtensionsVersionsOutput({ talosVersion: "v1.14.2" }, options),
		talos.imagefactory.getOverlaysVersionsOutput({ talosVersion: "v1.14.2" }, options),
	];
	return { made, asked, configuration: asked[0] };
}

const run = () =>
	record(everything, ({ made, asked }) => [...made.map(({ urn }) => urn), ...asked], {
		resource: (type) => (type.endsWith(":Secrets") ? { machineSecrets: { certs: {} } } : {}),
	});

describe("the Talos SDK", () => {
	it("is this project's, found under its npm name and run from source", () => {
		expect(realpathSync(require.resolve("@pulumi/talos"))).to.equal(`${root}/index.ts`);
	});

	it("tells the engine which plugin to take, on every resource and every call", async () => {
		const { recording } = await run();
		expect(recording.resources).to.have.length(6);
		expect(recording.calls).to.have.length(8);
		for (const { version, pluginDownloadURL } of [...recording.resources, ...recording.calls]) {
			expect(version).to.equal("0.8.1");
			expect(pluginDownloadURL).to.equal("github://api.github.com/pulumiverse");
		}
	});

	it("uses the provider's tokens", async () => {
		const { recording } = await run();
		expect(recording.resources.map(({ type }) => type)).to.have.members([
			"pulumi:providers:talos",
			"talos:machine/secrets:Secrets",
			"talos:machine/configurationApply:ConfigurationApply",
			"talos:machine/bootstrap:Bootstrap",
			"talos:cluster/kubeconfig:Kubeconfig",
			"talos:imageFactory/schematic:Schematic",
		]);
		expect(recording.calls.map(({ token }) => token)).to.include.members([
			"talos:machine/getConfiguration:getConfiguration",
			"talos:client/getConfiguration:getConfiguration",
			"talos:imageFactory/getUrls:getUrls",
		]);
	});

	it("has what the schema marks secret secret", async () => {
		const { recording } = await run();
		expect(isSecret(recording.one("applied").inputs.machineConfigurationInput)).to.equal(true);
		expect(recording.one("applied").secretOutputs).to.include.members([
			"machineConfiguration",
			"machineConfigurationInput",
			"machineConfigurationInputWo",
		]);
		expect(recording.one("kubeconfig").secretOutputs).to.include("kubeconfigRaw");
	});

	it("adds to secret outputs that the program names, and takes none away", async () => {
		const { recording } = await record(
			() =>
				new talos.machine.ConfigurationApply(
					"applied",
					{ node: "10.0.0.1" },
					{ provider: new talos.Provider("talos"), additionalSecretOutputs: ["clientConfiguration"] },
				),
			({ urn }) => urn,
		);
		expect(recording.one("applied").secretOutputs).to.include.members(["clientConfiguration", "machineConfiguration"]);
	});

	it("leaves out of a request what is not given", async () => {
		const { recording } = await run();
		expect(Object.keys(recording.one("bootstrap").inputs).sort()).to.deep.equal(["clientConfiguration", "node"]);
	});

	it("lets the program's options go before its own", async () => {
		const { recording } = await record(
			() => new talos.machine.Secrets("secrets", {}, { provider: new talos.Provider("talos"), version: "0.8.2" }),
			({ urn }) => urn,
		);
		expect(recording.one("secrets").version).to.equal("0.8.2");
	});
});

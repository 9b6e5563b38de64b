import * as pulumi from "@pulumi/pulumi";
import * as talos from "@pulumi/talos";
import { ApiHealthy } from "../../provider/sdk";
import type { LoadedConfig } from "../../stacks/config";
import type { Cluster, Machine } from "../../stacks/handover";
import { ImportedSecrets } from "./imported-secrets";
import { NodeConfiguration } from "./node-configuration";

export interface TalosClusterArgs {
	config: LoadedConfig;
	/** In the configuration's order: the first control plane is bootstrapped, and is the last to go. */
	machines: Machine[];
}

/** How long the first start may take: each machine installs Talos and pulls the control plane's images. */
const API_TIMEOUT_SECONDS = 900;

/**
 * A Kubernetes cluster on the machines, up to "the API is healthy": without a CNI no node gets Ready, and the CNI is the
 * platform layer's.
 *
 * Control planes are configured one after the other, then the first is bootstrapped by its own address, then workers are
 * configured. In the other direction, workers leave while there is an API to drain them from, and control planes leave
 * etcd one at a time; the first, then alone, cannot leave and is only reset. To take the first out of a running cluster,
 * put another first in the configuration, apply that, and then remove it.
 */
export class TalosCluster extends pulumi.ComponentResource {
	readonly cluster: Cluster;
	/** For talosctl: the control planes' own addresses, never the VIP. Secret. */
	readonly talosConfig: pulumi.Output<string>;

	constructor(name: string, args: TalosClusterArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:cluster:TalosCluster", name, {}, opts);
		const { config, machines } = args;
		const clusterName = config.environment.name;
		const endpoint = `https://${config.network.vip}:6443`;
		const controlPlanes = machines.filter(({ role }) => role === "controlPlane");
		const [first] = controlPlanes;
		if (first === undefined)
			throw new pulumi.RunError("gxp-lab:nodes: has no control plane; the cluster layer needs at least one");

		const provider = new talos.Provider(`${name}-talos`, {}, { parent: this });
		const { machineSecrets, clientConfiguration } = this.secrets(name, config, provider);
		const configure = (machine: Machine, after: pulumi.Resource[]) =>
			new NodeConfiguration(
				`${name}-${machine.name}`,
				{
					config,
					machine,
					clusterEndpoint: endpoint,
					machineSecrets,
					clientConfiguration,
					leavesGracefully: machine !== first,
					provider,
					after,
				},
				{ parent: this },
			).applied;

		const configured: pulumi.Resource[] = [];
		for (const machine of controlPlanes) configured.push(configure(machine, configured.slice(-1)));

		const bootstrap = new talos.machine.Bootstrap(
			`${name}-bootstrap`,
			{ node: first.address, endpoint: first.address, clientConfiguration },
			{
				parent: this,
				provider,
				dependsOn: configured,
				additionalSecretOutputs: ["clientConfiguration"],
				// Once in a cluster's life: another first control plane is no reason to bootstrap that one.
				ignoreChanges: ["node", "endpoint"],
			},
		);
		const workers = machines
			.filter(({ role }) => role !== "controlPlane")
			.map((machine) => configure(machine, [bootstrap]));

		const kubeconfig = new talos.cluster.Kubeconfig(
			`${name}-kubeconfig`,
			{ node: first.address, endpoint: first.address, clientConfiguration },
			{
				parent: this,
				provider,
				dependsOn: [bootstrap],
				additionalSecretOutputs: ["clientConfiguration", "kubeconfigRaw", "kubernetesClientConfiguration"],
			},
		);
		const kubeconfigRaw = pulumi.secret(kubeconfig.kubeconfigRaw);
		const apiHealthy = new ApiHealthy(
			`${name}-api-healthy`,
			{ kubeconfig: kubeconfigRaw, timeoutSeconds: API_TIMEOUT_SECONDS },
			{ parent: this, dependsOn: [kubeconfig, ...workers] },
		);

		this.talosConfig = pulumi.secret(
			talos.client.getConfigurationOutput(
				{
					clusterName,
					clientConfiguration,
					endpoints: controlPlanes.map(({ address }) => address),
					nodes: machines.map(({ address }) => address),
				},
				{ parent: this, provider },
			).talosConfig,
		);
		this.cluster = {
			name: clusterName,
			endpoint,
			clusterIdentifier: `${clusterName}.${config.environment.domain}`,
			kubeconfig: kubeconfigRaw,
			nodes: machines.map(({ name, role }) => ({ name, role })),
			apiHealthy,
		};
		this.registerOutputs({ endpoint, kubeconfig: kubeconfigRaw, version: apiHealthy.version });
	}

	/** The cluster's identity: made once and protected (CHG-007), or taken over from the configuration. */
	private secrets(name: string, config: LoadedConfig, provider: talos.Provider) {
		if (config.secrets.machineSecrets !== undefined)
			return new ImportedSecrets(
				`${name}-imported-secrets`,
				{ bundle: config.secrets.machineSecrets },
				{ parent: this },
			);
		return new talos.machine.Secrets(
			`${name}-secrets`,
			{ talosVersion: config.talos.contract },
			{
				parent: this,
				provider,
				protect: true,
				additionalSecretOutputs: ["machineSecrets", "clientConfiguration"],
				// Pinned for the cluster's life: lowering it would make new secrets, and so another cluster.
				ignoreChanges: ["talosVersion"],
			},
		);
	}
}

import * as pulumi from "@pulumi/pulumi";
import * as talos from "@pulumi/talos";
import type { Machine } from "../../stacks/handover";
import type { LabConfig } from "../../stacks/schema";
import { asText, configPatches } from "./patches";

export interface NodeConfigurationArgs {
	config: LabConfig;
	machine: Machine;
	clusterEndpoint: string;
	machineSecrets: pulumi.Input<talos.types.input.MachineSecrets>;
	clientConfiguration: pulumi.Input<talos.types.input.ClientConfiguration>;
	/** Whether it leaves etcd when it is taken out: all control planes but the last one standing. Workers: true. */
	leavesGracefully: boolean;
	/** The talos provider. */
	provider: pulumi.ProviderResource;
	/** What must be done before. The machine itself is always waited for. */
	after: pulumi.Resource[];
}

/** The annotation by which a machine that was made again gets its configuration again. */
export const INCARNATION = "gxp-lab.io/incarnation";

/**
 * The configuration of one machine: generated from the machine secrets, patched, and applied to the machine's own address.
 *
 * A machine that was made again has another incarnation. That is in the applied configuration, so it is an update: sent
 * again, in maintenance mode without a client certificate. A replacement would first or afterwards destroy the old one,
 * and destroying resets whatever machine now has the address.
 *
 * Destroying it resets the machine: it drains, leaves etcd if it is a control plane, and forgets what it was. That is in
 * the state from the first `up` on, where the provider needs it.
 */
export class NodeConfiguration extends pulumi.ComponentResource {
	readonly applied: talos.machine.ConfigurationApply;

	constructor(name: string, args: NodeConfigurationArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:cluster:NodeConfiguration", name, {}, opts);
		const { config, machine, provider } = args;
		const { machineConfiguration } = talos.machine.getConfigurationOutput(
			{
				clusterName: config.environment.name,
				clusterEndpoint: args.clusterEndpoint,
				machineType: machine.role === "controlPlane" ? "controlplane" : "worker",
				machineSecrets: args.machineSecrets,
				talosVersion: config.talos.contract,
				kubernetesVersion: config.kubernetes.version,
				configPatches: asText(configPatches(config, machine)),
				docs: false,
				examples: false,
			},
			{ parent: this, provider },
		);
		this.applied = new talos.machine.ConfigurationApply(
			`${name}-applied`,
			{
				node: machine.address,
				endpoint: machine.address,
				clientConfiguration: args.clientConfiguration,
				machineConfigurationInput: pulumi.secret(machineConfiguration),
				configPatches: [
					machine.incarnation.apply((incarnation) =>
						JSON.stringify({ machine: { nodeAnnotations: { [INCARNATION]: incarnation } } }),
					),
				],
				applyMode: "auto",
				onDestroy: { reset: true, graceful: args.leavesGracefully, reboot: false },
			},
			{
				parent: this,
				provider,
				// Destroying a control plane's configuration wipes its etcd: as protected as the machine itself (CHG-007).
				protect: machine.role === "controlPlane",
				dependsOn: [...machine.ready, ...args.after],
				additionalSecretOutputs: ["clientConfiguration", "machineConfiguration", "machineConfigurationInput"],
			},
		);
		this.registerOutputs({ machineConfigurationHash: this.applied.machineConfigurationHash });
	}
}

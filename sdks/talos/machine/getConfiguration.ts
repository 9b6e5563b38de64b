import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface GetConfigurationArgs {
	/** The URL of the Kubernetes API. */
	clusterEndpoint: string;
	clusterName: string;
	/** Patches in YAML or JSON. */
	configPatches?: string[] | undefined;
	docs?: boolean | undefined;
	examples?: boolean | undefined;
	kubernetesVersion?: string | undefined;
	machineSecrets: outputs.MachineSecrets;
	/** controlplane or worker. */
	machineType: string;
	/** The version contract: the layout of what is generated, not what is installed. */
	talosVersion?: string | undefined;
}

export interface GetConfigurationOutputArgs {
	clusterEndpoint: pulumi.Input<string>;
	clusterName: pulumi.Input<string>;
	configPatches?: pulumi.Input<pulumi.Input<string>[] | undefined>;
	docs?: pulumi.Input<boolean | undefined>;
	examples?: pulumi.Input<boolean | undefined>;
	kubernetesVersion?: pulumi.Input<string | undefined>;
	machineSecrets: pulumi.Input<inputs.MachineSecrets>;
	machineType: pulumi.Input<string>;
	talosVersion?: pulumi.Input<string | undefined>;
}

export interface GetConfigurationResult extends GetConfigurationArgs {
	readonly id: string;
	/** YAML, several documents. Secret. */
	readonly machineConfiguration: string;
}

/** Generates the configuration of a machine. */
export function getConfiguration(
	args: GetConfigurationArgs,
	opts?: pulumi.InvokeOptions,
): Promise<GetConfigurationResult> {
	return pulumi.runtime.invoke(
		"talos:machine/getConfiguration:getConfiguration",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

export function getConfigurationOutput(
	args: GetConfigurationOutputArgs,
	opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetConfigurationResult> {
	return pulumi.runtime.invokeOutput(
		"talos:machine/getConfiguration:getConfiguration",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

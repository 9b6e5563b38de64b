import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface GetConfigurationArgs {
	clientConfiguration: outputs.ClientConfiguration;
	clusterName: string;
	/** Control planes' own addresses; never the VIP, which is gone when it is needed most. */
	endpoints?: string[] | undefined;
	nodes?: string[] | undefined;
}

export interface GetConfigurationOutputArgs {
	clientConfiguration: pulumi.Input<inputs.ClientConfiguration>;
	clusterName: pulumi.Input<string>;
	endpoints?: pulumi.Input<pulumi.Input<string>[] | undefined>;
	nodes?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}

export interface GetConfigurationResult extends GetConfigurationArgs {
	readonly id: string;
	/** YAML. Secret. */
	readonly talosConfig: string;
}

/** The talosconfig of a cluster. */
export function getConfiguration(
	args: GetConfigurationArgs,
	opts?: pulumi.InvokeOptions,
): Promise<GetConfigurationResult> {
	return pulumi.runtime.invoke(
		"talos:client/getConfiguration:getConfiguration",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

export function getConfigurationOutput(
	args: GetConfigurationOutputArgs,
	opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetConfigurationResult> {
	return pulumi.runtime.invokeOutput(
		"talos:client/getConfiguration:getConfiguration",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

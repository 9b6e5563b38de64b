import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface GetHealthArgs {
	clientConfiguration: outputs.ClientConfiguration;
	controlPlaneNodes: string[];
	/** At least one control plane. */
	endpoints: string[];
	/** Leave out what needs the CNI. */
	skipKubernetesChecks?: boolean | undefined;
	timeouts?: outputs.ReadTimeouts | undefined;
	workerNodes?: string[] | undefined;
}

export interface GetHealthOutputArgs {
	clientConfiguration: pulumi.Input<inputs.ClientConfiguration>;
	controlPlaneNodes: pulumi.Input<pulumi.Input<string>[]>;
	endpoints: pulumi.Input<pulumi.Input<string>[]>;
	skipKubernetesChecks?: pulumi.Input<boolean | undefined>;
	timeouts?: pulumi.Input<inputs.ReadTimeouts | undefined>;
	workerNodes?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}

export interface GetHealthResult extends GetHealthArgs {
	readonly id: string;
}

/** Waits until the cluster is healthy, or fails after its read timeout. */
export function getHealth(args: GetHealthArgs, opts?: pulumi.InvokeOptions): Promise<GetHealthResult> {
	return pulumi.runtime.invoke(
		"talos:cluster/getHealth:getHealth",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

export function getHealthOutput(
	args: GetHealthOutputArgs,
	opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetHealthResult> {
	return pulumi.runtime.invokeOutput(
		"talos:cluster/getHealth:getHealth",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface GetKubeconfigArgs {
	clientConfiguration: outputs.ClientConfiguration;
	/** Where the request goes; the node if absent. */
	endpoint?: string | undefined;
	/** A control plane. */
	node: string;
	timeouts?: outputs.ReadTimeouts | undefined;
	/** @deprecated Without effect; use getHealth. */
	wait?: boolean | undefined;
}

export interface GetKubeconfigOutputArgs {
	clientConfiguration: pulumi.Input<inputs.ClientConfiguration>;
	endpoint?: pulumi.Input<string | undefined>;
	node: pulumi.Input<string>;
	timeouts?: pulumi.Input<inputs.ReadTimeouts | undefined>;
	/** @deprecated Without effect; use getHealth. */
	wait?: pulumi.Input<boolean | undefined>;
}

export interface GetKubeconfigResult extends GetKubeconfigArgs {
	readonly endpoint: string;
	readonly id: string;
	/** Secret. */
	readonly kubeconfigRaw: string;
	readonly kubernetesClientConfiguration: outputs.KubernetesClientConfiguration;
}

/** @deprecated A new certificate at each run; use the resource Kubeconfig. */
export function getKubeconfig(args: GetKubeconfigArgs, opts?: pulumi.InvokeOptions): Promise<GetKubeconfigResult> {
	return pulumi.runtime.invoke(
		"talos:cluster/getKubeconfig:getKubeconfig",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

/** @deprecated A new certificate at each run; use the resource Kubeconfig. */
export function getKubeconfigOutput(
	args: GetKubeconfigOutputArgs,
	opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetKubeconfigResult> {
	return pulumi.runtime.invokeOutput(
		"talos:cluster/getKubeconfig:getKubeconfig",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface GetVersionsArgs {
	filters?: outputs.VersionFilters | undefined;
}

export interface GetVersionsOutputArgs {
	filters?: pulumi.Input<inputs.VersionFilters | undefined>;
}

export interface GetVersionsResult extends GetVersionsArgs {
	readonly id: string;
	readonly talosVersions: string[];
}

/** The Talos releases that the factory offers. */
export function getVersions(args: GetVersionsArgs = {}, opts?: pulumi.InvokeOptions): Promise<GetVersionsResult> {
	return pulumi.runtime.invoke(
		"talos:imageFactory/getVersions:getVersions",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

export function getVersionsOutput(
	args: GetVersionsOutputArgs = {},
	opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetVersionsResult> {
	return pulumi.runtime.invokeOutput(
		"talos:imageFactory/getVersions:getVersions",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

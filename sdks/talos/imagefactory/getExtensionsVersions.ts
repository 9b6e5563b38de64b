import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface GetExtensionsVersionsArgs {
	exactFilters?: outputs.NameFilters | undefined;
	filters?: outputs.NameFilters | undefined;
	talosVersion: string;
}

export interface GetExtensionsVersionsOutputArgs {
	exactFilters?: pulumi.Input<inputs.NameFilters | undefined>;
	filters?: pulumi.Input<inputs.NameFilters | undefined>;
	talosVersion: pulumi.Input<string>;
}

export interface GetExtensionsVersionsResult extends GetExtensionsVersionsArgs {
	readonly extensionsInfos: outputs.ExtensionInfo[];
	readonly id: string;
}

/** The extensions that the factory offers for a Talos release. */
export function getExtensionsVersions(
	args: GetExtensionsVersionsArgs,
	opts?: pulumi.InvokeOptions,
): Promise<GetExtensionsVersionsResult> {
	return pulumi.runtime.invoke(
		"talos:imageFactory/getExtensionsVersions:getExtensionsVersions",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

export function getExtensionsVersionsOutput(
	args: GetExtensionsVersionsOutputArgs,
	opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetExtensionsVersionsResult> {
	return pulumi.runtime.invokeOutput(
		"talos:imageFactory/getExtensionsVersions:getExtensionsVersions",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

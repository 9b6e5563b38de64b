import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface GetOverlaysVersionsArgs {
	filters?: outputs.OverlayFilters | undefined;
	talosVersion: string;
}

export interface GetOverlaysVersionsOutputArgs {
	filters?: pulumi.Input<inputs.OverlayFilters | undefined>;
	talosVersion: pulumi.Input<string>;
}

export interface GetOverlaysVersionsResult extends GetOverlaysVersionsArgs {
	readonly id: string;
	readonly overlaysInfos: outputs.OverlayInfo[];
}

/** The overlays that the factory offers for a Talos release. */
export function getOverlaysVersions(
	args: GetOverlaysVersionsArgs,
	opts?: pulumi.InvokeOptions,
): Promise<GetOverlaysVersionsResult> {
	return pulumi.runtime.invoke(
		"talos:imageFactory/getOverlaysVersions:getOverlaysVersions",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

export function getOverlaysVersionsOutput(
	args: GetOverlaysVersionsOutputArgs,
	opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetOverlaysVersionsResult> {
	return pulumi.runtime.invokeOutput(
		"talos:imageFactory/getOverlaysVersions:getOverlaysVersions",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as outputs from "../types/output";

export interface GetUrlsArgs {
	architecture?: string | undefined;
	platform?: string | undefined;
	sbc?: string | undefined;
	schematicId: string;
	talosVersion: string;
}

export interface GetUrlsOutputArgs {
	architecture?: pulumi.Input<string | undefined>;
	platform?: pulumi.Input<string | undefined>;
	sbc?: pulumi.Input<string | undefined>;
	schematicId: pulumi.Input<string>;
	talosVersion: pulumi.Input<string>;
}

export interface GetUrlsResult extends GetUrlsArgs {
	readonly architecture: string;
	readonly id: string;
	readonly urls: outputs.ImageUrls;
}

/** The URLs of a schematic's images, without asking the factory. */
export function getUrls(args: GetUrlsArgs, opts?: pulumi.InvokeOptions): Promise<GetUrlsResult> {
	return pulumi.runtime.invoke(
		"talos:imageFactory/getUrls:getUrls",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

export function getUrlsOutput(
	args: GetUrlsOutputArgs,
	opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetUrlsResult> {
	return pulumi.runtime.invokeOutput(
		"talos:imageFactory/getUrls:getUrls",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

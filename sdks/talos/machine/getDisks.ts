import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface GetDisksArgs {
	clientConfiguration: outputs.ClientConfiguration;
	/** Where the request goes; the node if absent. */
	endpoint?: string | undefined;
	node: string;
	/** A CEL expression over `disk`; all disks if absent. */
	selector?: string | undefined;
	timeouts?: outputs.ReadTimeouts | undefined;
}

export interface GetDisksOutputArgs {
	clientConfiguration: pulumi.Input<inputs.ClientConfiguration>;
	endpoint?: pulumi.Input<string | undefined>;
	node: pulumi.Input<string>;
	selector?: pulumi.Input<string | undefined>;
	timeouts?: pulumi.Input<inputs.ReadTimeouts | undefined>;
}

export interface GetDisksResult extends GetDisksArgs {
	readonly disks: outputs.Disk[];
	readonly endpoint: string;
	readonly id: string;
}

/** The disks of a machine, in maintenance mode too. */
export function getDisks(args: GetDisksArgs, opts?: pulumi.InvokeOptions): Promise<GetDisksResult> {
	return pulumi.runtime.invoke(
		"talos:machine/getDisks:getDisks",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

export function getDisksOutput(
	args: GetDisksOutputArgs,
	opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetDisksResult> {
	return pulumi.runtime.invokeOutput(
		"talos:machine/getDisks:getDisks",
		{ ...args },
		pulumi.mergeOptions(pluginDefaults, opts),
	);
}

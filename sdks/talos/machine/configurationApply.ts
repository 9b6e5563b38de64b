import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface ConfigurationApplyArgs {
	/** auto (the default), reboot, no_reboot, staged, staged_if_needing_reboot. */
	applyMode?: pulumi.Input<string | undefined>;
	/** Either this or clientConfigurationWo. A reset on destroy needs this one. */
	clientConfiguration?: pulumi.Input<inputs.ClientConfiguration | undefined>;
	/** Write-only: not in the state. */
	clientConfigurationWo?: pulumi.Input<inputs.ClientConfiguration | undefined>;
	/** Patches in YAML or JSON. Not secret in the state. */
	configPatches?: pulumi.Input<pulumi.Input<string>[] | undefined>;
	/** Where the request goes; the node if absent. */
	endpoint?: pulumi.Input<string | undefined>;
	/** The configuration; either this or machineConfigurationInputWo. Secret. */
	machineConfigurationInput?: pulumi.Input<string | undefined>;
	/** Write-only: not in the state. */
	machineConfigurationInputWo?: pulumi.Input<string | undefined>;
	/** The machine that is configured. */
	node: pulumi.Input<string>;
	onDestroy?: pulumi.Input<inputs.ConfigurationApplyOnDestroy | undefined>;
	/** 10m each if absent. */
	timeouts?: pulumi.Input<inputs.Timeout | undefined>;
}

export interface ConfigurationApplyState extends Partial<ConfigurationApplyArgs> {
	machineConfiguration?: pulumi.Input<string | undefined>;
	machineConfigurationHash?: pulumi.Input<string | undefined>;
	resolvedApplyMode?: pulumi.Input<string | undefined>;
}

/**
 * Applies a configuration to one machine: without a client certificate while it is in maintenance mode, with one later.
 * Reading it back is a no-op: it does not notice a machine that was made again.
 */
export class ConfigurationApply extends pulumi.CustomResource {
	/** @internal */
	static readonly __pulumiType = "talos:machine/configurationApply:ConfigurationApply";
	declare readonly applyMode: pulumi.Output<string>;
	declare readonly clientConfiguration: pulumi.Output<outputs.ClientConfiguration | undefined>;
	declare readonly clientConfigurationWo: pulumi.Output<outputs.ClientConfiguration | undefined>;
	declare readonly configPatches: pulumi.Output<string[] | undefined>;
	declare readonly endpoint: pulumi.Output<string>;
	declare readonly machineConfiguration: pulumi.Output<string>;
	declare readonly machineConfigurationHash: pulumi.Output<string>;
	declare readonly machineConfigurationInput: pulumi.Output<string | undefined>;
	declare readonly machineConfigurationInputWo: pulumi.Output<string | undefined>;
	declare readonly node: pulumi.Output<string>;
	declare readonly onDestroy: pulumi.Output<outputs.ConfigurationApplyOnDestroy | undefined>;
	declare readonly resolvedApplyMode: pulumi.Output<string>;
	declare readonly timeouts: pulumi.Output<outputs.Timeout | undefined>;

	static get(
		name: string,
		id: pulumi.Input<pulumi.ID>,
		state: ConfigurationApplyState = {},
		opts?: pulumi.CustomResourceOptions,
	) {
		return new ConfigurationApply(name, state, { ...opts, id });
	}

	constructor(name: string, args: ConfigurationApplyArgs, opts?: pulumi.CustomResourceOptions);
	constructor(name: string, state: ConfigurationApplyState, opts: pulumi.CustomResourceOptions);
	constructor(name: string, args: ConfigurationApplyState, opts?: pulumi.CustomResourceOptions) {
		super(
			ConfigurationApply.__pulumiType,
			name,
			{
				applyMode: args.applyMode,
				clientConfiguration: args.clientConfiguration,
				clientConfigurationWo: optionalSecret(args.clientConfigurationWo),
				configPatches: args.configPatches,
				endpoint: args.endpoint,
				machineConfiguration: args.machineConfiguration,
				machineConfigurationHash: args.machineConfigurationHash,
				machineConfigurationInput: optionalSecret(args.machineConfigurationInput),
				machineConfigurationInputWo: optionalSecret(args.machineConfigurationInputWo),
				node: args.node,
				onDestroy: args.onDestroy,
				resolvedApplyMode: args.resolvedApplyMode,
				timeouts: args.timeouts,
			},
			pulumi.mergeOptions(
				pulumi.mergeOptions(pluginDefaults, {
					additionalSecretOutputs: [
						"clientConfigurationWo",
						"machineConfiguration",
						"machineConfigurationInput",
						"machineConfigurationInputWo",
					],
				}),
				opts,
			),
		);
	}
}

function optionalSecret<T>(value: pulumi.Input<T> | undefined) {
	return value === undefined ? undefined : pulumi.secret(value);
}

import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface BootstrapArgs {
	/** Either this or clientConfigurationWo. */
	clientConfiguration?: pulumi.Input<inputs.ClientConfiguration | undefined>;
	/** Write-only: not in the state. */
	clientConfigurationWo?: pulumi.Input<inputs.ClientConfiguration | undefined>;
	/** Where the request goes; the node if absent. */
	endpoint?: pulumi.Input<string | undefined>;
	/** The one control plane that starts etcd. */
	node: pulumi.Input<string>;
	timeouts?: pulumi.Input<inputs.BootstrapTimeouts | undefined>;
}

export interface BootstrapState extends Partial<BootstrapArgs> {}

/**
 * Starts etcd on one control plane, once in a cluster's life. Anything but InvalidArgument is retried until the create
 * timeout, AlreadyExists too: a cluster that is bootstrapped is imported, with the id machine_bootstrap.
 */
export class Bootstrap extends pulumi.CustomResource {
	/** @internal */
	static readonly __pulumiType = "talos:machine/bootstrap:Bootstrap";
	declare readonly clientConfiguration: pulumi.Output<outputs.ClientConfiguration | undefined>;
	declare readonly clientConfigurationWo: pulumi.Output<outputs.ClientConfiguration | undefined>;
	declare readonly endpoint: pulumi.Output<string>;
	declare readonly node: pulumi.Output<string>;
	declare readonly timeouts: pulumi.Output<outputs.BootstrapTimeouts | undefined>;

	static get(
		name: string,
		id: pulumi.Input<pulumi.ID>,
		state: BootstrapState = {},
		opts?: pulumi.CustomResourceOptions,
	) {
		return new Bootstrap(name, state, { ...opts, id });
	}

	constructor(name: string, args: BootstrapArgs, opts?: pulumi.CustomResourceOptions);
	constructor(name: string, state: BootstrapState, opts: pulumi.CustomResourceOptions);
	constructor(name: string, args: BootstrapState, opts?: pulumi.CustomResourceOptions) {
		super(
			Bootstrap.__pulumiType,
			name,
			{
				clientConfiguration: args.clientConfiguration,
				clientConfigurationWo:
					args.clientConfigurationWo === undefined ? undefined : pulumi.secret(args.clientConfigurationWo),
				endpoint: args.endpoint,
				node: args.node,
				timeouts: args.timeouts,
			},
			pulumi.mergeOptions(
				pulumi.mergeOptions(pluginDefaults, { additionalSecretOutputs: ["clientConfigurationWo"] }),
				opts,
			),
		);
	}
}

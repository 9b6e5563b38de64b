import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "./defaults";

export interface ProviderArgs {
	/** The Image Factory that makes schematics; https://factory.talos.dev if absent. */
	imageFactoryUrl?: pulumi.Input<string | undefined>;
}

export class Provider extends pulumi.ProviderResource {
	/** @internal */
	static readonly __pulumiType = "talos";
	declare readonly imageFactoryUrl: pulumi.Output<string | undefined>;

	constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
		super(
			Provider.__pulumiType,
			name,
			{ imageFactoryUrl: args.imageFactoryUrl },
			pulumi.mergeOptions(pluginDefaults, opts),
		);
	}
}

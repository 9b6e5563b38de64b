import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as outputs from "../types/output";

export interface SecretsArgs {
	/** The version contract that they are made for, such as v1.13. Lowering it replaces them. */
	talosVersion?: pulumi.Input<string | undefined>;
}

export interface SecretsState extends SecretsArgs {
	clientConfiguration?: pulumi.Input<outputs.ClientConfiguration | undefined>;
	machineSecrets?: pulumi.Input<outputs.MachineSecrets | undefined>;
}

/**
 * The machine secrets of a cluster and an os:admin client certificate, which is renewed in the month before it ends.
 * The schema marks nested fields only: pass `additionalSecretOutputs: ["machineSecrets", "clientConfiguration"]`.
 * Import: the id is the path of a secrets.yaml (`talosctl gen secrets`); the talosVersion is then read as v1.3.
 */
export class Secrets extends pulumi.CustomResource {
	/** @internal */
	static readonly __pulumiType = "talos:machine/secrets:Secrets";
	declare readonly clientConfiguration: pulumi.Output<outputs.ClientConfiguration>;
	declare readonly machineSecrets: pulumi.Output<outputs.MachineSecrets>;
	declare readonly talosVersion: pulumi.Output<string>;

	static get(name: string, id: pulumi.Input<pulumi.ID>, state?: SecretsState, opts?: pulumi.CustomResourceOptions) {
		return new Secrets(name, state, { ...opts, id });
	}

	constructor(name: string, args: SecretsArgs | SecretsState = {}, opts?: pulumi.CustomResourceOptions) {
		super(
			Secrets.__pulumiType,
			name,
			{ clientConfiguration: undefined, machineSecrets: undefined, talosVersion: undefined, ...args },
			pulumi.mergeOptions(pluginDefaults, opts),
		);
	}
}

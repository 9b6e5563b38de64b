import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";
import type * as inputs from "../types/input";
import type * as outputs from "../types/output";

export interface KubeconfigArgs {
	/** Renew the certificate when it is valid for less than this; 720h if absent. */
	certificateRenewalDuration?: pulumi.Input<string | undefined>;
	clientConfiguration: pulumi.Input<inputs.ClientConfiguration>;
	/** Where the request goes; the node if absent. */
	endpoint?: pulumi.Input<string | undefined>;
	/** A control plane. */
	node: pulumi.Input<string>;
	timeouts?: pulumi.Input<inputs.KubeconfigTimeouts | undefined>;
}

export interface KubeconfigState extends Partial<KubeconfigArgs> {
	kubeconfigRaw?: pulumi.Input<string | undefined>;
	kubernetesClientConfiguration?: pulumi.Input<outputs.KubernetesClientConfiguration | undefined>;
}

/** An admin's kubeconfig of the cluster, which is renewed before it ends. */
export class Kubeconfig extends pulumi.CustomResource {
	/** @internal */
	static readonly __pulumiType = "talos:cluster/kubeconfig:Kubeconfig";
	declare readonly certificateRenewalDuration: pulumi.Output<string>;
	declare readonly clientConfiguration: pulumi.Output<outputs.ClientConfiguration>;
	declare readonly endpoint: pulumi.Output<string>;
	declare readonly kubeconfigRaw: pulumi.Output<string>;
	declare readonly kubernetesClientConfiguration: pulumi.Output<outputs.KubernetesClientConfiguration>;
	declare readonly node: pulumi.Output<string>;
	declare readonly timeouts: pulumi.Output<outputs.KubeconfigTimeouts | undefined>;

	static get(
		name: string,
		id: pulumi.Input<pulumi.ID>,
		state: KubeconfigState = {},
		opts?: pulumi.CustomResourceOptions,
	) {
		return new Kubeconfig(name, state, { ...opts, id });
	}

	constructor(name: string, args: KubeconfigArgs, opts?: pulumi.CustomResourceOptions);
	constructor(name: string, state: KubeconfigState, opts: pulumi.CustomResourceOptions);
	constructor(name: string, args: KubeconfigState, opts?: pulumi.CustomResourceOptions) {
		super(
			Kubeconfig.__pulumiType,
			name,
			{
				certificateRenewalDuration: args.certificateRenewalDuration,
				clientConfiguration: args.clientConfiguration,
				endpoint: args.endpoint,
				kubeconfigRaw: args.kubeconfigRaw,
				kubernetesClientConfiguration: args.kubernetesClientConfiguration,
				node: args.node,
				timeouts: args.timeouts,
			},
			pulumi.mergeOptions(pulumi.mergeOptions(pluginDefaults, { additionalSecretOutputs: ["kubeconfigRaw"] }), opts),
		);
	}
}

/** The typed side of the lab's own provider: four resources for which no published provider has one. */
import * as pulumi from "@pulumi/pulumi";

/** The provider itself: a stack has no default providers, so a layer is given this one. */
export class LabProvider extends pulumi.ProviderResource {
	constructor(name: string, opts?: pulumi.ResourceOptions) {
		super("lab", name, {}, opts);
	}
}

export interface BucketRetentionArgs {
	/** `host:port` of the S3 endpoint. */
	endpoint: pulumi.Input<string>;
	useSsl: pulumi.Input<boolean>;
	/** PEM of the CA that signed the endpoint's certificate. */
	caCertPem: pulumi.Input<string>;
	accessKey: pulumi.Input<string>;
	secretKey: pulumi.Input<string>;
	bucket: pulumi.Input<string>;
	mode: pulumi.Input<"COMPLIANCE" | "GOVERNANCE">;
	/** Default retention of a new object version, in days. */
	days: pulumi.Input<number>;
}

/**
 * The default retention of a bucket that was made with object lock (S3 PutObjectLockConfiguration), read back after it
 * was set. The MinIO provider (0.17.1) has no such resource, and object lock without it locks nothing. Deleting this
 * resource leaves the retention as it is: taking it off would be the weakening that the lock is there to prevent.
 */
export class BucketRetention extends pulumi.CustomResource {
	declare readonly mode: pulumi.Output<string>;
	declare readonly days: pulumi.Output<number>;
	constructor(name: string, args: BucketRetentionArgs, opts?: pulumi.CustomResourceOptions) {
		super(
			"lab:index:BucketRetention",
			name,
			{ ...args, secretKey: pulumi.secret(args.secretKey) },
			pulumi.mergeOptions(opts, { additionalSecretOutputs: ["secretKey"] }),
		);
	}
}

export interface MachineIncarnationArgs {
	/** Base URL of the Proxmox VE API, e.g. `https://pve1.lab.example:8006`. */
	endpoint: pulumi.Input<string>;
	insecure: pulumi.Input<boolean>;
	apiToken: pulumi.Input<string>;
	node: pulumi.Input<string>;
	vmId: pulumi.Input<number>;
	/** The VM resource's id: makes this resource wait for it, and follow its replacement. */
	vm: pulumi.Input<string>;
}

/**
 * When a VM was made, as Proxmox VE keeps it (`meta: creation-qemu=…,ctime=…` in the VM's configuration). It is gone
 * when the VM is gone, and different when the VM was made again: a machine configuration that holds it is
 * applied again to a machine that lost it.
 */
export class MachineIncarnation extends pulumi.CustomResource {
	declare readonly incarnation: pulumi.Output<string>;
	constructor(name: string, args: MachineIncarnationArgs, opts?: pulumi.CustomResourceOptions) {
		super(
			"lab:index:MachineIncarnation",
			name,
			{ ...args, apiToken: pulumi.secret(args.apiToken), incarnation: undefined },
			pulumi.mergeOptions(opts, { additionalSecretOutputs: ["apiToken"] }),
		);
	}
}

export interface ApiHealthyArgs {
	kubeconfig: pulumi.Input<string>;
	timeoutSeconds: pulumi.Input<number>;
}

/** Waits until the Kubernetes API says that it is ready (`/readyz`), and gives its version, e.g. `v1.36.3`. */
export class ApiHealthy extends pulumi.CustomResource {
	declare readonly version: pulumi.Output<string>;
	constructor(name: string, args: ApiHealthyArgs, opts?: pulumi.CustomResourceOptions) {
		super(
			"lab:index:ApiHealthy",
			name,
			{ ...args, kubeconfig: pulumi.secret(args.kubeconfig), version: undefined },
			pulumi.mergeOptions(opts, { additionalSecretOutputs: ["kubeconfig"] }),
		);
	}
}

export interface NodesReadyArgs {
	kubeconfig: pulumi.Input<string>;
	/** Names of the nodes that must be Ready. */
	nodes: pulumi.Input<string[]>;
	timeoutSeconds: pulumi.Input<number>;
}

/** Waits until every named node is Ready. With a CNI of our own this can only hold after the CNI is installed. */
export class NodesReady extends pulumi.CustomResource {
	constructor(name: string, args: NodesReadyArgs, opts?: pulumi.CustomResourceOptions) {
		super(
			"lab:index:NodesReady",
			name,
			{ ...args, kubeconfig: pulumi.secret(args.kubeconfig) },
			pulumi.mergeOptions(opts, { additionalSecretOutputs: ["kubeconfig"] }),
		);
	}
}

/** What one layer hands to the next: named, typed values, so that the data flows one way. */
import type * as pulumi from "@pulumi/pulumi";
import type { NodeConfig, Schematic } from "./schema";

/** One machine that is switched on and waits for, or already runs, its Talos configuration: a VM or bare metal alike. */
export interface Machine {
	readonly name: string;
	readonly role: NodeConfig["role"];
	readonly kind: NodeConfig["kind"];
	/** Where its Talos API answers: its own static address, never the VIP. */
	readonly address: string;
	readonly mac: string;
	/** Its failure domain; undefined for bare metal whose configuration names none. */
	readonly zone: string | undefined;
	/** What its boot image contains; the installer image must have the same. */
	readonly schematic: Schematic;
	readonly node: NodeConfig;
	/** Another text after each creation of the machine: what was configured before must be configured again. */
	readonly incarnation: pulumi.Output<string>;
	/** What must be there before the machine can be spoken to. */
	readonly ready: pulumi.Resource[];
}

/** A Kubernetes cluster whose API is healthy. Its nodes become Ready after the platform layer installed the CNI. */
export interface Cluster {
	readonly name: string;
	/** https://<vip>:6443 */
	readonly endpoint: string;
	/**
	 * The same text for the cluster's life, whatever its kubeconfig says: without it the Kubernetes provider, and all that
	 * hangs on it, is replaced when a client certificate is renewed (pulumi-kubernetes: `clusterIdentifier`).
	 */
	readonly clusterIdentifier: string;
	/** Secret. */
	readonly kubeconfig: pulumi.Output<string>;
	readonly nodes: readonly { readonly name: string; readonly role: NodeConfig["role"] }[];
	/** The gate: the API answers /readyz. */
	readonly apiHealthy: pulumi.Resource;
}

/** The platform, the first part: what the workloads build on. */
export interface Platform {
	/** PEM of the lab's certificate authority. */
	readonly caCertificate: pulumi.Output<string>;
	/** https://<host> of the object storage. */
	readonly minioEndpoint: string;
	readonly ready: pulumi.Resource[];
}

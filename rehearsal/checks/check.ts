/** A check looks at the lab from its own network after `up`: it holds, or says in one line why not. */
import type { LabConfig } from "../../stacks/schema";
import type { KubernetesClient } from "../kubernetes/client";

export interface CheckContext {
	readonly stack: string;
	readonly root: string;
	/** The rehearsal's folder. */
	readonly folder: string;
	readonly config: LabConfig;
	/** The kubeconfig that the program gave: secret. */
	readonly kubeconfig: string;
	readonly api: KubernetesClient;
	/** PEM of the cluster's CA, from that kubeconfig. */
	readonly clusterCa: string;
	/** PEM of the lab's CA. */
	readonly labCa: string;
	/** The whole state with its secrets in plain text, in memory only. */
	readonly state: StateResource[];
}

export interface StateResource {
	readonly urn: string;
	readonly type: string;
	readonly outputs: Record<string, unknown>;
}

export interface Check {
	readonly id: string;
	readonly says: string;
	/** Undefined where the stack has nothing that this is about. Throws, or returns why it does not hold. */
	run(context: CheckContext): Promise<string | undefined>;
}

/** The value of a Pulumi output as the state has it with secrets shown: a secret is an object with its plain JSON. */
export function shown(value: unknown): unknown {
	if (typeof value === "object" && value !== null && "plaintext" in value && typeof value.plaintext === "string") {
		return JSON.parse(value.plaintext) as unknown;
	}
	return value;
}

import * as pulumi from "@pulumi/pulumi";
import { NodesReady } from "../../provider/sdk";
import type { LabConfig } from "../../stacks/config";
import type { Cluster } from "../../stacks/handover";
import type { Locks } from "../../stacks/locks";
import { ciliumValues } from "./cni.values";
import { chartRelease } from "./release";

export interface CniArgs {
	config: Pick<LabConfig, "platform" | "nodes">;
	cluster: Pick<Cluster, "kubeconfig" | "nodes">;
	locks: Locks;
	/** What must be there first. */
	after: pulumi.Resource[];
}

/**
 * The network plugin, and the gate "all nodes Ready" that holds only once there is one. Cilium is a release; Flannel is
 * what Talos installs by itself, so there the gate is all. Cilium runs in kube-system, which Talos exempts from Pod
 * Security: its agent uses the host's network and SYS_ADMIN.
 */
export class Cni extends pulumi.ComponentResource {
	readonly nodesReady: NodesReady;

	constructor(name: string, args: CniArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:Cni", name, {}, opts);
		const release =
			args.config.platform.cni === "cilium"
				? [
						chartRelease(
							`${name}-cilium`,
							{
								chart: args.locks.chart("cilium"),
								releaseName: "cilium",
								namespace: "kube-system",
								values: ciliumValues(args.config, args.locks),
							},
							{ parent: this, dependsOn: args.after },
						),
					]
				: [];
		this.nodesReady = new NodesReady(
			`${name}-nodes-ready`,
			{
				kubeconfig: args.cluster.kubeconfig,
				nodes: args.cluster.nodes.map((node) => node.name),
				timeoutSeconds: 600,
			},
			// The release has waited for the rest: said twice, it would double the paths that the engine follows.
			{ parent: this, dependsOn: release.length > 0 ? release : args.after },
		);
		this.registerOutputs({ plugin: args.config.platform.cni });
	}
}

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { labels } from "../../controls/labels";
import type { LabConfig } from "../../stacks/config";
import type { Locks } from "../../stacks/locks";
import { platformNames } from "../../stacks/platform-names";
import { metallbValues } from "./load-balancer.values";
import { chartRelease } from "./release";

export interface LoadBalancerArgs {
	config: Pick<LabConfig, "environment" | "network" | "nodes">;
	locks: Locks;
	/** What must be there first. */
	after: pulumi.Resource[];
}

/** MetalLB on layer 2: addresses of the node network's pool, announced by ARP from the node that serves. */
export class LoadBalancer extends pulumi.ComponentResource {
	readonly ready: pulumi.Resource[];

	constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:LoadBalancer", name, {}, opts);
		const { environment, network } = args.config;
		const namespace = platformNames.namespaces.metallb;
		const { pool, advertisement } = platformNames.loadBalancer;
		const release = chartRelease(
			`${name}-metallb`,
			{
				chart: args.locks.chart("metallb"),
				releaseName: "metallb",
				namespace,
				values: metallbValues(args.config, args.locks),
			},
			{ parent: this, dependsOn: args.after },
		);
		const addresses = new k8s.apiextensions.CustomResource(
			`${name}-pool`,
			{
				apiVersion: "metallb.io/v1beta1",
				kind: "IPAddressPool",
				metadata: { name: pool, namespace, labels: labels(environment, pool) },
				// Addresses are asked for by name: a Service without one gets none by accident.
				spec: {
					addresses: [`${network.loadBalancerPool.from}-${network.loadBalancerPool.to}`],
					autoAssign: false,
				},
			},
			{ parent: this, dependsOn: [release] },
		);
		// No interface is pinned: its name differs between a VM and a mini PC.
		const announcement = new k8s.apiextensions.CustomResource(
			`${name}-advertisement`,
			{
				apiVersion: "metallb.io/v1beta1",
				kind: "L2Advertisement",
				metadata: { name: advertisement, namespace, labels: labels(environment, advertisement) },
				spec: { ipAddressPools: [pool] },
			},
			{ parent: this, dependsOn: [addresses] },
		);
		this.ready = [addresses, announcement];
		this.registerOutputs({ pool });
	}
}

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { labels } from "../../controls/labels";
import type { LabConfig } from "../../stacks/config";
import type { Locks } from "../../stacks/locks";
import { platformNames } from "../../stacks/platform-names";
import { chartRelease } from "./release";
import { localPathValues, storageNodes } from "./storage.values";

export interface StorageArgs {
	config: Pick<LabConfig, "environment" | "nodes">;
	locks: Locks;
	/** What must be there first. */
	after: pulumi.Resource[];
}

/** `local-hdd`, the default StorageClass: folders on the storage nodes' user volume. */
export class Storage extends pulumi.ComponentResource {
	readonly ready: pulumi.Resource[];

	constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:Storage", name, {}, opts);
		const { storageClass, provisioner } = platformNames.storage;
		const release = chartRelease(
			`${name}-local-path`,
			{
				chart: args.locks.chart("local-path-provisioner"),
				releaseName: "local-path-provisioner",
				namespace: platformNames.namespaces.localPath,
				values: localPathValues(args.config, args.locks),
			},
			{ parent: this, dependsOn: args.after },
		);
		const hdd = new k8s.storage.v1.StorageClass(
			`${name}-${storageClass}`,
			{
				metadata: {
					name: storageClass,
					labels: labels(args.config.environment, storageClass),
					annotations: {
						"storageclass.kubernetes.io/is-default-class": "true",
						// A `local` volume gets the pod's fsGroup from the kubelet; a hostPath volume stays root's.
						defaultVolumeType: "local",
					},
				},
				provisioner,
				// Records outlive the claim that somebody deleted.
				reclaimPolicy: "Retain",
				volumeBindingMode: "WaitForFirstConsumer",
				// The scheduler does not know which nodes have the disk, and would choose one where the claim is then refused.
				allowedTopologies: [
					{ matchLabelExpressions: [{ key: "kubernetes.io/hostname", values: storageNodes(args.config) }] },
				],
			},
			{ parent: this },
		);
		this.ready = [release, hdd];
		this.registerOutputs({ storageClass });
	}
}

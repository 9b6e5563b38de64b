import { platformImages } from "../../stacks/chart-contents";
import type { LabConfig } from "../../stacks/config";
import type { Locks } from "../../stacks/locks";
import { platformNames } from "../../stacks/platform-names";
import { pinnedTag } from "./image.values";
import { resources, restrictedContainer, restrictedPod } from "./pod-security.values";

const { path, provisioner } = platformNames.storage;

/** Values of the local-path-provisioner chart 0.0.37: only the storage nodes' user volume holds claims. */
export function localPathValues(config: Pick<LabConfig, "nodes">, locks: Pick<Locks, "imageParts">) {
	const image = (reference: string) => {
		const { registry, repository, ...version } = locks.imageParts(reference);
		return { repository: `${registry}/${repository}`, tag: pinnedTag(version) };
	};
	return {
		image: image(platformImages.localPath),
		// The chart's default is busybox:latest.
		helperImage: image(platformImages.localPathHelper),
		// The class is declared beside the release, so that what it promises is in the program.
		storageClass: { create: false, provisionerName: provisioner },
		// No entry for nodes that are not listed: a claim on another node is refused (Talos' root is read-only anyway).
		nodePathMap: storageNodes(config).map((node) => ({ node, paths: [path] })),
		serviceAccount: { create: true, name: "local-path-provisioner" },
		configmap: {
			// The chart's 0777 lets any pod on the node write; the volume's group comes from the pod's fsGroup.
			setup: '#!/bin/sh\nset -eu\nmkdir -m 0770 -p "$VOL_DIR"',
		},
		podSecurityContext: { ...restrictedPod, runAsUser: 65534, runAsGroup: 65534 },
		securityContext: restrictedContainer,
		resources: resources("10m", "32Mi", "128Mi"),
		helperPod: { resources: resources("10m", "16Mi", "64Mi") },
	};
}

export function storageNodes(config: Pick<LabConfig, "nodes">): string[] {
	return config.nodes.filter(({ role }) => role === "storage").map(({ name }) => name);
}

import { platformImages, storageTolerations } from "../../stacks/chart-contents";
import type { LabConfig } from "../../stacks/config";
import type { Locks } from "../../stacks/locks";
import { pinnedTag } from "./image.values";
import { resources, restrictedPod } from "./pod-security.values";

/** Values of the metallb chart 0.16 for layer 2 alone. */
export function metallbValues(config: Pick<LabConfig, "nodes">, locks: Pick<Locks, "imageParts">) {
	const image = (reference: string) => {
		const { registry, repository, ...version } = locks.imageParts(reference);
		return { repository: `${registry}/${repository}`, tag: pinnedTag(version) };
	};
	return {
		crds: { enabled: true },
		// 0.16 turns frr-k8s on (BGP; NET_ADMIN, SYS_ADMIN on every node). Layer 2 needs none of it.
		frrk8s: { enabled: false },
		controller: {
			image: image(platformImages.metallbController),
			// A given context replaces the chart's own defaults key by key: these are what the restricted level adds.
			securityContext: { ...restrictedPod, runAsUser: 65534, fsGroup: 65534 },
			resources: resources("20m", "64Mi", "128Mi"),
		},
		speaker: {
			image: image(platformImages.metallbSpeaker),
			frr: { enabled: false },
			// One control plane may be the only node there is.
			tolerateMaster: true,
			// With externalTrafficPolicy Local only the node that runs MinIO announces it, so a speaker must be there.
			tolerations: storageTolerations(config),
			resources: resources("20m", "64Mi", "128Mi"),
		},
	};
}

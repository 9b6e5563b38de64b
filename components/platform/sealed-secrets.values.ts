import { platformImages } from "../../stacks/chart-contents";
import type { Locks } from "../../stacks/locks";
import { platformNames } from "../../stacks/platform-names";
import { pinnedTag } from "./image.values";
import { resources, restrictedContainer, restrictedPod } from "./pod-security.values";

/** Values of the sealed-secrets chart 2.19. */
export function sealedSecretsValues(locks: Pick<Locks, "imageParts">) {
	const { registry, repository, ...version } = locks.imageParts(platformImages.sealedSecrets);
	return {
		fullnameOverride: platformNames.sealedSecrets.deployment,
		image: { registry, repository, tag: pinnedTag(version) },
		// "0" turns its own keys off (ten-year certificates every 30 days): the key is made and rotated by this program.
		keyrenewperiod: "0",
		// The status says whether a SealedSecret was opened; the program waits for it.
		updateStatus: true,
		podSecurityContext: { enabled: true, fsGroup: 65534, ...restrictedPod },
		containerSecurityContext: { enabled: true, runAsNonRoot: true, runAsUser: 1001, ...restrictedContainer },
		resources: resources("20m", "64Mi", "128Mi"),
	};
}

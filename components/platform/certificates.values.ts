import { platformImages } from "../../stacks/chart-contents";
import type { Locks } from "../../stacks/locks";
import { platformNames } from "../../stacks/platform-names";
import { resources } from "./pod-security.values";

/** Values of the cert-manager chart v1.21; its pods are restricted by default, and it refuses unknown keys. */
export function certManagerValues(locks: Pick<Locks, "imageParts">) {
	const image = (reference: string) => {
		const { registry, repository, tag, digest } = locks.imageParts(reference);
		return { repository: `${registry}/${repository}`, tag, ...(digest === undefined ? {} : { digest }) };
	};
	return {
		// Kept when the release goes: without them every certificate would go too.
		crds: { enabled: true, keep: true },
		// Its leases stay in its own namespace, not in kube-system.
		global: { leaderElection: { namespace: platformNames.namespaces.certManager } },
		// Each of them calls the API; the chart's pods leave the token to their accounts unless they are told (ACC-005).
		automountServiceAccountToken: true,
		image: image(platformImages.certManagerController),
		resources: resources("20m", "128Mi", "256Mi"),
		webhook: {
			automountServiceAccountToken: true,
			image: image(platformImages.certManagerWebhook),
			resources: resources("10m", "64Mi", "128Mi"),
			// The chart's default exempts every namespace with a label that anybody may set (SEC-011).
			validatingWebhookConfiguration: { namespaceSelector: { matchExpressions: [] } },
		},
		cainjector: {
			automountServiceAccountToken: true,
			image: image(platformImages.certManagerCainjector),
			resources: resources("10m", "128Mi", "256Mi"),
		},
		acmesolver: { image: image(platformImages.certManagerAcmesolver) },
		startupapicheck: {
			automountServiceAccountToken: true,
			image: image(platformImages.certManagerStartupapicheck),
			resources: resources("10m", "32Mi", "64Mi"),
		},
	};
}

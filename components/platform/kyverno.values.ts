import type { ExportedPolicy } from "../../controls/export/policies";
import { platformImages } from "../../stacks/chart-contents";
import type { Locks } from "../../stacks/locks";
import { pinnedTag } from "./image.values";
import { judgedResources } from "./judged-resources";

/**
 * Values of the kyverno chart 3.9. Of its controllers only those run that judge: what comes (admission), and what is there
 * (reports). It leaves out kube-system by its own default, so that a cluster can heal while it is down; there, and for whatever
 * else it skips, the admission policies judge.
 */
export function kyvernoValues(locks: Pick<Locks, "imageParts">, policies: readonly ExportedPolicy[]) {
	const image = (reference: string) => {
		const { registry, repository, ...version } = locks.imageParts(reference);
		return { registry, repository, tag: pinnedTag(version) };
	};
	const off = { enabled: false };
	const budget = { podDisruptionBudget: { enabled: true, minAvailable: 1 } };
	return {
		admissionController: {
			replicas: 3,
			...budget,
			initContainer: { image: image(platformImages.kyvernoPre) },
			container: { image: image(platformImages.kyverno) },
		},
		reportsController: {
			replicas: 2,
			...budget,
			image: image(platformImages.kyvernoReports),
			// Until it may read each resource that a policy names, subresources too, the policy is not ready
			// (kyverno 1.19, pkg/controllers/policystatus/controller.go).
			rbac: { clusterRole: { extraResources: judgedResources(policies, { subresources: true }) } },
		},
		backgroundController: off,
		cleanupController: off,
		// By default it skips every ReplicaSet, and with them a rule that names it.
		config: { resourceFiltersExclude: ["[ReplicaSet,*,*]", "[ReplicaSet/?*,*,*]"] },
		features: {
			// An exception is a dated entry of policy-pack/exceptions.yaml, and nothing that somebody applies to the cluster.
			policyExceptions: off,
			// The platform installs the admission policies itself.
			generateValidatingAdmissionPolicy: off,
		},
		// Jobs of the chart with images that are not pinned; CRDs are upgraded with the release.
		crds: { migration: off },
		webhooksCleanup: off,
	};
}

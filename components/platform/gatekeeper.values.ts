import { platformImages } from "../../stacks/chart-contents";
import type { Locks } from "../../stacks/locks";
import { platformNames } from "../../stacks/platform-names";
import { pinnedTag } from "./image.values";

/**
 * Values of the gatekeeper chart 3.23. The webhook and the rights are the program's own (gatekeeper.manifests.ts): the chart's
 * webhook judges every kind there is and lets a namespace out by a label, and its role is a wildcard (ACC-003, SEC-011).
 */
export function gatekeeperValues(locks: Pick<Locks, "imageParts">) {
	const { registry, repository, ...version } = locks.imageParts(platformImages.gatekeeper);
	const off = { enabled: false };
	return {
		image: {
			repository: `${registry}/${repository}`,
			release: pinnedTag(version),
		},
		replicas: 2,
		rbac: { create: false },
		disableValidatingWebhook: true,
		validatingWebhookName: platformNames.gatekeeper.webhook,
		// Neither is the chart's any more; said all the same, because its default is Ignore (SEC-011).
		validatingWebhookFailurePolicy: "Fail",
		mutatingWebhookFailurePolicy: "Fail",
		disableMutation: true,
		// What asks others, or makes objects of objects, would be judged by what no policy of ours needs.
		enableExternalData: false,
		enableGeneratorResourceExpansion: false,
		// A refusal is a record.
		logDenies: true,
		// It lists what the policies name and nothing else: its role allows no more.
		auditMatchKindOnly: true,
		// The platform installs the admission policies itself. The audit's operation `generate` stays: it makes the constraints' CRDs too.
		defaultCreateVAPForTemplates: false,
		defaultCreateVAPBindingForConstraints: false,
		// Jobs of the chart that label the namespace, try the webhook and upgrade CRDs: the program does these itself.
		postInstall: { labelNamespace: off, probeWebhook: off },
		upgradeCRDs: off,
	};
}

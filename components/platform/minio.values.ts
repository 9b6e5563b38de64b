import { minioServiceAnnotations, platformImages, storageTolerations } from "../../stacks/chart-contents";
import type { LabConfig } from "../../stacks/config";
import type { Locks } from "../../stacks/locks";
import { platformNames } from "../../stacks/platform-names";
import { pinnedTag } from "./image.values";
import { resources, restrictedContainer, restrictedPod } from "./pod-security.values";

const { minio } = platformNames;

/** Values of the minio chart 5.4: one server on one claim, TLS, and nothing that the chart's jobs would make. */
export function minioValues(config: Pick<LabConfig, "platform" | "nodes">, locks: Pick<Locks, "imageParts">) {
	const { registry, repository, ...version } = locks.imageParts(platformImages.minio);
	return {
		fullnameOverride: minio.release,
		image: { repository: `${registry}/${repository}`, tag: pinnedTag(version) },
		mode: "standalone",
		replicas: 1,
		// Two servers on one claim would corrupt it: the old one stops first.
		deploymentUpdate: { type: "Recreate" },
		// The defaults make a user console with the password console123. Users, policies and buckets are resources here.
		users: [],
		policies: [],
		buckets: [],
		svcaccts: [],
		customCommands: [],
		existingSecret: minio.rootSecret,
		// The KMS key is environment; a Helm value would show it in the pod's manifest.
		extraSecret: minio.configSecret,
		// The console is another way in, and nothing looks for updates: versions change by change control.
		environment: { MINIO_BROWSER: "off", MINIO_UPDATE: "off" },
		tls: { enabled: true, certSecret: minio.tlsSecret, publicCrt: "tls.crt", privateKey: "tls.key" },
		persistence: { enabled: true, existingClaim: minio.claim },
		service: {
			type: "LoadBalancer",
			port: String(minio.port),
			annotations: minioServiceAnnotations(config),
			// Keeps the client's address for the audit log, and announces only from the node that serves.
			externalTrafficPolicy: "Local",
		},
		// The default answers metrics without a sign-in, scraped or not.
		metrics: { serviceMonitor: { enabled: false, public: false } },
		tolerations: storageTolerations(config),
		securityContext: {
			enabled: true,
			...restrictedPod,
			runAsUser: 1000,
			runAsGroup: 1000,
			fsGroup: 1000,
			fsGroupChangePolicy: "OnRootMismatch",
		},
		// The server writes its certificates' folder below the root: read-only would stop it.
		containerSecurityContext: { ...restrictedContainer, readOnlyRootFilesystem: false },
		resources: resources("250m", "1Gi", "4Gi"),
	};
}

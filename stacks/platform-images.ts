import type { LabConfig } from "./schema";

/** Image references by the role that they have; each is a key of images.lock.yaml. */
export const platformImages = {
	cilium: "quay.io/cilium/cilium:v1.20.0",
	ciliumOperator: "quay.io/cilium/operator-generic:v1.20.0",
	certManagerController: "quay.io/jetstack/cert-manager-controller:v1.21.1",
	certManagerWebhook: "quay.io/jetstack/cert-manager-webhook:v1.21.1",
	certManagerCainjector: "quay.io/jetstack/cert-manager-cainjector:v1.21.1",
	certManagerAcmesolver: "quay.io/jetstack/cert-manager-acmesolver:v1.21.1",
	certManagerStartupapicheck: "quay.io/jetstack/cert-manager-startupapicheck:v1.21.1",
	metallbController: "quay.io/metallb/controller:v0.16.1",
	metallbSpeaker: "quay.io/metallb/speaker:v0.16.1",
	sealedSecrets: "docker.io/bitnami/sealed-secrets-controller:0.38.4",
	localPath: "docker.io/rancher/local-path-provisioner:v0.0.37",
	localPathHelper: "docker.io/library/busybox:1.37.0",
	minio: "docker.io/pgsty/minio:RELEASE.2026-02-14T12-00-00Z",
} as const;

/** The images that a stack's platform runs. */
export function platformImageReferences(config: Pick<LabConfig, "platform">): string[] {
	const withoutCilium = config.platform.cni !== "cilium";
	return Object.values(platformImages).filter(
		(reference) => !(withoutCilium && reference.startsWith("quay.io/cilium/")),
	);
}

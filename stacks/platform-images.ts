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
	gatekeeper: "docker.io/openpolicyagent/gatekeeper:v3.23.1",
	kyverno: "reg.kyverno.io/kyverno/kyverno:v1.19.0",
	kyvernoPre: "reg.kyverno.io/kyverno/kyvernopre:v1.19.0",
	kyvernoReports: "reg.kyverno.io/kyverno/reports-controller:v1.19.0",
} as const;

type Role = keyof typeof platformImages;

/** What runs only where a stack chose it. */
const chosen: ReadonlyArray<{ roles: readonly Role[]; by: (platform: LabConfig["platform"]) => boolean }> = [
	{ roles: ["cilium", "ciliumOperator"], by: ({ cni }) => cni === "cilium" },
	{ roles: ["gatekeeper"], by: ({ policyEngine }) => policyEngine === "gatekeeper" },
	{ roles: ["kyverno", "kyvernoPre", "kyvernoReports"], by: ({ policyEngine }) => policyEngine === "kyverno" },
];

/** The images that a stack's platform runs. */
export function platformImageReferences({ platform }: Pick<LabConfig, "platform">): string[] {
	const left = new Set(chosen.filter(({ by }) => !by(platform)).flatMap(({ roles }) => roles));
	return (Object.keys(platformImages) as Role[]).filter((role) => !left.has(role)).map((role) => platformImages[role]);
}

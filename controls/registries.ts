/**
 * Where container images may come from (INT-002): a registry's host, or a host and the organisation on it, each ending in a
 * slash, so that neither `quay.io.example` nor `quay.iox` passes. The suppliers are those of images.lock.yaml and of Talos; a test
 * compares. Docker Hub is named by organisation: anybody may publish on it.
 */
export const allowedRegistries: readonly string[] = [
	// The lab's own.
	"registry.lab.gxp.example/",
	"registry.prod.gxp.example/",
	// What the platform's charts run.
	"quay.io/cilium/",
	"quay.io/jetstack/",
	"quay.io/metallb/",
	"docker.io/bitnami/",
	"docker.io/library/",
	"docker.io/openpolicyagent/",
	"docker.io/pgsty/",
	"docker.io/rancher/",
	"reg.kyverno.io/kyverno/",
	// Kubernetes' own, and Talos'.
	"registry.k8s.io/",
	"ghcr.io/siderolabs/",
];

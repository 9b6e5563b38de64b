import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

/** SEC-004: the options that Traefik serves TLS with (doc.traefik.io: TLS, minVersion; absent is VersionTLS12). */
export const tlsVersions: KubernetesRule = {
	id: "SEC-004",
	slug: "tls-versions",
	says: "TLS options allow 1.2 or later only.",
	why: "TLS 1.0 and 1.1 are broken: what they carry can be read.",
	fix: "Set minVersion to VersionTLS12 or VersionTLS13, or leave it out; leave maxVersion out.",
	applies: objects({
		tlsoptions: [kind("traefik.io/v1alpha1", "TLSOption", "tlsoptions")],
		"tlsoptions-of-v2": [kind("traefik.containo.us/v1alpha1", "TLSOption", "tlsoptions")],
	}),
	cel: [
		`object.?spec.?minVersion.orValue("VersionTLS12") in ["VersionTLS12", "VersionTLS13"]`,
		`object.?spec.?maxVersion.orValue("VersionTLS13") in ["VersionTLS12", "VersionTLS13"]`,
	].join(" && "),
	finding: (path) => `${path} is not VersionTLS12 or VersionTLS13`,
};

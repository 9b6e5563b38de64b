import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

/** The Secret of the lab's certificate authority, in cert-manager's namespace (stacks/platform-names.ts; a test compares). */
export const labCaSecret = "lab-ca";

const isLabCa = `object.kind == "ClusterIssuer" && object.?spec.?ca.?secretName.orValue("") == "${labCaSecret}"`;

/**
 * SEC-004: whatever an Ingress names as its issuer is the lab's CA or ACME, because no other issuer exists. An Issuer of a
 * namespace reads a CA that anybody there may have made: it may be ACME only (cert-manager.io: CA, Security).
 */
export const trustedIssuers: KubernetesRule = {
	id: "SEC-004",
	slug: "trusted-issuers",
	says: "An issuer is the lab's CA or ACME over a verified connection.",
	why: "A certificate of an authority that nobody distributed is clicked away, and the next false one too.",
	fix: `Use the ClusterIssuer whose ca.secretName is ${labCaSecret}, or an acme issuer with an https server and dns01 solvers: what http01 answers with is an Ingress in the clear, which needs an exception.`,
	applies: objects({
		issuers: [
			kind("cert-manager.io/v1", "Issuer", "issuers"),
			kind("cert-manager.io/v1", "ClusterIssuer", "clusterissuers", { cluster: true }),
		],
	}),
	cel: [
		`(object.?spec.?acme.hasValue() || ${isLabCa})`,
		`(!object.?spec.?ca.hasValue() || ${isLabCa})`,
		`!object.?spec.?selfSigned.hasValue()`,
		`!object.?spec.?vault.hasValue()`,
		`!object.?spec.?venafi.hasValue()`,
		`object.?spec.?acme.?server.orValue(object.?spec.?acme.hasValue() ? "" : "https://").startsWith("https://")`,
		"object.?spec.?acme.?skipTLSVerify.orValue(false) == false",
	].join(" && "),
	finding: (path) => `${path} makes it an issuer that is neither the lab's CA nor ACME over https`,
};

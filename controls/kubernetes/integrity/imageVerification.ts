import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

/** The whole of an identity, with something that it must hold: what is not anchored is searched for, and `.*`, `^.*` or `(.*)` is anybody. */
const namesSomebody = String.raw`^\^[^|]*[A-Za-z0-9]{3}[^|]*\$$`;

const keyless = (of: string): string =>
	`${of}.?keyless.?identities.orValue([]).exists(identity, true) && ${of}.?keyless.?identities.orValue([]).all(identity, ${[
		`(identity.?issuer.orValue("") != "" || identity.?issuerRegExp.orValue("") != "")`,
		`(identity.?subject.orValue("") != "" || identity.?subjectRegExp.orValue("") != "")`,
		...["issuer", "subject"].map(
			(of) => `(!has(identity.${of}RegExp) || identity.${of}RegExp.matches(${JSON.stringify(namesSomebody)}))`,
		),
	].join(" && ")})`;

const spec = "object.spec";
const verifies = String.raw`\bverify(Image|Attestation)Signatures\(`;

/**
 * INT-003, as far as one policy decides it: it refuses (Kyverno's `validationActions` are Deny where they are absent; a
 * ClusterImagePolicy's mode is enforce), it fails closed, and every authority that it trusts is a key, a certificate or a named
 * identity. `static: {action: pass}` of a ClusterImagePolicy verifies nothing. (Kyverno: api/policies.kyverno.io,
 * imagevalidating_policy.go; sigstore policy-controller: pkg/apis/policy/v1beta1.)
 */
export const enforcingImageVerification: KubernetesRule = {
	id: "INT-003",
	slug: "enforcing-image-verification",
	says: "A policy that verifies images refuses what a known key did not sign.",
	why: "A signature ties an image to whoever built it; only a check that refuses makes it worth something.",
	fix: "Let the policy deny, fail closed, and trust a key, a certificate or a named identity only.",
	applies: objects({
		kyverno: [kind("policies.kyverno.io/v1", "ImageValidatingPolicy", "imagevalidatingpolicies", { cluster: true })],
		"kyverno-namespaced": [
			kind("policies.kyverno.io/v1", "NamespacedImageValidatingPolicy", "namespacedimagevalidatingpolicies"),
		],
		sigstore: [kind("policy.sigstore.dev/v1beta1", "ClusterImagePolicy", "clusterimagepolicies", { cluster: true })],
	}),
	cel: [
		`${spec}.?mode.orValue("enforce") == "enforce"`,
		`"Deny" in ${spec}.?validationActions.orValue(["Deny"])`,
		`${spec}.?failurePolicy.orValue("Fail") == "Fail"`,
		`(has(${spec}.authorities) || has(${spec}.attestors))`,
		`(!has(${spec}.authorities) || ${spec}.authorities.exists(authority, true))`,
		`(!has(${spec}.attestors) || ${spec}.attestors.exists(attestor, true))`,
		// An expression without it is one that holds of every image.
		`(!has(${spec}.attestors) || ${spec}.?validations.orValue([]).exists(validation, validation.?expression.orValue("").matches(${JSON.stringify(verifies)})))`,
		`${spec}.?evaluation.?admission.?enabled.orValue(true) == true`,
		`${spec}.?authorities.orValue([]).all(authority, !has(authority.static) && (has(authority.key) || (${keyless("authority")})))`,
		`${spec}.?attestors.orValue([]).all(attestor, has(attestor.notary) || has(attestor.cosign.key) || has(attestor.cosign.certificate) || (${keyless("attestor.?cosign")}))`,
	].join(" && "),
	finding: (path) => `${path} ${required.find(([end]) => path.endsWith(end))?.[1] ?? "does not name a known key"}`,
};

const required: readonly [string, string][] = [
	[".mode", "must be enforce"],
	[".validationActions", "must hold Deny"],
	[".failurePolicy", "must be Fail"],
	[".enabled", "must be true"],
	[".validations", "must hold a check of the signature"],
];

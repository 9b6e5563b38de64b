import { certificateRequests as rule } from "../../../../policy-pack/rules/security/certificateRequests";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const ecdsa = { algorithm: "ECDSA", size: 256 };
const certificate = (privateKey: unknown, change: Record<string, unknown> = {}) =>
	resource("kubernetes:cert-manager.io/v1:Certificate", {
		metadata: { name: "proof", namespace: "proof" },
		spec: {
			secretName: "proof",
			dnsNames: ["app.lab.gxp.example"],
			issuerRef: { kind: "ClusterIssuer", name: "lab-ca" },
			...(privateKey === undefined ? {} : { privateKey }),
			...change,
		},
	});
const ingress = (annotations: unknown, type = "kubernetes:networking.k8s.io/v1:Ingress") =>
	resource(type, { metadata: { name: "proof", namespace: "proof", annotations }, spec: {} });
const issuer = { "cert-manager.io/cluster-issuer": "lab-ca" };
const asked = (algorithm: string, size?: string) => ({
	...issuer,
	"cert-manager.io/private-key-algorithm": algorithm,
	...(size === undefined ? {} : { "cert-manager.io/private-key-size": size }),
});
const smallByAnnotation = "metadata.annotations[cert-manager.io/private-key-size] is too small for RSA";
const small = "spec.privateKey.size is too small for RSA";
const long = "spec.duration is beyond 8784 hours";

export const certificateRequests: RuleCases = {
	policy: "sec-005-certificate-requests",
	compliant: [
		{ says: "ECDSA over P-256 for 90 days", resource: certificate(ecdsa, { duration: "2160h0m0s" }), messages: [] },
		{ says: "RSA of 3072 bits", resource: certificate({ algorithm: "RSA", size: 3072 }), messages: [] },
		{ says: "a CA of five years", resource: certificate(ecdsa, { isCA: true, duration: "43800h" }), messages: [] },
		{ says: "an Ingress that asks for ECDSA", resource: ingress(asked("ECDSA")), messages: [] },
	],
	violating: [
		{ says: "RSA of 1024 bits", resource: certificate({ algorithm: "RSA", size: 1024 }), messages: [fail(small)] },
		{
			says: "ECDSA over a curve of 224 bits",
			resource: certificate({ algorithm: "ECDSA", size: 224 }),
			messages: [fail("spec.privateKey.size is too small for ECDSA")],
		},
		{
			says: "another algorithm",
			resource: certificate({ algorithm: "DSA", size: 3072 }),
			messages: [fail("spec.privateKey.algorithm is not RSA, ECDSA or Ed25519")],
		},
		{ says: "ten years", resource: certificate(ecdsa, { duration: "87600h" }), messages: [fail(long)] },
		{
			says: "a duration that cannot be read",
			resource: certificate(ecdsa, { duration: "10y" }),
			messages: [fail("spec.duration is not a time that ends")],
		},
		{
			says: "a minute more than a leap year",
			resource: certificate(ecdsa, { duration: "8784h1m" }),
			messages: [fail(long)],
		},
		{
			says: "an Ingress that asks for RSA of 2048 bits",
			resource: ingress(asked("RSA", "2048")),
			messages: [fail(smallByAnnotation)],
		},
		{
			says: "a Gateway that asks for ten years",
			resource: ingress(
				{ ...asked("Ed25519"), "cert-manager.io/duration": "87600h" },
				"kubernetes:gateway.networking.k8s.io/v1:Gateway",
			),
			messages: [fail("metadata.annotations[cert-manager.io/duration] is beyond 8784 hours")],
		},
	],
	absent: [
		{
			says: "an Ingress that asks for a certificate and no key: RSA of 2048 bits",
			resource: ingress(issuer),
			messages: [fail(smallByAnnotation)],
		},
		{ says: "no key: RSA of 2048 bits", resource: certificate(undefined), messages: [fail(small)] },
		{ says: "RSA without a size", resource: certificate({ algorithm: "RSA" }), messages: [fail(small)] },
		{ says: "ECDSA without a size: 256", resource: certificate({ algorithm: "ECDSA" }), messages: [] },
	],
	nearMiss: [
		{ says: "an Ingress that asks for no certificate", resource: ingress({}), messages: [] },
		{ says: "an Ingress that asks for RSA of 3072 bits", resource: ingress(asked("RSA", "3072")), messages: [] },
		{ says: "Ed25519, which has no size", resource: certificate({ algorithm: "Ed25519" }), messages: [] },
		{ says: "a leap year to the hour", resource: certificate(ecdsa, { duration: "8784h" }), messages: [] },
	],
	otherKind: [
		resource("kubernetes:cert-manager.io/v1:ClusterIssuer", {}),
		resource("tls:index/privateKey:PrivateKey", {}),
		resource("kubernetes:networking.internal.knative.dev/v1alpha1:Certificate", {}),
	],
	unknown: {
		alone: [
			{
				says: "an unknown size",
				resource: certificate({ algorithm: "RSA", size: unknown }),
				messages: [undecided("spec.privateKey.size")],
			},
			{
				says: "an unknown specification",
				resource: resource("kubernetes:cert-manager.io/v1:Certificate", { metadata: { name: "proof" }, spec: unknown }),
				messages: [undecided("spec")],
			},
			{
				says: "an issuer that is not known, and may be none",
				resource: ingress({ "cert-manager.io/issuer": unknown }),
				messages: [undecided("metadata.annotations[cert-manager.io/issuer]")],
			},
		],
		besideViolation: [
			{
				says: "an unknown key beside ten years",
				resource: certificate(unknown, { duration: "87600h" }),
				messages: [undecided("spec.privateKey"), fail(long)],
			},
		],
	},
	excepted: {
		resource: certificate({ algorithm: "RSA", size: 2048 }),
		exception: {
			control: "SEC-005",
			resource: { apiVersion: "cert-manager.io/v1", kind: "Certificate", namespace: "proof", name: "proof" },
			finding: "spec.privateKey.size",
			...dated,
		},
		waived: [waived(small)],
		expired: [expired(small)],
	},
};

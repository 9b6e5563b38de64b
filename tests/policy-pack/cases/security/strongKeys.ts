import { strongKeys as rule } from "../../../../policy-pack/rules/security/strongKeys";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const key = (properties: Record<string, unknown>) => resource("tls:index/privateKey:PrivateKey", properties);
const certificate = (validityPeriodHours: unknown, isCaCertificate?: unknown, type = "selfSignedCert:SelfSignedCert") =>
	resource(`tls:index/${type}`, {
		privateKeyPem: "hunter2",
		allowedUses: [],
		validityPeriodHours,
		...(isCaCertificate === undefined ? {} : { isCaCertificate }),
	});
const rsa = "rsaBits is below 3072";
const curve = "ecdsaCurve is not P256, P384, P521";
const leaf = "validityPeriodHours is beyond 8784 hours";

export const strongKeys: RuleCases = {
	policy: "sec-005-strong-keys",
	compliant: [
		{ says: "RSA of 3072 bits", resource: key({ algorithm: "RSA", rsaBits: 3072 }), messages: [] },
		{ says: "ECDSA over P-256", resource: key({ algorithm: "ECDSA", ecdsaCurve: "P256" }), messages: [] },
		{ says: "Ed25519", resource: key({ algorithm: "ED25519" }), messages: [] },
		{ says: "a leaf of a year", resource: certificate(8760), messages: [] },
		{ says: "a CA of five years", resource: certificate(43_800, true), messages: [] },
	],
	violating: [
		{ says: "RSA of 1024 bits", resource: key({ algorithm: "RSA", rsaBits: 1024 }), messages: [fail(rsa)] },
		{ says: "RSA of 3071 bits", resource: key({ algorithm: "RSA", rsaBits: 3071 }), messages: [fail(rsa)] },
		{ says: "ECDSA over P-224", resource: key({ algorithm: "ECDSA", ecdsaCurve: "P224" }), messages: [fail(curve)] },
		{
			says: "an algorithm by another name",
			resource: key({ algorithm: "rsa", rsaBits: 4096 }),
			messages: [fail("algorithm is not RSA, ECDSA or ED25519")],
		},
		{ says: "a leaf of ten years", resource: certificate(87_600), messages: [fail(leaf)] },
		{
			says: "a leaf of ten years that a CA signs",
			resource: certificate(87_600, false, "locallySignedCert:LocallySignedCert"),
			messages: [fail(leaf)],
		},
		{
			says: "a CA of ten years",
			resource: certificate(87_600, true),
			messages: [fail("validityPeriodHours is beyond 43800 hours")],
		},
		{ says: "a CA's years for a leaf", resource: certificate(43_800, false), messages: [fail(leaf)] },
	],
	absent: [
		{ says: "RSA without a length: 2048", resource: key({ algorithm: "RSA" }), messages: [fail(rsa)] },
		{ says: "ECDSA without a curve: P-224", resource: key({ algorithm: "ECDSA" }), messages: [fail(curve)] },
		{ says: "no algorithm", resource: key({}), messages: [fail("algorithm is not RSA, ECDSA or ED25519")] },
		{
			says: "no validity",
			resource: certificate(undefined),
			messages: [fail("validityPeriodHours is not a time that ends")],
		},
	],
	nearMiss: [
		{ says: "an unused length beside Ed25519", resource: key({ algorithm: "ED25519", rsaBits: 1024 }), messages: [] },
		{ says: "a leaf of a leap year", resource: certificate(8784), messages: [] },
	],
	otherKind: [
		resource("tls:index/certRequest:CertRequest", {}),
		resource("kubernetes:cert-manager.io/v1:Certificate", {}),
		resource("random:index/randomBytes:RandomBytes", {}),
	],
	unknown: {
		alone: [
			{
				says: "an unknown algorithm",
				resource: key({ algorithm: unknown, rsaBits: 1024 }),
				messages: [undecided("algorithm")],
			},
			{
				says: "an unknown length",
				resource: key({ algorithm: "RSA", rsaBits: unknown }),
				messages: [undecided("rsaBits")],
			},
			{ says: "an unknown validity", resource: certificate(unknown), messages: [undecided("validityPeriodHours")] },
			{
				says: "three years of what may be a CA",
				resource: certificate(26_280, unknown),
				messages: [undecided("isCaCertificate")],
			},
		],
		besideViolation: [
			{
				says: "ten years, CA or not",
				resource: certificate(87_600, unknown),
				messages: [fail("validityPeriodHours is beyond 43800 hours")],
			},
		],
	},
	excepted: {
		resource: key({ algorithm: "RSA", rsaBits: 2048 }),
		exception: {
			control: "SEC-005",
			resource: { type: "tls:index/privateKey:PrivateKey", name: "proof" },
			finding: "rsaBits",
			...dated,
		},
		waived: [waived(rsa)],
		expired: [expired(rsa)],
	},
};

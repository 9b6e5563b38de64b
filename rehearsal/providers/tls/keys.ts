/** Private keys in the forms that the official provider gives (terraform-provider-tls, internal/provider/common_key.go). */
import crypto, { createHash, createPrivateKey, createPublicKey, type KeyObject, webcrypto } from "node:crypto";
import { promisify } from "node:util";
import { opensshPrivateKey, opensshPublicKey } from "./openssh";

export const CURVES = { P224: "secp224r1", P256: "prime256v1", P384: "secp384r1", P521: "secp521r1" } as const;
export type Curve = keyof typeof CURVES;
export type Algorithm = "RSA" | "ECDSA" | "ED25519";

const generateKeyPair = promisify(crypto.generateKeyPair);

/** Off the main thread: a long RSA key must not hold up the other calls. */
export async function generate(algorithm: Algorithm, curve: Curve, rsaBits: number): Promise<KeyObject> {
	switch (algorithm) {
		case "RSA":
			return (await generateKeyPair("rsa", { modulusLength: rsaBits })).privateKey;
		case "ECDSA":
			return (await generateKeyPair("ec", { namedCurve: CURVES[curve] })).privateKey;
		case "ED25519":
			return (await generateKeyPair("ed25519")).privateKey;
	}
}

export function algorithmOf(key: KeyObject): Algorithm {
	switch (key.asymmetricKeyType) {
		case "rsa":
			return "RSA";
		case "ec":
			return "ECDSA";
		case "ed25519":
			return "ED25519";
		default:
			throw new Error(`a key of type ${String(key.asymmetricKeyType)}; it must be RSA, ECDSA or ED25519`);
	}
}

/** Go's own PEM types: PKCS#1 for RSA, SEC 1 for ECDSA, PKCS#8 for ED25519. */
function traditionalPem(key: KeyObject): string {
	switch (algorithmOf(key)) {
		case "RSA":
			return key.export({ format: "pem", type: "pkcs1" }).toString();
		case "ECDSA":
			return key.export({ format: "pem", type: "sec1" }).toString();
		case "ED25519":
			return key.export({ format: "pem", type: "pkcs8" }).toString();
	}
}

export interface KeyForms {
	privateKeyPem: string;
	privateKeyPemPkcs8: string;
	privateKeyOpenssh: string;
	publicKeyPem: string;
	publicKeyOpenssh: string;
	publicKeyFingerprintMd5: string;
	publicKeyFingerprintSha256: string;
}

/** OpenSSH knows no P-224: its forms are empty then. */
export function forms(key: KeyObject): KeyForms {
	const publicKey = createPublicKey(key);
	const blob = opensshPublicKey(publicKey);
	const digest = (algorithm: string) => createHash(algorithm).update(blob ?? "");
	const md5 = digest("md5").digest("hex").match(/../g)?.join(":") ?? "";
	return {
		privateKeyPem: traditionalPem(key),
		privateKeyPemPkcs8: key.export({ format: "pem", type: "pkcs8" }).toString(),
		privateKeyOpenssh: blob === undefined ? "" : opensshPrivateKey(key, blob),
		publicKeyPem: publicKey.export({ format: "pem", type: "spki" }).toString(),
		publicKeyOpenssh:
			blob === undefined ? "" : `${blob.subarray(4, 4 + blob.readUInt32BE(0))} ${blob.toString("base64")}\n`,
		publicKeyFingerprintMd5: blob === undefined ? "" : md5,
		publicKeyFingerprintSha256:
			blob === undefined ? "" : `SHA256:${digest("sha256").digest("base64").replace(/=+$/, "")}`,
	};
}

/** The key's identifier: the SHA-1 of its public form. */
export function keyId(key: KeyObject): string {
	const der = createPublicKey(key).export({ format: "der", type: "spki" });
	return createHash("sha1").update(der).digest("hex");
}

export function readPrivateKey(pem: string): KeyObject {
	return createPrivateKey(pem);
}

const WEB_CURVES: Record<string, string> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };
const CURVE_HASH: Record<string, string> = { "P-256": "SHA-256", "P-384": "SHA-384", "P-521": "SHA-512" };

export type SigningAlgorithm = { name: string; hash?: string; namedCurve?: string };

/** What Go's x509 picks as signature for the key; web cryptography has no P-224. */
export function signingAlgorithm(key: KeyObject): SigningAlgorithm {
	switch (algorithmOf(key)) {
		case "RSA":
			return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
		case "ED25519":
			return { name: "Ed25519" };
		case "ECDSA": {
			const curve = WEB_CURVES[key.asymmetricKeyDetails?.namedCurve ?? ""];
			if (curve === undefined) {
				throw new Error("the stand-in signs with P256, P384 and P521 keys only; set ecdsaCurve to one of them");
			}
			return { name: "ECDSA", namedCurve: curve, hash: CURVE_HASH[curve] ?? "SHA-256" };
		}
	}
}

export async function webKeys(key: KeyObject): Promise<webcrypto.CryptoKeyPair> {
	const algorithm = signingAlgorithm(key);
	const privateDer = key.export({ format: "der", type: "pkcs8" });
	const publicDer = createPublicKey(key).export({ format: "der", type: "spki" });
	return {
		privateKey: await webcrypto.subtle.importKey("pkcs8", privateDer, algorithm, true, ["sign"]),
		publicKey: await webcrypto.subtle.importKey("spki", publicDer, algorithm, true, ["verify"]),
	};
}

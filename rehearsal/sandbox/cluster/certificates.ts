import { createPrivateKey, createPublicKey, randomBytes, webcrypto } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto);

const p256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

export interface Issuer {
	/** PEM */
	readonly certificate: string;
	/** PEM: SEC1 (`EC PRIVATE KEY`), PKCS#8, or Talos' `ED25519 PRIVATE KEY`. */
	readonly key: string;
}

export interface KeyPair {
	/** PEM, the leaf alone. */
	readonly certificate: string;
	/** PEM, PKCS#8. */
	readonly key: string;
}

export interface Subject {
	readonly commonName?: string;
	readonly organizations?: readonly string[];
	/** IP addresses and DNS names, told apart by their form. */
	readonly names?: readonly string[];
	readonly usages: readonly ("serverAuth" | "clientAuth")[];
	/** A year where absent. */
	readonly seconds?: number;
}

const year = 365 * 24 * 3600;

/**
 * Issues an ECDSA P-256 certificate (what Talos issues for Kubernetes and etcd) from an authority of either kind that
 * Talos generates: ECDSA P-256, or Ed25519 for the machine API.
 */
export async function issue(issuer: Issuer, subject: Subject): Promise<KeyPair> {
	const authority = new x509.X509Certificate(issuer.certificate);
	const identifier = authority.getExtension(x509.SubjectKeyIdentifierExtension);
	const keys = await webcrypto.subtle.generateKey(p256, true, ["sign", "verify"]);
	const certificate = await x509.X509CertificateGenerator.create({
		...common(subject),
		serialNumber: randomBytes(16).toString("hex"),
		// The name as the authority encoded it, and its own key identifier: Go compares both byte by byte.
		issuer: authority.subjectName,
		publicKey: keys.publicKey,
		signingKey: await signingKey(issuer.key),
		signingAlgorithm: isEd25519(issuer.key) ? { name: "Ed25519" } : p256,
		extensions: [
			...extensions(subject),
			...(identifier === null ? [] : [new x509.AuthorityKeyIdentifierExtension(identifier.keyId)]),
		],
	});
	return { certificate: `${certificate.toString("pem")}\n`, key: await exportKey(keys.privateKey) };
}

/** A certificate that nobody vouches for: the machine API's in maintenance mode. */
export async function selfSigned(subject: Subject): Promise<KeyPair> {
	const keys = await webcrypto.subtle.generateKey(p256, true, ["sign", "verify"]);
	const certificate = await x509.X509CertificateGenerator.createSelfSigned({
		name: name(subject),
		...validity(subject),
		serialNumber: randomBytes(16).toString("hex"),
		keys: keys,
		signingAlgorithm: p256,
		extensions: extensions(subject),
	});
	return { certificate: `${certificate.toString("pem")}\n`, key: await exportKey(keys.privateKey) };
}

/** A certificate signing request and its key: how a kubelet asks for its identity. */
export async function signingRequest(subject: Omit<Subject, "usages">): Promise<{ request: string; key: string }> {
	const keys = await webcrypto.subtle.generateKey(p256, true, ["sign", "verify"]);
	const request = await x509.Pkcs10CertificateRequestGenerator.create({
		name: name({ ...subject, usages: [] }),
		keys: keys,
		signingAlgorithm: p256,
	});
	return { request: request.toString("pem"), key: await exportKey(keys.privateKey) };
}

/** The public half of a private key, PEM. */
export function publicKeyOf(key: string): string {
	return createPublicKey(createPrivateKey(relabel(key)))
		.export({ type: "spki", format: "pem" })
		.toString();
}

/** Talos labels an Ed25519 key in PKCS#8 in a way that OpenSSL does not know. */
export function relabel(pem: string): string {
	return pem.replaceAll("ED25519 PRIVATE KEY", "PRIVATE KEY");
}

function isEd25519(pem: string): boolean {
	return createPrivateKey(relabel(pem)).asymmetricKeyType === "ed25519";
}

function signingKey(pem: string): Promise<webcrypto.CryptoKey> {
	const der = createPrivateKey(relabel(pem)).export({ type: "pkcs8", format: "der" });
	const algorithm = isEd25519(pem) ? { name: "Ed25519" } : p256;
	return webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
	const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
	return createPrivateKey({ key: der, format: "der", type: "pkcs8" })
		.export({ type: "pkcs8", format: "pem" })
		.toString();
}

function name(subject: Subject): x509.JsonName {
	const parts: x509.JsonName = (subject.organizations ?? []).map((value) => ({ O: [value] }));
	if (subject.commonName !== undefined) parts.push({ CN: [subject.commonName] });
	return parts;
}

/** Ten seconds back, as Talos allows for clocks that differ (pkg/kubeconfig/generate.go). */
function validity(subject: Subject): { notBefore: Date; notAfter: Date } {
	const now = Date.now();
	return { notBefore: new Date(now - 10_000), notAfter: new Date(now + (subject.seconds ?? year) * 1000) };
}

function common(subject: Subject) {
	return { subject: name(subject), ...validity(subject) };
}

function extensions(subject: Subject): x509.Extension[] {
	const names = [...new Set(subject.names ?? [])].filter((each) => each !== "");
	return [
		new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
		new x509.ExtendedKeyUsageExtension(subject.usages.map((usage) => x509.ExtendedKeyUsage[usage])),
		...(names.length === 0
			? []
			: [
					new x509.SubjectAlternativeNameExtension(
						names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? ("ip" as const) : ("dns" as const), value })),
					),
				]),
	];
}

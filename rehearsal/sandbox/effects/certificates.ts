/**
 * Certificates as cert-manager's CA issuer gives them: a ClusterIssuer with a CA Secret becomes Ready; a Certificate
 * that names it gets a key, a signed certificate and a Secret of type `kubernetes.io/tls` with `tls.crt`, `tls.key` and
 * `ca.crt` (cert-manager.io docs: CA issuer, Certificate resource: 2160h by default, ECDSA or RSA by spec.privateKey).
 * Renewal is not simulated: a rehearsal does not last that long.
 */
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { at, type KubernetesClient, type KubernetesObject } from "../../kubernetes/client";
import { type Effect, NotYet } from "./effect";

const ISSUERS = "/apis/cert-manager.io/v1/clusterissuers";
const CERTIFICATES = "/apis/cert-manager.io/v1/certificates";
/** cert-manager reads a ClusterIssuer's Secret from its own namespace ("cluster resource namespace"). */
const ISSUER_NAMESPACE = "cert-manager";
const DEFAULT_DURATION_HOURS = 2160;

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

const condition = (reason: string, message: string) => ({
	type: "Ready",
	status: "True",
	reason,
	message,
	lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
});

const decode = (value: unknown) => Buffer.from(String(value ?? ""), "base64").toString("utf8");
const encode = (text: string) => Buffer.from(text, "utf8").toString("base64");
const strings = (value: unknown): string[] =>
	Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

export class CertificateIssuer implements Effect {
	readonly simulates = "cert-manager: certificates are signed with the CA Secret of their ClusterIssuer";
	readonly collections = [ISSUERS, CERTIFICATES];

	constructor(private readonly api: KubernetesClient) {}

	async reconcile(object: KubernetesObject, collection: string): Promise<void> {
		if (at(object, "status", "conditions", 0, "status") === "True") return;
		if (collection === ISSUERS) await this.ready(object);
		else await this.issue(object);
	}

	private async authority(issuer: string): Promise<{ pem: string; keyPem: string }> {
		const found = await this.api.get(`${ISSUERS}/${issuer}`);
		if (found === undefined) throw new NotYet(`no ClusterIssuer ${issuer}`);
		const secretName = at(found, "spec", "ca", "secretName");
		if (typeof secretName !== "string") throw new NotYet(`ClusterIssuer ${issuer} is no CA issuer`);
		const secret = await this.api.get(`/api/v1/namespaces/${ISSUER_NAMESPACE}/secrets/${secretName}`);
		if (secret === undefined) throw new NotYet(`no Secret ${ISSUER_NAMESPACE}/${secretName}`);
		return { pem: decode(at(secret, "data", "tls.crt")), keyPem: decode(at(secret, "data", "tls.key")) };
	}

	private async ready(issuer: KubernetesObject): Promise<void> {
		if (at(issuer, "spec", "ca") === undefined) throw new NotYet("only CA issuers are simulated");
		await this.authority(issuer.metadata.name);
		await this.api.patch(`${ISSUERS}/${issuer.metadata.name}/status`, {
			status: { conditions: [condition("KeyPairVerified", "Signing CA verified")] },
		});
	}

	private async issue(certificate: KubernetesObject): Promise<void> {
		const { namespace = "", name, uid } = certificate.metadata;
		const secretName = at(certificate, "spec", "secretName");
		if (typeof secretName !== "string") throw new NotYet("spec.secretName is missing");
		const ca = await this.authority(String(at(certificate, "spec", "issuerRef", "name")));
		const issued = await sign(certificate, ca);
		await this.api.create(`/api/v1/namespaces/${namespace}/secrets`, {
			apiVersion: "v1",
			kind: "Secret",
			type: "kubernetes.io/tls",
			metadata: {
				name: secretName,
				annotations: { "cert-manager.io/certificate-name": name, "cert-manager.io/certificate-uid": uid },
			},
			data: { "tls.crt": encode(issued.chain), "tls.key": encode(issued.keyPem), "ca.crt": encode(ca.pem) },
		});
		await this.api.patch(`/apis/cert-manager.io/v1/namespaces/${namespace}/certificates/${name}/status`, {
			status: {
				conditions: [condition("Ready", "Certificate is up to date and has not expired")],
				notBefore: issued.notBefore.toISOString().replace(/\.\d+Z$/, "Z"),
				notAfter: issued.notAfter.toISOString().replace(/\.\d+Z$/, "Z"),
			},
		});
	}
}

/** A CA key of the lab is ECDSA P-256 (SEC-005); another kind says so instead of signing wrongly. */
async function importCaKey(pem: string): Promise<webcrypto.CryptoKey> {
	const { createPrivateKey } = await import("node:crypto");
	const key = createPrivateKey(pem);
	if (key.asymmetricKeyType !== "ec")
		throw new NotYet(`the CA's key is ${key.asymmetricKeyType}; only ec is simulated`);
	const der = key.export({ format: "der", type: "pkcs8" });
	return webcrypto.subtle.importKey("pkcs8", new Uint8Array(der), ecdsa, false, [
		"sign",
	]) as Promise<webcrypto.CryptoKey>;
}

async function sign(certificate: KubernetesObject, ca: { pem: string; keyPem: string }) {
	const spec = (key: string) => at(certificate, "spec", key);
	const hours = /^(\d+)h/.exec(String(spec("duration") ?? ""))?.[1];
	const notBefore = new Date();
	const notAfter = new Date(notBefore.getTime() + Number(hours ?? DEFAULT_DURATION_HOURS) * 3_600_000);
	const keys = (await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
	const caCertificate = new x509.X509Certificate(ca.pem);
	const dnsNames = strings(spec("dnsNames"));
	const leaf = await x509.X509CertificateGenerator.create({
		subject: `CN=${String(spec("commonName") ?? dnsNames[0] ?? "")}`,
		issuer: caCertificate.subject,
		notBefore,
		notAfter,
		publicKey: keys.publicKey,
		signingKey: await importCaKey(ca.keyPem),
		signingAlgorithm: ecdsa,
		extensions: [
			new x509.BasicConstraintsExtension(false, undefined, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
			new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
			new x509.SubjectAlternativeNameExtension([
				...dnsNames.map((value) => ({ type: "dns" as const, value })),
				...strings(spec("ipAddresses")).map((value) => ({ type: "ip" as const, value })),
			]),
			await x509.AuthorityKeyIdentifierExtension.create(caCertificate),
		],
	});
	const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
	const keyPem = `-----BEGIN PRIVATE KEY-----\n${(pkcs8.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END PRIVATE KEY-----\n`;
	return { chain: `${leaf.toString("pem")}\n`, keyPem, notBefore, notAfter };
}

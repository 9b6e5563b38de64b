/** What a certificate holds, as the official provider fills it (terraform-provider-tls, internal/provider/common_cert.go). */
import "reflect-metadata";
import { type KeyObject, randomBytes, type webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";
import { signingAlgorithm, webKeys } from "./keys";

const KEY_USAGES: Record<string, x509.KeyUsageFlags> = {
	digital_signature: x509.KeyUsageFlags.digitalSignature,
	content_commitment: x509.KeyUsageFlags.nonRepudiation,
	key_encipherment: x509.KeyUsageFlags.keyEncipherment,
	data_encipherment: x509.KeyUsageFlags.dataEncipherment,
	key_agreement: x509.KeyUsageFlags.keyAgreement,
	cert_signing: x509.KeyUsageFlags.keyCertSign,
	crl_signing: x509.KeyUsageFlags.cRLSign,
	encipher_only: x509.KeyUsageFlags.encipherOnly,
	decipher_only: x509.KeyUsageFlags.decipherOnly,
};

const EXTENDED_USAGES: Record<string, string> = {
	any_extended: "2.5.29.37.0",
	server_auth: "1.3.6.1.5.5.7.3.1",
	client_auth: "1.3.6.1.5.5.7.3.2",
	code_signing: "1.3.6.1.5.5.7.3.3",
	email_protection: "1.3.6.1.5.5.7.3.4",
	ipsec_end_system: "1.3.6.1.5.5.7.3.5",
	ipsec_tunnel: "1.3.6.1.5.5.7.3.6",
	ipsec_user: "1.3.6.1.5.5.7.3.7",
	timestamping: "1.3.6.1.5.5.7.3.8",
	ocsp_signing: "1.3.6.1.5.5.7.3.9",
	microsoft_server_gated_crypto: "1.3.6.1.4.1.311.10.3.3",
	netscape_server_gated_crypto: "2.16.840.1.113730.4.1",
	microsoft_commercial_code_signing: "1.3.6.1.4.1.311.2.1.22",
	microsoft_kernel_code_signing: "1.3.6.1.4.1.311.61.1.1",
};

export interface Subject {
	commonName?: string;
	country?: string;
	emailAddress?: string;
	locality?: string;
	organization?: string;
	organizationalUnit?: string;
	postalCode?: string;
	province?: string;
	serialNumber?: string;
	streetAddresses?: string[];
}

/** In the order in which Go's pkix.Name is written. */
const SUBJECT_TYPES: [keyof Subject, string][] = [
	["country", "2.5.4.6"],
	["organization", "2.5.4.10"],
	["organizationalUnit", "2.5.4.11"],
	["locality", "2.5.4.7"],
	["province", "2.5.4.8"],
	["streetAddresses", "2.5.4.9"],
	["postalCode", "2.5.4.17"],
	["commonName", "2.5.4.3"],
	["serialNumber", "2.5.4.5"],
	["emailAddress", "1.2.840.113549.1.9.1"],
];

export function subjectName(subject: Subject): x509.Name {
	return new x509.Name(
		SUBJECT_TYPES.flatMap(([key, type]) => {
			const value = subject[key];
			if (value === undefined) return [];
			return (Array.isArray(value) ? value : [value]).map((one) => ({ [type]: [one] }));
		}),
	);
}

export interface Names {
	dnsNames?: string[];
	ipAddresses?: string[];
	uris?: string[];
}

/** The subject alternative names, or `undefined` without any. */
export function alternativeNames(names: Names): x509.SubjectAlternativeNameExtension | undefined {
	const wrong = (names.ipAddresses ?? []).find((address) => isIP(address) === 0);
	if (wrong !== undefined) throw new Error(`ipAddresses: failed to parse IP address "${wrong}"`);
	const entries: x509.JsonGeneralName[] = [
		...(names.dnsNames ?? []).map((value) => ({ type: "dns" as const, value })),
		...(names.ipAddresses ?? []).map((value) => ({ type: "ip" as const, value })),
		...(names.uris ?? []).map((value) => ({ type: "url" as const, value })),
	];
	return entries.length === 0 ? undefined : new x509.SubjectAlternativeNameExtension(entries);
}

export function unknownUses(allowedUses: string[]): string[] {
	return allowedUses.filter((use) => !(use in KEY_USAGES) && !(use in EXTENDED_USAGES));
}

function usages(allowedUses: string[]): x509.Extension[] {
	const flags = allowedUses.reduce((all, use) => all | (KEY_USAGES[use] ?? 0), 0);
	const extended = allowedUses.flatMap((use) => EXTENDED_USAGES[use] ?? []);
	return [
		...(flags === 0 ? [] : [new x509.KeyUsagesExtension(flags, true)]),
		...(extended.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension(extended)]),
	];
}

export interface Template {
	subject: x509.Name;
	names: x509.SubjectAlternativeNameExtension | undefined;
	publicKey: webcrypto.CryptoKey;
	allowedUses: string[];
	isCaCertificate: boolean;
	/** -1: no limit. */
	maxPathLength: number;
	setSubjectKeyId: boolean;
	setAuthorityKeyId: boolean;
	validityPeriodHours: number;
}

export interface Issued {
	certPem: string;
	/** The serial number in decimal, which is the official resource's id. */
	id: string;
	validityStartTime: string;
	validityEndTime: string;
}

/** RFC 3339 to the second, in UTC. */
export function rfc3339(time: Date): string {
	return time.toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** Signs with `key`; without an `issuer` the certificate is its own. */
export async function issue(template: Template, key: KeyObject, issuer?: x509.X509Certificate): Promise<Issued> {
	const { privateKey, publicKey: ownKey } = await webKeys(key);
	const serial = randomBytes(16);
	serial[0] = (serial[0] ?? 0) & 0x7f;
	const start = new Date(Math.floor(Date.now() / 1000) * 1000);
	const end = new Date(start.getTime() + template.validityPeriodHours * 3_600_000);
	const pathLength = template.isCaCertificate && template.maxPathLength >= 0 ? template.maxPathLength : undefined;
	const extensions: x509.Extension[] = [
		...usages(template.allowedUses),
		new x509.BasicConstraintsExtension(template.isCaCertificate, pathLength, true),
	];
	if (template.isCaCertificate || template.setSubjectKeyId) {
		extensions.push(await x509.SubjectKeyIdentifierExtension.create(template.publicKey));
	}
	const issuerKeyId = issuer?.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
	if (issuerKeyId !== undefined) extensions.push(new x509.AuthorityKeyIdentifierExtension(issuerKeyId));
	else if (issuer === undefined && template.setAuthorityKeyId) {
		extensions.push(await x509.AuthorityKeyIdentifierExtension.create(ownKey));
	}
	if (template.names !== undefined) extensions.push(template.names);
	const certificate = await x509.X509CertificateGenerator.create({
		serialNumber: serial.toString("hex"),
		subject: template.subject.toJSON(),
		issuer: (issuer === undefined ? template.subject : issuer.subjectName).toJSON(),
		notBefore: start,
		notAfter: end,
		publicKey: template.publicKey,
		signingKey: privateKey,
		signingAlgorithm: signingAlgorithm(key),
		extensions,
	});
	return {
		certPem: `${certificate.toString("pem")}\n`,
		id: BigInt(`0x${serial.toString("hex")}`).toString(),
		validityStartTime: rfc3339(start),
		validityEndTime: rfc3339(end),
	};
}

export { x509 };

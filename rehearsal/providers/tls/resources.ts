/** The tls provider's resources (terraform-provider-tls, internal/provider/resource_*.go). */
import { createPublicKey, webcrypto, X509Certificate } from "node:crypto";
import { diffInputs, type PropertyDiffKind } from "../framework/diff";
import {
	type CheckRequest,
	type CheckResult,
	type DiffRequest,
	type Properties,
	type ReadRequest,
	resource,
} from "../framework/provider";
import { alternativeNames, issue, type Names, type Subject, subjectName, unknownUses, x509 } from "./certificates";
import {
	type Algorithm,
	algorithmOf,
	CURVES,
	type Curve,
	forms,
	generate,
	keyId,
	readPrivateKey,
	signingAlgorithm,
	webKeys,
} from "./keys";

export const privateKey = resource<{ algorithm: Algorithm; ecdsaCurve: Curve; rsaBits: number }>({
	check: ({ inputs }) => {
		const failures: CheckResult["failures"] = [];
		const { algorithm, ecdsaCurve } = inputs;
		if (typeof algorithm === "string" && !["RSA", "ECDSA", "ED25519"].includes(algorithm)) {
			failures.push({
				reason: `Attribute algorithm value must be one of: ["RSA" "ECDSA" "ED25519"], got: "${algorithm}"`,
			});
		}
		if (typeof ecdsaCurve === "string" && !(ecdsaCurve in CURVES)) {
			failures.push({
				reason: `Attribute ecdsa_curve value must be one of: ["P224" "P256" "P384" "P521"], got: "${ecdsaCurve}"`,
			});
		}
		return { inputs: { ecdsaCurve: "P224", rsaBits: 2048, ...inputs }, failures };
	},
	replaceOn: "all",
	create: async ({ inputs }) => {
		const key = await generate(inputs.algorithm, inputs.ecdsaCurve, inputs.rsaBits);
		return { id: keyId(key), outputs: { ...inputs, ...forms(key) } };
	},
});

type KeyInput = { privateKeyPem?: string };

function requireKey(name: string) {
	return ({ inputs }: CheckRequest): CheckResult => ({
		inputs,
		failures: inputs[name] === undefined ? [{ reason: `Missing required property '${name}'` }] : [],
	});
}

export const certRequest = resource<KeyInput & Names & { subject?: Subject }>({
	check: requireKey("privateKeyPem"),
	replaceOn: "all",
	create: async ({ inputs }) => {
		const key = readPrivateKey(inputs.privateKeyPem ?? "");
		const names = alternativeNames(inputs);
		const request = await x509.Pkcs10CertificateRequestGenerator.create({
			name: subjectName(inputs.subject ?? {}).toJSON(),
			keys: await webKeys(key),
			signingAlgorithm: signingAlgorithm(key),
			extensions: names === undefined ? [] : [names],
		});
		const certRequestPem = `${request.toString("pem")}\n`;
		const outputs = { ...inputs, certRequestPem, keyAlgorithm: algorithmOf(key) } as Properties;
		return { id: keyId(key), outputs };
	},
});

interface CertificateInputs {
	allowedUses: string[];
	validityPeriodHours: number;
	earlyRenewalHours: number;
	isCaCertificate: boolean;
	maxPathLength: number;
	setSubjectKeyId: boolean;
	setAuthorityKeyId: boolean;
}

function certificateDefaults(key: string, defaults: Properties) {
	const check = requireKey(key);
	return (request: CheckRequest): CheckResult => {
		const { inputs, failures = [] } = check(request);
		const uses = Array.isArray(inputs.allowedUses) ? inputs.allowedUses : [];
		const unknown = unknownUses(uses.filter((use) => typeof use === "string"));
		return {
			inputs: { ...defaults, ...inputs },
			failures: [...failures, ...unknown.map((use) => ({ reason: `allowed_uses: invalid key usage "${use}"` }))],
		};
	};
}

const DEFAULTS: Properties = {
	earlyRenewalHours: 0,
	isCaCertificate: false,
	maxPathLength: -1,
	setSubjectKeyId: false,
};

/** A certificate is made anew within `earlyRenewalHours` of its end, refreshed or not. */
export function readyForRenewal(state: Properties, earlyRenewalHours: unknown, now: Date): boolean {
	const end = typeof state.validityEndTime === "string" ? Date.parse(state.validityEndTime) : Number.NaN;
	const early = typeof earlyRenewalHours === "number" ? earlyRenewalHours : 0;
	return !Number.isNaN(end) && now.getTime() >= end - early * 3_600_000;
}

function certificateDiff({ oldInputs, olds, news }: DiffRequest) {
	const all = diffInputs(oldInputs, news, "all");
	const changes = Object.fromEntries(
		Object.entries(all).map(([path, kind]): [string, PropertyDiffKind] => {
			return path === "earlyRenewalHours" ? [path, "update"] : [path, kind];
		}),
	);
	return {
		changes: readyForRenewal(olds, news.earlyRenewalHours, new Date())
			? { ...changes, readyForRenewal: "update-replace" as const }
			: changes,
	};
}

async function readCertificate({ id, state }: ReadRequest) {
	return { id, outputs: { ...state, readyForRenewal: readyForRenewal(state, state.earlyRenewalHours, new Date()) } };
}

async function updateCertificate({ olds, inputs }: { olds: Properties; inputs: { earlyRenewalHours: number } }) {
	return {
		...olds,
		earlyRenewalHours: inputs.earlyRenewalHours,
		readyForRenewal: readyForRenewal(olds, inputs.earlyRenewalHours, new Date()),
	};
}

export const selfSignedCert = resource<KeyInput & Names & CertificateInputs & { subject?: Subject }>({
	check: certificateDefaults("privateKeyPem", { ...DEFAULTS, setAuthorityKeyId: false }),
	diff: certificateDiff,
	create: async ({ inputs }) => {
		const key = readPrivateKey(inputs.privateKeyPem ?? "");
		const { id, ...issued } = await issue(
			{
				...inputs,
				subject: subjectName(inputs.subject ?? {}),
				names: alternativeNames(inputs),
				publicKey: (await webKeys(key)).publicKey,
			},
			key,
		);
		const outputs = { ...inputs, ...issued, keyAlgorithm: algorithmOf(key), readyForRenewal: false } as Properties;
		return { id, outputs };
	},
	read: readCertificate,
	update: updateCertificate,
});

export const locallySignedCert = resource<
	CertificateInputs & { caCertPem: string; caPrivateKeyPem?: string; certRequestPem: string }
>({
	check: certificateDefaults("caPrivateKeyPem", DEFAULTS),
	diff: certificateDiff,
	create: async ({ inputs }) => {
		const key = readPrivateKey(inputs.caPrivateKeyPem ?? "");
		if (!new X509Certificate(inputs.caCertPem).checkPrivateKey(key)) {
			throw new Error(
				"caPrivateKeyPem: is not the key of caCertPem; give the key that the CA's certificate was made with",
			);
		}
		const request = new x509.Pkcs10CertificateRequest(inputs.certRequestPem);
		if (!(await request.verify())) throw new Error("certRequestPem: its signature does not verify");
		const requestKey = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: "der", type: "spki" });
		const { id, ...issued } = await issue(
			{
				...inputs,
				setAuthorityKeyId: false,
				subject: request.subjectName,
				names: request.extensions.find((one) => one instanceof x509.SubjectAlternativeNameExtension),
				publicKey: await webcrypto.subtle.importKey(
					"spki",
					request.publicKey.rawData,
					signingAlgorithm(requestKey),
					true,
					["verify"],
				),
			},
			key,
			new x509.X509Certificate(inputs.caCertPem),
		);
		const outputs = { ...inputs, ...issued, caKeyAlgorithm: algorithmOf(key), readyForRenewal: false } as Properties;
		return { id, outputs };
	},
	read: readCertificate,
	update: updateCertificate,
});

import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { keyLimits } from "../../../controls/keyLimits";
import { kindOfToken } from "../../kubernetes";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";
import { judgeHours } from "./certificateHours";

const control = controlById("SEC-005");

/**
 * SEC-005 over what cert-manager is asked for (cert-manager.io: API reference, CertificatePrivateKey; defaults RSA 2048, ECDSA
 * 256, 90 days), by a Certificate or by the annotations of an Ingress or a Gateway (Annotated Ingress resource, Annotations).
 * Otherwise either would be a way round the rule over keys.
 */
export const certificateRequests: ResourceRule = {
	id: control.id,
	slug: "certificate-requests",
	says: "A Certificate, an Ingress or a Gateway asks cert-manager for a key and a lifetime within the limits.",
	fix: "Set privateKey (of an Ingress or a Gateway the annotation cert-manager.io/private-key-algorithm) to ECDSA with 256, 384 or 521, Ed25519, or RSA with 3072 bits, and a duration of at most a year (a CA: five).",
	judge,
};

/** What a certificate is asked for with, and where each part stands. */
interface Request {
	algorithm: Part;
	size: Part;
	duration: Part;
	isCa: Part;
}

interface Part {
	path: string;
	value: unknown;
}

const annotated = ["Ingress", "Gateway", "ListenerSet", "XListenerSet"];

function judge({ type, properties }: Resource): Judgement[] | undefined {
	const token = kindOfToken(type);
	if (token === undefined) return undefined;
	if (token.kind === "Certificate" && token.apiVersion.startsWith("cert-manager.io/")) {
		if (isPulumiUnknown(properties.spec)) return [undecided("spec")];
		const part = (...path: string[]): Part => ({
			path: ["spec", ...path].join("."),
			value: at(properties, "spec", ...path),
		});
		const privateKey = part("privateKey");
		return judgeRequest({
			algorithm: isPulumiUnknown(privateKey.value) ? privateKey : part("privateKey", "algorithm"),
			size: part("privateKey", "size"),
			duration: part("duration"),
			isCa: part("isCA"),
		});
	}
	if (!annotated.includes(token.kind) || !/^(networking\.k8s|gateway\.networking\.)/.test(token.apiVersion))
		return undefined;
	return judgeAnnotations(at(properties, "metadata", "annotations"));
}

/** Without an issuer's annotation nothing is asked for. */
function judgeAnnotations(annotations: unknown): Judgement[] {
	if (isPulumiUnknown(annotations)) return [undecided("metadata.annotations")];
	const part = (name: string): Part => {
		const key = `cert-manager.io/${name}`;
		return { path: `metadata.annotations[${key}]`, value: at(annotations, key) };
	};
	const issuers = ["issuer", "cluster-issuer"].map(part).filter(({ value }) => (value ?? "") !== "");
	const [issuer] = issuers;
	if (issuer === undefined) return [];
	const size = part("private-key-size");
	const isNumber = typeof size.value === "string" && /^\d+$/.test(size.value);
	const found = judgeRequest({
		algorithm: part("private-key-algorithm"),
		size: { ...size, value: isNumber ? Number(size.value) : size.value },
		duration: part("duration"),
		isCa: { path: "", value: false },
	});
	// One that is not known yet may be empty.
	const decided = !issuers.every(({ value }) => isPulumiUnknown(value));
	return decided || !found.some(({ outcome }) => outcome === "violated") ? found : [undecided(issuer.path)];
}

function judgeRequest({ algorithm, size, duration, isCa }: Request): Judgement[] {
	return [
		...judgeKey(algorithm, size),
		...judgeHours(
			{ path: duration.path, hours: hoursOf(duration.value ?? "2160h") },
			{ path: isCa.path, isCa: isPulumiUnknown(isCa.value) ? "unknown" : isCa.value === true },
		),
	];
}

const sizes: Readonly<Record<string, (size: number) => boolean>> = {
	RSA: (size) => size >= keyLimits.rsaBits,
	ECDSA: (size) => [256, 384, 521].includes(size),
	Ed25519: () => true,
};
const defaults: Readonly<Record<string, number>> = { RSA: 2048, ECDSA: 256, Ed25519: 0 };

function judgeKey(stated: Part, size: Part): Judgement[] {
	if (isPulumiUnknown(stated.value)) return [undecided(stated.path)];
	const algorithm = stated.value ?? "RSA";
	if (typeof algorithm !== "string" || !Object.hasOwn(sizes, algorithm))
		return [violated(stated.path, "is not RSA, ECDSA or Ed25519")];
	if (isPulumiUnknown(size.value)) return [undecided(size.path)];
	const bits = size.value === undefined || size.value === 0 ? (defaults[algorithm] ?? 0) : size.value;
	return typeof bits === "number" && sizes[algorithm]?.(bits) === true
		? []
		: [violated(size.path, `is too small for ${algorithm}`)];
}

/** Go's durations, as cert-manager takes them: `2160h`, `8760h0m0s`. */
function hoursOf(duration: unknown): number | "unknown" | undefined {
	if (isPulumiUnknown(duration)) return "unknown";
	const match = typeof duration === "string" ? /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(duration) : null;
	if (match === null) return undefined;
	const [, hours = "0", minutes = "0", seconds = "0"] = match;
	return Number(hours) + Number(minutes) / 60 + Number(seconds) / 3600;
}

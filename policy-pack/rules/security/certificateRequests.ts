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
 * 256, 90 days). Otherwise a Certificate would be a way round the rule over keys.
 */
export const certificateRequests: ResourceRule = {
	id: control.id,
	slug: "certificate-requests",
	says: "A Certificate asks cert-manager for a key and a lifetime within the limits.",
	fix: "Set privateKey to ECDSA with 256, 384 or 521, Ed25519, or RSA with 3072 bits, and a duration of at most a year (a CA: five).",
	judge,
};

function judge({ type, properties }: Resource): Judgement[] | undefined {
	const token = kindOfToken(type);
	if (token?.kind !== "Certificate" || !token.apiVersion.startsWith("cert-manager.io/")) return undefined;
	if (isPulumiUnknown(properties.spec)) return [undecided("spec")];
	const isCa = at(properties, "spec", "isCA");
	const duration = at(properties, "spec", "duration") ?? "2160h";
	return [
		...judgeKey(properties),
		...judgeHours(
			{ path: "spec.duration", hours: hoursOf(duration) },
			{ path: "spec.isCA", isCa: isPulumiUnknown(isCa) ? "unknown" : isCa === true },
		),
	];
}

const sizes: Readonly<Record<string, (size: number) => boolean>> = {
	RSA: (size) => size >= keyLimits.rsaBits,
	ECDSA: (size) => [256, 384, 521].includes(size),
	Ed25519: () => true,
};
const defaults: Readonly<Record<string, number>> = { RSA: 2048, ECDSA: 256, Ed25519: 0 };

function judgeKey(properties: Resource["properties"]): Judgement[] {
	const path = "spec.privateKey";
	const key = at(properties, "spec", "privateKey");
	if (isPulumiUnknown(key)) return [undecided(path)];
	const algorithm = at(key, "algorithm") ?? "RSA";
	if (isPulumiUnknown(algorithm)) return [undecided(`${path}.algorithm`)];
	if (typeof algorithm !== "string" || !Object.hasOwn(sizes, algorithm))
		return [violated(`${path}.algorithm`, "is not RSA, ECDSA or Ed25519")];
	const stated = at(key, "size");
	if (isPulumiUnknown(stated)) return [undecided(`${path}.size`)];
	const size = stated === undefined || stated === 0 ? (defaults[algorithm] ?? 0) : stated;
	return typeof size === "number" && sizes[algorithm]?.(size) === true
		? []
		: [violated(`${path}.size`, `is too small for ${algorithm}`)];
}

/** Go's durations, as cert-manager takes them: `2160h`, `8760h0m0s`. */
function hoursOf(duration: unknown): number | "unknown" | undefined {
	if (isPulumiUnknown(duration)) return "unknown";
	const match = typeof duration === "string" ? /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(duration) : null;
	if (match === null) return undefined;
	const [, hours = "0", minutes = "0", seconds = "0"] = match;
	return Number(hours) + Number(minutes) / 60 + Number(seconds) / 3600;
}

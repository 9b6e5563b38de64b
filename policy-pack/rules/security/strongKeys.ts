import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { keyLimits } from "../../../controls/keyLimits";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { judgeHours } from "./certificateHours";

const control = controlById("SEC-005");

/** SEC-005 over the keys and certificates of @pulumi/tls. Absent sizes are the provider's: RSA 2048 and P224, both too small. */
export const strongKeys: ResourceRule = {
	id: control.id,
	slug: "strong-keys",
	says: control.says,
	fix: control.fix,
	judge,
};

const certificates = ["tls:index/selfSignedCert:SelfSignedCert", "tls:index/locallySignedCert:LocallySignedCert"];

function judge({ type, properties }: Resource): Judgement[] | undefined {
	if (type === "tls:index/privateKey:PrivateKey") return judgeKey(properties);
	if (!certificates.includes(type)) return undefined;
	const { isCaCertificate, validityPeriodHours } = properties;
	return judgeHours(
		{ path: "validityPeriodHours", hours: hoursOf(validityPeriodHours) },
		{ path: "isCaCertificate", isCa: isPulumiUnknown(isCaCertificate) ? "unknown" : isCaCertificate === true },
	);
}

function hoursOf(value: unknown): number | "unknown" | undefined {
	if (isPulumiUnknown(value)) return "unknown";
	return typeof value === "number" ? value : undefined;
}

function judgeKey({ algorithm, rsaBits, ecdsaCurve }: Resource["properties"]): Judgement[] {
	if (isPulumiUnknown(algorithm)) return [undecided("algorithm")];
	switch (algorithm) {
		case "ED25519":
			return [];
		case "RSA":
			if (isPulumiUnknown(rsaBits)) return [undecided("rsaBits")];
			return typeof rsaBits === "number" && rsaBits >= keyLimits.rsaBits
				? []
				: [violated("rsaBits", `is below ${keyLimits.rsaBits}`)];
		case "ECDSA":
			if (isPulumiUnknown(ecdsaCurve)) return [undecided("ecdsaCurve")];
			return keyLimits.ecdsaCurves.some((curve) => curve === ecdsaCurve)
				? []
				: [violated("ecdsaCurve", `is not ${keyLimits.ecdsaCurves.join(", ")}`)];
		default:
			return [violated("algorithm", "is not RSA, ECDSA or ED25519")];
	}
}

import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { areCertificates, areEncodedCertificates } from "../../../controls/secrets/certificates";
import { kindOfToken } from "../../kubernetes";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";

const control = controlById("SEC-007");

/**
 * SEC-007 over Secrets in files. A resource of the program is not judged by it: the provider marks its data as secret, and
 * whether they are reaches no policy.
 */
export const secretManifests: ResourceRule = {
	id: control.id,
	slug: "secret-manifests",
	says: "No file holds a Secret with its data.",
	fix: "Seal it (kubeseal), and replace the secret that was written down: it is known now. Base64 is no encryption.",
	judge,
};

function judge({ type, properties }: Resource): Judgement[] | undefined {
	const token = kindOfToken(type);
	if (token?.apiVersion !== "v1" || token.kind !== "Secret") return undefined;
	return ["data", "stringData"].flatMap((member) => {
		const data = properties[member];
		if (isPulumiUnknown(data)) return [undecided(member)];
		if (data === undefined || data === null) return [];
		if (typeof data !== "object" || Array.isArray(data)) return [violated(member, "is no mapping")];
		return Object.entries(data).flatMap(([key, value]) => {
			const path = `${member}[${key}]`;
			if (isPulumiUnknown(value)) return [undecided(path)];
			return value === null || value === "" || isCertificate(value, member)
				? []
				: [violated(path, "is in a file in plain text")];
		});
	});
}

/** A certificate is public: a bundle of authorities may come as a Secret. */
function isCertificate(value: unknown, member: string): boolean {
	if (typeof value !== "string") return false;
	return member === "data" ? areEncodedCertificates(value) : areCertificates(value);
}

/** A text of certificates and nothing else, which is public: a bundle of authorities. */
export const areCertificates = (text: string): boolean =>
	/^(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/.test(text.trim());

/** The same as base64: a webhook's `caBundle`. */
export const areEncodedCertificates = (text: string): boolean =>
	areCertificates(Buffer.from(text, "base64").toString("utf8"));

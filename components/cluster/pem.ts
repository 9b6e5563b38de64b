/** PEM as the Talos provider takes it, base64, and as the TLS provider does, text. */
export const fromBase64 = (base64: string) => Buffer.from(base64, "base64").toString("utf8");
export const toBase64 = (pem: string) => Buffer.from(pem, "utf8").toString("base64");

/** Talos labels its PKCS#8 keys by algorithm (siderolabs/crypto: x509), which the TLS provider does not know. */
export const asPkcs8 = (pem: string) => pem.replaceAll("ED25519 PRIVATE KEY", "PRIVATE KEY");

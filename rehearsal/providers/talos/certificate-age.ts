import { X509Certificate } from "node:crypto";
import { isObject, type Properties, type Value } from "../framework/value";

const day = 24 * 3600;

/** A month, from now on by the calendar, in seconds. */
export const month = 30 * day;

/** Whether a certificate of the state (PEM in base64) is over within some seconds from now; false where there is none. */
export function expiresWithin(seconds: number, configuration: Value | undefined, now = new Date()): boolean {
	const certificate = isObject(configuration) ? (configuration as Properties).clientCertificate : undefined;
	if (typeof certificate !== "string" || certificate === "") return false;
	const { validTo } = new X509Certificate(Buffer.from(certificate, "base64"));
	return new Date(validTo).getTime() < now.getTime() + seconds * 1000;
}

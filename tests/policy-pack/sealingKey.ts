import { generateKeyPairSync } from "node:crypto";

let key: string | undefined;

/** A public key to seal with, in place of the one that the tls provider would make. */
export function sealingKey(): string {
	key ??= generateKeyPairSync("rsa", { modulusLength: 3072 })
		.publicKey.export({ type: "spki", format: "pem" })
		.toString();
	return key;
}

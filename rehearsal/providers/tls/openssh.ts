/** Keys in OpenSSH's own formats (openssh-portable PROTOCOL.key; RFC 4253 section 6.6, RFC 5656 section 3.1). */
import { createPublicKey, type KeyObject, randomBytes } from "node:crypto";

function text(value: string | Buffer): Buffer {
	const bytes = Buffer.from(value as string);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(bytes.length);
	return Buffer.concat([length, bytes]);
}

function decoded(value: string | undefined): Buffer {
	if (value === undefined) throw new Error("the key has no such part");
	return Buffer.from(value, "base64url");
}

/** A multiple-precision integer: positive, so a set top bit asks for a leading zero. */
function mpint(value: Buffer): Buffer {
	const first = value.findIndex((byte) => byte !== 0);
	const trimmed = first === -1 ? Buffer.alloc(0) : value.subarray(first);
	const [top] = trimmed;
	return text(top !== undefined && top >= 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed);
}

const CURVE_NAMES: Record<string, string> = { "P-256": "nistp256", "P-384": "nistp384", "P-521": "nistp521" };

/** The public key's blob, or `undefined` where OpenSSH has no such key (P-224). */
export function opensshPublicKey(key: KeyObject): Buffer | undefined {
	if (key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "secp224r1") return undefined;
	const jwk = key.export({ format: "jwk" });
	switch (jwk.kty) {
		case "RSA":
			return Buffer.concat([text("ssh-rsa"), mpint(decoded(jwk.e)), mpint(decoded(jwk.n))]);
		case "OKP":
			return Buffer.concat([text("ssh-ed25519"), text(decoded(jwk.x))]);
		default: {
			const curve = CURVE_NAMES[jwk.crv ?? ""];
			if (curve === undefined) return undefined;
			const point = Buffer.concat([Buffer.from([4]), decoded(jwk.x), decoded(jwk.y)]);
			return Buffer.concat([text(`ecdsa-sha2-${curve}`), text(curve), text(point)]);
		}
	}
}

function privatePart(key: KeyObject, blob: Buffer): Buffer {
	const jwk = key.export({ format: "jwk" });
	switch (jwk.kty) {
		case "RSA":
			return Buffer.concat([
				text("ssh-rsa"),
				...[jwk.n, jwk.e, jwk.d, jwk.qi, jwk.p, jwk.q].map((part) => mpint(decoded(part))),
			]);
		case "OKP":
			return Buffer.concat([
				text("ssh-ed25519"),
				text(decoded(jwk.x)),
				text(Buffer.concat([decoded(jwk.d), decoded(jwk.x)])),
			]);
		default:
			return Buffer.concat([blob, mpint(decoded(jwk.d))]);
	}
}

/** An unencrypted OpenSSH private key. */
export function opensshPrivateKey(key: KeyObject, blob = opensshPublicKey(createPublicKey(key))): string {
	if (blob === undefined) return "";
	const check = randomBytes(4);
	const body = Buffer.concat([check, check, privatePart(key, blob), text("")]);
	const padding = Buffer.from(Array.from({ length: (8 - (body.length % 8)) % 8 }, (_, index) => index + 1));
	const one = Buffer.from([0, 0, 0, 1]);
	const whole = Buffer.concat([
		Buffer.from("openssh-key-v1\0"),
		text("none"),
		text("none"),
		text(""),
		one,
		text(blob),
		text(Buffer.concat([body, padding])),
	]);
	const lines = whole.toString("base64").match(/.{1,70}/g) ?? [];
	return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

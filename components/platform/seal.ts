import {
	constants,
	createCipheriv,
	createHash,
	createHmac,
	createPublicKey,
	publicEncrypt,
	randomBytes,
} from "node:crypto";

/** What is sealed: one value of one Secret. In the strict scope it opens only under this namespace and name. */
export interface SealArgs {
	/** PEM of the controller's RSA public key. */
	publicKeyPem: string;
	namespace: string;
	name: string;
	/** The key in the Secret's data. */
	key: string;
	plaintext: string;
	/**
	 * 32 secret bytes that replace chance: the same value seals to the same text, so a second `up` changes nothing. The
	 * session key and the padding are derived from these *and* from all that is sealed (as RFC 6979 does for signatures),
	 * so two values never share a session key. Fresh chance where it is left out.
	 */
	entropy?: Buffer;
}

/**
 * Seals a value offline as `kubeseal --scope strict` does: base64 of a two-byte big-endian length, the session key
 * under RSA-OAEP-SHA256 with the label `namespace/name`, and AES-256-GCM of the value with a zero nonce, its tag appended
 * (bitnami-labs/sealed-secrets v0.27.1: pkg/crypto/crypto.go HybridEncrypt, EncryptionLabel in
 * pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go).
 */
export function seal(args: SealArgs): string {
	const entropy = args.entropy ?? randomBytes(32);
	if (entropy.length < 32) {
		throw new RangeError(`seal: entropy has ${entropy.length} bytes; it must have at least 32`);
	}
	const label = Buffer.from(`${args.namespace}/${args.name}`);
	const derive = (purpose: string) => {
		const context = [purpose, args.publicKeyPem, args.namespace, args.name, args.key, args.plaintext];
		return createHmac("sha256", entropy).update(JSON.stringify(context)).digest();
	};
	const sessionKey = derive("session key");
	const wrapped = rsaOaep(args.publicKeyPem, sessionKey, label, derive("padding seed"));

	// The session key seals this one value and nothing else, so the zero nonce is used once.
	const cipher = createCipheriv("aes-256-gcm", sessionKey, Buffer.alloc(12));
	const sealed = Buffer.concat([cipher.update(args.plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);

	const length = Buffer.alloc(2);
	length.writeUInt16BE(wrapped.length);
	return Buffer.concat([length, wrapped, sealed]).toString("base64");
}

/** RSAES-OAEP with a given seed (RFC 8017, 7.1.1): node:crypto always takes a fresh one. */
function rsaOaep(publicKeyPem: string, message: Buffer, label: Buffer, seed: Buffer): Buffer {
	const key = createPublicKey(publicKeyPem);
	const bits = key.asymmetricKeyDetails?.modulusLength;
	if (key.asymmetricKeyType !== "rsa" || bits === undefined) {
		throw new TypeError(`seal: the public key is ${key.asymmetricKeyType}; the controller reads RSA keys only`);
	}
	const size = bits / 8;
	const labelHash = createHash("sha256").update(label).digest();
	const zeros = Buffer.alloc(size - message.length - 2 * labelHash.length - 2);
	const block = Buffer.concat([labelHash, zeros, Buffer.from([1]), message]);
	const maskedBlock = xor(block, mgf1(seed, block.length));
	const maskedSeed = xor(seed, mgf1(maskedBlock, seed.length));
	const encoded = Buffer.concat([Buffer.from([0]), maskedSeed, maskedBlock]);
	return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
}

/** RFC 8017, B.2.1, with SHA-256. */
function mgf1(seed: Buffer, length: number): Buffer {
	const blocks: Buffer[] = [];
	for (let counter = 0; blocks.length * 32 < length; counter++) {
		const index = Buffer.alloc(4);
		index.writeUInt32BE(counter);
		blocks.push(createHash("sha256").update(seed).update(index).digest());
	}
	return Buffer.concat(blocks).subarray(0, length);
}

function xor(left: Buffer, right: Buffer): Buffer {
	return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));
}

import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from "node:crypto";
import { expect } from "chai";
import { type SealArgs, seal } from "../../../components/platform/seal";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 3072 });
const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
const entropy = Buffer.alloc(32, 7);
const args: SealArgs = {
	publicKeyPem,
	namespace: "loki",
	name: "minio-credentials",
	key: "PASSWORD",
	plaintext: "hunter-ö-2",
	entropy,
};

/** Opens as the controller does, with node's own OAEP: pkg/crypto/crypto.go, singleDecrypt. */
function open(sealed: string, label: string): string {
	const bytes = Buffer.from(sealed, "base64");
	const length = bytes.readUInt16BE(0);
	const sessionKey = privateDecrypt(
		{ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256", oaepLabel: Buffer.from(label) },
		bytes.subarray(2, 2 + length),
	);
	const cipher = createDecipheriv("aes-256-gcm", sessionKey, Buffer.alloc(12));
	cipher.setAuthTag(bytes.subarray(-16));
	return Buffer.concat([cipher.update(bytes.subarray(2 + length, -16)), cipher.final()]).toString("utf8");
}

describe("components/platform/seal", () => {
	it("seals what the controller's algorithm opens", () => {
		expect(open(seal(args), "loki/minio-credentials")).to.equal("hunter-ö-2");
	});

	it("opens an empty value and a long one", () => {
		for (const plaintext of ["", "x".repeat(100_000)]) {
			expect(open(seal({ ...args, plaintext }), "loki/minio-credentials")).to.equal(plaintext);
		}
	});

	it("opens under no other namespace or name", () => {
		for (const label of ["nextflow/minio-credentials", "loki/other", ""]) {
			expect(() => open(seal(args), label)).to.throw(/oaep/i);
		}
	});

	it("gives the same text for the same entropy, so that a second run changes nothing", () => {
		expect(seal(args)).to.equal(seal(args));
	});

	it("never shares a session key between values, keys, names or key pairs", () => {
		const texts = [
			args,
			{ ...args, plaintext: "another" },
			{ ...args, key: "OTHER" },
			{ ...args, name: "other" },
			{ ...args, namespace: "other" },
			{ ...args, entropy: Buffer.alloc(32, 8) },
		].map((one) => seal(one).slice(0, 300));
		expect(new Set(texts).size).to.equal(texts.length);
	});

	it("takes fresh chance without entropy", () => {
		const { entropy: _, ...withoutEntropy } = args;
		expect(seal(withoutEntropy)).not.to.equal(seal(withoutEntropy));
		expect(open(seal(withoutEntropy), "loki/minio-credentials")).to.equal("hunter-ö-2");
	});

	it("refuses entropy that is too short", () => {
		expect(() => seal({ ...args, entropy: Buffer.alloc(31) })).to.throw(
			"seal: entropy has 31 bytes; it must have at least 32",
		);
	});

	it("refuses a key that the controller could not read", () => {
		const { publicKey: ec } = generateKeyPairSync("ec", { namedCurve: "P-256" });
		const pem = ec.export({ type: "spki", format: "pem" }).toString();
		expect(() => seal({ ...args, publicKeyPem: pem })).to.throw(
			"seal: the public key is ec; the controller reads RSA keys only",
		);
	});
});

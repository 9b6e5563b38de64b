import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { expect } from "chai";
import { type Properties, reveal, Secret } from "../../../rehearsal/providers/framework/value";
import { tls } from "../../../rehearsal/providers/tls/main";
import { Wire } from "./wire";

const KEY = "tls:index/privateKey:PrivateKey";
const SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert";
const REQUEST = "tls:index/certRequest:CertRequest";
const SIGNED = "tls:index/locallySignedCert:LocallySignedCert";

const text = (value: Properties[string] | undefined) => String(reveal(value ?? ""));

describe("the tls stand-in", () => {
	let wire: Wire;
	before(async () => {
		wire = await Wire.start(tls);
		await wire.configure({});
	});
	after(() => wire.stop());

	async function make(type: string, inputs: Properties) {
		const checked = await wire.check(type, "one", inputs);
		expect(checked.failures).to.deep.equal([]);
		const created = await wire.create(type, "one", checked.inputs);
		return { ...created, inputs: checked.inputs };
	}

	for (const [algorithm, header] of [
		["RSA", "RSA PRIVATE KEY"],
		["ECDSA", "EC PRIVATE KEY"],
		["ED25519", "PRIVATE KEY"],
	] as const) {
		it(`makes an ${algorithm} key whose forms are one key, the private ones secret`, async () => {
			const { outputs } = await make(KEY, { algorithm, ecdsaCurve: "P256" });
			expect(outputs.privateKeyPem).to.be.instanceOf(Secret);
			expect(outputs.privateKeyPemPkcs8).to.be.instanceOf(Secret);
			expect(outputs.privateKeyOpenssh).to.be.instanceOf(Secret);
			expect(text(outputs.privateKeyPem)).to.match(new RegExp(`^-----BEGIN ${header}-----`));
			const folder = mkdtempSync(path.join(tmpdir(), "tls-"));
			try {
				const file = path.join(folder, "key");
				writeFileSync(file, text(outputs.privateKeyOpenssh), { mode: 0o600 });
				const shown = execFileSync("ssh-keygen", ["-y", "-P", "", "-f", file]).toString().trim();
				expect(shown).to.equal(text(outputs.publicKeyOpenssh).trim());
				const fingerprint = execFileSync("ssh-keygen", ["-l", "-f", file]).toString();
				expect(fingerprint).to.contain(text(outputs.publicKeyFingerprintSha256));
			} catch (cause) {
				// A machine without OpenSSH compares the forms that Node can read.
				if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
				createPrivateKey(text(outputs.privateKeyPemPkcs8));
			} finally {
				rmSync(folder, { recursive: true });
			}
		});
	}

	it("refuses an algorithm and a curve that the official provider does not have", async () => {
		const { failures } = await wire.check(KEY, "one", { algorithm: "DSA", ecdsaCurve: "P255" });
		expect(failures).to.deep.equal([
			'Attribute algorithm value must be one of: ["RSA" "ECDSA" "ED25519"], got: "DSA"',
			'Attribute ecdsa_curve value must be one of: ["P224" "P256" "P384" "P521"], got: "P255"',
		]);
	});

	describe("a CA and what it signs", () => {
		let ca: { outputs: Properties; inputs: Properties; id: string };
		let caKey: string;
		let leaf: { outputs: Properties; inputs: Properties; id: string };
		before(async () => {
			caKey = text((await make(KEY, { algorithm: "ECDSA", ecdsaCurve: "P384" })).outputs.privateKeyPem);
			ca = await make(SELF_SIGNED, {
				privateKeyPem: new Secret(caKey),
				isCaCertificate: true,
				validityPeriodHours: 24 * 365,
				allowedUses: ["cert_signing", "crl_signing"],
				subject: { commonName: "Lab CA", organization: "GxP Lab" },
			});
			const leafKey = text((await make(KEY, { algorithm: "RSA" })).outputs.privateKeyPem);
			const request = await make(REQUEST, {
				privateKeyPem: new Secret(leafKey),
				dnsNames: ["minio.lab.gxp.example"],
				ipAddresses: ["10.20.0.201"],
				subject: { commonName: "minio" },
			});
			leaf = await make(SIGNED, {
				caCertPem: text(ca.outputs.certPem),
				caPrivateKeyPem: new Secret(caKey),
				certRequestPem: text(request.outputs.certRequestPem),
				validityPeriodHours: 48,
				earlyRenewalHours: 12,
				allowedUses: ["server_auth", "digital_signature"],
			});
		});

		it("makes a CA certificate with the subject and the usages", () => {
			const certificate = new X509Certificate(text(ca.outputs.certPem));
			expect(certificate.ca).to.equal(true);
			expect(certificate.subject).to.equal("O=GxP Lab\nCN=Lab CA");
			expect(certificate.issuer).to.equal(certificate.subject);
			expect(certificate.verify(certificate.publicKey)).to.equal(true);
			expect(BigInt(`0x${certificate.serialNumber}`).toString()).to.equal(ca.id);
		});

		it("signs a request with the CA, keeping the request's names", () => {
			const certificate = new X509Certificate(text(leaf.outputs.certPem));
			const issuer = new X509Certificate(text(ca.outputs.certPem));
			expect(certificate.verify(issuer.publicKey)).to.equal(true);
			expect(certificate.checkIssued(issuer)).to.equal(true);
			expect(certificate.ca).to.equal(false);
			expect(certificate.subjectAltName).to.equal("DNS:minio.lab.gxp.example, IP Address:10.20.0.201");
			expect(certificate.keyUsage).to.deep.equal(["1.3.6.1.5.5.7.3.1"]);
			expect(
				Date.parse(text(leaf.outputs.validityEndTime)) - Date.parse(text(leaf.outputs.validityStartTime)),
			).to.equal(48 * 3_600_000);
			expect(leaf.outputs.caPrivateKeyPem).to.be.instanceOf(Secret);
			expect(leaf.outputs.readyForRenewal).to.equal(false);
		});

		it("is the same while it is young, and is made anew in its last hours", async () => {
			const same = await wire.diff(SIGNED, leaf.id, leaf.inputs, leaf.outputs, leaf.inputs);
			expect(same.changes).to.equal(pb.DiffResponse.DiffChanges.DIFF_NONE);
			const aged = { ...leaf.outputs, validityEndTime: new Date(Date.now() + 3_600_000).toISOString() };
			const renewed = await wire.diff(SIGNED, leaf.id, leaf.inputs, aged, leaf.inputs);
			expect(renewed.detailed).to.deep.equal({ readyForRenewal: pb.PropertyDiff.Kind.UPDATE_REPLACE });
			const read = await wire.read(SIGNED, leaf.id, aged, leaf.inputs);
			expect(read.outputs.readyForRenewal).to.equal(true);
		});

		it("updates a changed renewal time in place, and nothing else", async () => {
			const news = { ...leaf.inputs, earlyRenewalHours: 6 };
			const diff = await wire.diff(SIGNED, leaf.id, leaf.inputs, leaf.outputs, news);
			expect(diff.detailed).to.deep.equal({ earlyRenewalHours: pb.PropertyDiff.Kind.UPDATE });
			const outputs = await wire.update(SIGNED, leaf.id, leaf.inputs, leaf.outputs, news);
			expect(outputs.certPem).to.equal(leaf.outputs.certPem);
		});

		it("refuses a CA key that is not the certificate's", async () => {
			const other = text((await make(KEY, { algorithm: "ECDSA", ecdsaCurve: "P384" })).outputs.privateKeyPem);
			const failed = await wire
				.create(SIGNED, "one", { ...leaf.inputs, caPrivateKeyPem: other })
				.catch((cause: Error) => cause);
			expect(String(failed)).to.contain(
				"caPrivateKeyPem: is not the key of caCertPem; give the key that the CA's certificate was made with",
			);
		});

		it("refuses a usage that does not exist", async () => {
			const { failures } = await wire.check(SIGNED, "one", { ...leaf.inputs, allowedUses: ["server-auth"] });
			expect(failures).to.deep.equal(['allowed_uses: invalid key usage "server-auth"']);
		});
	});
});

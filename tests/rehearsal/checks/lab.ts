/** A lab for the checks to look at that is right or wrong on purpose: addresses of the loopback network, and servers on them. */
import { randomBytes, webcrypto } from "node:crypto";
import { resolve } from "node:path";
import { createServer, type Server } from "node:tls";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { checksOf, judge } from "../../../rehearsal/checks";
import type { CheckContext } from "../../../rehearsal/checks/check";
import { KubernetesClient } from "../../../rehearsal/kubernetes/client";
import { type Issuer, issue, type KeyPair } from "../../../rehearsal/sandbox/cluster/certificates";
import { checkStack } from "../../../stacks/file";

/** Loopback addresses of this process's own: two test runs beside each other do not meet. */
const network = `127.${64 + ((process.pid >> 8) & 63)}.${process.pid & 255}`;
export const [vip, node, minio, absent] = [5, 21, 201, 100].map((last) => `${network}.${last}`) as [
	string,
	string,
	string,
	string,
];

/** A CA of its own. */
export async function authority(commonName: string): Promise<Issuer> {
	const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
	const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
	const certificate = await x509.X509CertificateGenerator.createSelfSigned({
		name: `CN=${commonName}`,
		notBefore: new Date(Date.now() - 10_000),
		notAfter: new Date(Date.now() + 3_600_000),
		serialNumber: randomBytes(16).toString("hex"),
		keys,
		signingAlgorithm: algorithm,
		extensions: [
			new x509.BasicConstraintsExtension(true, 0, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
			await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
		],
	});
	const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
	return {
		certificate: `${certificate.toString("pem")}\n`,
		key: `-----BEGIN PRIVATE KEY-----\n${key.replaceAll(/.{64}/g, "$&\n")}\n-----END PRIVATE KEY-----\n`,
	};
}

export const serverOf = (issuer: Issuer, names: readonly string[]): Promise<KeyPair> =>
	issue(issuer, { commonName: "server", names, usages: ["serverAuth"] });

/** Servers that say nothing after the handshake; all end with `close`. */
export class Servers {
	private readonly running: Server[] = [];

	async listen(address: string, port: number, { certificate, key }: KeyPair): Promise<void> {
		const server = createServer({ cert: certificate, key }, (socket) => socket.on("error", () => undefined));
		this.running.push(server);
		await new Promise<void>((done, fail) => {
			server.once("error", fail);
			server.listen(port, address, done);
		});
	}

	async close(): Promise<void> {
		await Promise.all(this.running.splice(0).map((server) => new Promise((done) => server.close(done))));
	}
}

/** Stack lab with its control plane, virtual IP and MinIO on these addresses. */
export function labHere(): CheckContext["config"] {
	const checked = checkStack("lab", resolve(__dirname, "../../.."));
	if ("faults" in checked) throw new Error(checked.faults.join("\n"));
	const { config } = checked;
	return {
		...config,
		network: { ...config.network, nodeCidr: `${network}.0/24`, gateway: `${network}.1`, vip },
		nodes: config.nodes.map((one) => (one.role === "controlPlane" ? { ...one, address: node } : one)),
		platform: { ...config.platform, minio: { ...config.platform.minio, host: minio, address: minio } },
	};
}

/** What is not given is not there: a check that asks for it did not hold. */
export function contextOf(given: Partial<CheckContext> & Pick<CheckContext, "config">): CheckContext {
	const absent = Object.create(KubernetesClient.prototype) as KubernetesClient;
	return {
		stack: "lab",
		root: "/nonexistent",
		folder: "/nonexistent",
		kubeconfig: "",
		api: absent,
		clusterCa: "",
		labCa: "",
		state: [],
		...given,
	};
}

/** What `lab rehearse` would print of this check. */
export async function verdictOf(id: string, context: CheckContext): Promise<{ held: boolean; detail?: string }> {
	const check = checksOf(context.config).find((one) => one.id === id);
	if (check === undefined) throw new Error(`${id}: no such check`);
	const { held, detail } = await judge(check, context);
	return { held, ...(detail === undefined ? {} : { detail }) };
}

/** The API server speaks with the PKI of the machine configuration: shown by what verifies and by what must not. */
import { connect } from "node:tls";
import type { LabConfig } from "../../stacks/schema";
import type { Check, CheckContext } from "./check";

const API_PORT = 6443;

interface Handshake {
	/** Undefined when it verifies; else the error's code. */
	readonly verdict: string | undefined;
	/** The names in the certificate, DNS names and addresses alike; empty when the handshake failed. */
	readonly names: readonly string[];
}

/** Node writes subject alternative names as `DNS:a, IP Address:1.2.3.4`. */
export function namesOf(subjectAltName: string | undefined): string[] {
	return (subjectAltName ?? "").split(", ").map((one) => one.replace(/^[^:]+:/, ""));
}

export function handshake(host: string, port: number, ca: string, servername?: string): Promise<Handshake> {
	return new Promise((resolve) => {
		const socket = connect({ host, port, ca, ...(servername === undefined ? {} : { servername }), timeout: 5_000 });
		const end = (verdict: string | undefined, names: readonly string[] = []) => {
			socket.destroy();
			resolve({ verdict, names });
		};
		socket.on("secureConnect", () => end(undefined, namesOf(socket.getPeerCertificate().subjectaltname)));
		socket.on("timeout", () => end("ETIMEDOUT"));
		socket.on("error", (error) => end("code" in error ? String(error.code) : error.message));
	});
}

/** A server whose certificate verifies and has all these names. */
export async function serves(host: string, port: number, ca: string, wanted: readonly string[]) {
	const { verdict, names } = await handshake(host, port, ca);
	if (verdict !== undefined) return `${host}:${port}: ${verdict}`;
	const absent = wanted.filter((name) => !names.includes(name));
	return absent.length === 0 ? undefined : `${host}:${port}: its certificate has not ${absent.join(", ")}`;
}

/** What every control plane's certificate has, whichever of them has the virtual IP. */
const sharedNames = ({ network, kubernetes }: LabConfig) => [network.vip, "127.0.0.1", ...kubernetes.certSANs];

export const mustFail = ({ verdict }: Handshake, ...expected: string[]) => {
	if (verdict === undefined) return "the handshake verified; it must not";
	return expected.includes(verdict) ? undefined : `failed with ${verdict}; it must be ${expected.join(" or ")}`;
};

/** How OpenSSL says that the chain ends in no certificate that was given. */
export const otherCa = [
	"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
	"SELF_SIGNED_CERT_IN_CHAIN",
	"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
];

/** The first address of the node network that nobody has. */
function absentAddress({ config }: CheckContext): string {
	const base = config.network.nodeCidr.split("/")[0]?.split(".").slice(0, 3).join(".") ?? "";
	const taken = new Set([
		config.network.gateway,
		config.network.vip,
		...config.nodes.map(({ address }) => address),
		...config.proxmox.hosts.map(({ address }) => address),
	]);
	for (let last = 100; last < 200; last++) if (!taken.has(`${base}.${last}`)) return `${base}.${last}`;
	throw new Error(`${config.network.nodeCidr}: no address is free`);
}

export const tlsChecks: Check[] = [
	{
		id: "tls-vip",
		says: "TLS on the virtual IP verifies against the cluster's CA, and the certificate has the virtual IP, 127.0.0.1 and the configured names",
		run: ({ config, clusterCa }) => serves(config.network.vip, API_PORT, clusterCa, sharedNames(config)),
	},
	{
		id: "tls-node",
		says: "TLS on each control plane's own address verifies against the cluster's CA, and the certificate has its address and name besides",
		run: async ({ config, clusterCa }) => {
			const wrong: string[] = [];
			for (const { name, role, address } of config.nodes) {
				if (role !== "controlPlane") continue;
				const fault = await serves(address, API_PORT, clusterCa, [...sharedNames(config), address, name]);
				if (fault !== undefined) wrong.push(fault);
			}
			return wrong.length === 0 ? undefined : wrong.join("; ");
		},
	},
	{
		id: "tls-wrong-name",
		says: "a name that is not among the certificate's SANs fails the handshake",
		run: async (context) =>
			mustFail(
				await handshake(context.config.network.vip, API_PORT, context.clusterCa, "not-in-the-sans.example"),
				"ERR_TLS_CERT_ALTNAME_INVALID",
			),
	},
	{
		id: "tls-other-ca",
		says: "a server whose certificate is from another CA is refused",
		run: async (context) => mustFail(await handshake(context.config.network.vip, API_PORT, context.labCa), ...otherCa),
	},
	{
		id: "absent-node",
		says: "an address of the node network that no machine has is unreachable",
		run: async (context) => {
			const address = absentAddress(context);
			return mustFail(await handshake(address, API_PORT, context.clusterCa), "EHOSTUNREACH", "ENETUNREACH");
		},
	},
];

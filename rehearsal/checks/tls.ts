/** The API server speaks with the PKI of the machine configuration: shown by what verifies and by what must not. */
import { connect } from "node:tls";
import type { Check, CheckContext } from "./check";

const API_PORT = 6443;

/** Undefined when the handshake verifies; else the error's code. */
function handshake(host: string, port: number, ca: string, servername?: string): Promise<string | undefined> {
	return new Promise((resolve) => {
		const socket = connect({ host, port, ca, ...(servername === undefined ? {} : { servername }), timeout: 5_000 });
		const end = (verdict: string | undefined) => {
			socket.destroy();
			resolve(verdict);
		};
		socket.on("secureConnect", () => end(undefined));
		socket.on("timeout", () => end("ETIMEDOUT"));
		socket.on("error", (error) => end("code" in error ? String(error.code) : error.message));
	});
}

const verifies = async (hosts: string[], ca: string) => {
	for (const host of hosts) {
		const verdict = await handshake(host, API_PORT, ca);
		if (verdict !== undefined) return `${host}:${API_PORT}: ${verdict}`;
	}
	return undefined;
};

const mustFail = (verdict: string | undefined, ...expected: string[]) => {
	if (verdict === undefined) return "the handshake verified; it must not";
	return expected.includes(verdict) ? undefined : `failed with ${verdict}; it must be ${expected.join(" or ")}`;
};

const controlPlanes = ({ config }: CheckContext) =>
	config.nodes.filter(({ role }) => role === "controlPlane").map(({ address }) => address);

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
		says: "TLS on the virtual IP verifies against the cluster's CA",
		run: (context) => verifies([context.config.network.vip], context.clusterCa),
	},
	{
		id: "tls-node",
		says: "TLS on each control plane's own address verifies against the cluster's CA",
		run: (context) => verifies(controlPlanes(context), context.clusterCa),
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
		run: async (context) =>
			mustFail(
				await handshake(context.config.network.vip, API_PORT, context.labCa),
				"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
				"SELF_SIGNED_CERT_IN_CHAIN",
				"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
			),
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

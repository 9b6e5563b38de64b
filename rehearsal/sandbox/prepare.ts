import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { LabConfig } from "../../stacks/schema";
import { writeOverlay } from "../charts/overlay";
import { selfSigned } from "./cluster/certificates";
import type { Folder, SandboxOptions } from "./folder";

/** What the lab's hardware knows and the program is told: made anew for each rehearsal. */
const proxmoxIdentity = z.strictObject({
	/** `user@realm!name` */
	tokenId: z.string(),
	tokenSecret: z.string(),
	certificate: z.string(),
	key: z.string(),
});

const proxmoxIdentityFile = (folder: Folder): string => join(folder.path, "proxmox-identity.json");
/** What a client must trust to talk to the Proxmox hosts, as an administrator would export it. */
export const proxmoxCertificateFile = (folder: Folder): string => join(folder.path, "proxmox.pem");

export function readIdentity(folder: Folder): z.output<typeof proxmoxIdentity> {
	return proxmoxIdentity.parse(JSON.parse(readFileSync(proxmoxIdentityFile(folder), "utf8")));
}

export interface PreparedLab {
	readonly options: SandboxOptions;
	readonly simulated: string[];
	readonly notRehearsed: string[];
}

/** Everything that a sandbox needs before it starts, written into its folder: overlay, identities, names. */
export async function prepareLab(args: {
	readonly folder: Folder;
	readonly config: LabConfig;
	readonly stack: string;
	readonly parts: Readonly<Record<string, string>>;
}): Promise<PreparedLab> {
	const { folder, config, stack } = args;
	const overlay = await writeOverlay(folder.root, folder.path, config);
	const hosts = hostNames(config);
	const pair = await selfSigned({
		commonName: config.proxmox.hosts[0]?.name ?? "pve",
		names: config.proxmox.hosts.flatMap(({ name, address }) => [address, name, `${name}.${config.environment.domain}`]),
		usages: ["serverAuth"],
	});
	const identity: z.output<typeof proxmoxIdentity> = {
		tokenId: "gxp-lab@pve!provisioner",
		tokenSecret: randomUUID(),
		...pair,
	};
	writeFileSync(proxmoxIdentityFile(folder), JSON.stringify(identity), { mode: 0o600 });
	writeFileSync(proxmoxCertificateFile(folder), pair.certificate);
	return {
		options: {
			stack,
			parts: { ...args.parts },
			network: { nodeCidr: config.network.nodeCidr, hosts: Object.fromEntries(hosts) },
			simulators: true,
			environment: {
				PROXMOX_VE_API_TOKEN: `${identity.tokenId}=${identity.tokenSecret}`,
				// Node adds the first to what it trusts (nodejs.org, CLI), Go takes the second instead (crypto/x509).
				NODE_EXTRA_CA_CERTS: proxmoxCertificateFile(folder),
				SSL_CERT_FILE: proxmoxCertificateFile(folder),
			},
		},
		simulated: overlay.simulated,
		notRehearsed: overlay.notRehearsed,
	};
}

/** The names that the lab's DNS would know: hosts, nodes, MinIO, and the API's extra names at the virtual address. */
function hostNames(config: LabConfig): Map<string, string> {
	const { domain } = config.environment;
	const names = new Map<string, string>();
	for (const { name, address } of [...config.proxmox.hosts, ...config.nodes]) {
		names.set(name, address);
		names.set(`${name}.${domain}`, address);
	}
	for (const name of config.kubernetes.certSANs) {
		if (/[a-z]/i.test(name) && !names.has(name)) names.set(name, config.network.vip);
	}
	const { host, address } = config.platform.minio;
	names.set(host, address);
	return names;
}

import { z } from "zod";
import type { LabConfig } from "../../stacks/schema";
import { Client } from "../providers/proxmoxve/client";
import type { Folder } from "./folder";
import { readIdentity } from "./prepare";

const machines = z.array(z.object({ vmid: z.coerce.number() }));
const settings = z.object({ protection: z.coerce.number().default(0) });

/**
 * Takes the protection off every machine that has it, as an administrator would before removing it: Proxmox refuses to
 * remove a protected one (qm.conf(5), `protection`). Over the API, with the token that the program has.
 */
export async function unprotectMachines(config: LabConfig, folder: Folder): Promise<string[]> {
	const [host] = config.proxmox.hosts;
	if (host === undefined) return [];
	const { tokenId, tokenSecret } = readIdentity(folder);
	const client = new Client({
		endpoint: `https://${host.address}:8006`,
		apiToken: `${tokenId}=${tokenSecret}`,
		insecure: false,
		minTls: "TLSv1.3",
	});
	try {
		const done: string[] = [];
		for (const { name: node } of config.proxmox.hosts) {
			for (const { vmid } of machines.parse(await client.call("GET", `nodes/${node}/qemu`))) {
				const path = `nodes/${node}/qemu/${vmid}/config`;
				if (settings.parse(await client.call("GET", path)).protection !== 1) continue;
				await client.call("PUT", path, { protection: "0" });
				done.push(`the protection of VM ${vmid} was taken off: a rehearsal tears down what a lab would keep`);
			}
		}
		return done;
	} finally {
		client.close();
	}
}

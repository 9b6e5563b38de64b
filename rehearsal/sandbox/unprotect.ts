import { request } from "node:https";
import type { LabConfig } from "../../stacks/schema";
import type { Folder } from "./folder";
import { readIdentity } from "./prepare";

/**
 * Takes the protection off every machine that has it, as an administrator would before removing it: Proxmox refuses to
 * remove a protected one (qm.conf(5), `protection`). Over the API, with the token that the program has.
 */
export async function unprotectMachines(config: LabConfig, folder: Folder): Promise<string[]> {
	const [host] = config.proxmox.hosts;
	if (host === undefined) return [];
	const { tokenId, tokenSecret, certificate } = readIdentity(folder);
	const call = (method: string, path: string, form?: string) =>
		new Promise<unknown>((resolve, reject) => {
			const outgoing = request(
				{
					host: host.address,
					port: 8006,
					method,
					path: `/api2/json${path}`,
					ca: certificate,
					headers: {
						authorization: `PVEAPIToken=${tokenId}=${tokenSecret}`,
						...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
					},
				},
				(response) => {
					let text = "";
					response.on("data", (chunk) => {
						text += String(chunk);
					});
					response.on("end", () => {
						if (response.statusCode === 200) resolve(dataOf(text));
						else reject(new Error(`${method} ${path}: ${response.statusCode} ${response.statusMessage}`));
					});
				},
			);
			outgoing.on("error", reject);
			outgoing.end(form);
		});
	const done: string[] = [];
	for (const { name: node } of config.proxmox.hosts) {
		const machines = await call("GET", `/nodes/${node}/qemu`);
		for (const machine of Array.isArray(machines) ? machines : []) {
			const path = `/nodes/${node}/qemu/${machine.vmid}/config`;
			const found = await call("GET", path);
			if (typeof found !== "object" || found === null || !("protection" in found) || Number(found.protection) !== 1)
				continue;
			await call("PUT", path, "protection=0");
			done.push(`the protection of VM ${machine.vmid} was taken off: a rehearsal tears down what a lab would keep`);
		}
	}
	return done;
}

function dataOf(text: string): unknown {
	const parsed: unknown = JSON.parse(text);
	return typeof parsed === "object" && parsed !== null && "data" in parsed ? parsed.data : undefined;
}

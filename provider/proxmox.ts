/** The one question that the lab's provider asks Proxmox VE: when was this VM made? */
import { request } from "node:https";
import { z } from "zod";

const configuration = z.object({ data: z.object({ meta: z.string().optional() }) });

export interface VirtualMachine {
	readonly endpoint: string;
	readonly insecure: boolean;
	readonly apiToken: string;
	readonly node: string;
	readonly vmId: number;
}

function get(vm: VirtualMachine, path: string): Promise<{ status: number; body: string; reason: string }> {
	return new Promise((resolve, reject) => {
		const call = request(
			new URL(path, vm.endpoint),
			{
				headers: { authorization: `PVEAPIToken=${vm.apiToken}` },
				rejectUnauthorized: !vm.insecure,
				timeout: 30_000,
			},
			(response) => {
				const chunks: Buffer[] = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("end", () =>
					resolve({
						status: response.statusCode ?? 0,
						reason: response.statusMessage ?? "",
						body: Buffer.concat(chunks).toString("utf8"),
					}),
				);
			},
		);
		call.on("timeout", () => call.destroy(new Error("no answer in 30 s")));
		call.on("error", reject);
		call.end();
	});
}

/**
 * `<vmId>-<creation time>`, or undefined when there is no such VM. Proxmox VE answers 500 with
 * "Configuration file '…' does not exist" for a missing VM (PVE::QemuConfig / AbstractConfig load_config).
 */
export async function incarnation(vm: VirtualMachine): Promise<string | undefined> {
	const answer = await get(vm, `/api2/json/nodes/${vm.node}/qemu/${vm.vmId}/config`);
	if (answer.status === 404 || (answer.status === 500 && /does not exist/.test(answer.reason + answer.body))) {
		return undefined;
	}
	if (answer.status !== 200) {
		throw new Error(`VM ${vm.vmId} on ${vm.node}: Proxmox VE answered ${answer.status} ${answer.reason}`);
	}
	const { meta } = configuration.parse(JSON.parse(answer.body)).data;
	const ctime = /(?:^|,)ctime=(\d+)/.exec(meta ?? "")?.[1];
	if (ctime === undefined) {
		throw new Error(`VM ${vm.vmId} on ${vm.node}: its configuration has no creation time; it was made before 7.1`);
	}
	return `${vm.vmId}-${ctime}`;
}

/**
 * Takes Proxmox VE's own protection off the machines of a state. It is a flag of the VM, beside Pulumi's `protect`: a
 * protected VM refuses to be removed ("can't remove VM … - protection mode enabled", PVE::AbstractConfig check_protection).
 * Only the teardown of a rehearsal does this.
 */
import { request } from "node:https";
import type { Deployment } from "@pulumi/pulumi/automation";
import { z } from "zod";

const state = z.looseObject({
	resources: z
		.array(
			z.looseObject({
				type: z.string(),
				inputs: z.record(z.string(), z.unknown()).default({}),
				outputs: z.record(z.string(), z.unknown()).default({}),
			}),
		)
		.nullish(),
});

const machine = z.object({ nodeName: z.string(), vmId: z.number(), protection: z.literal(true) });

function unprotect(endpoint: string, token: string, node: string, vmId: number): Promise<void> {
	return new Promise((resolve, reject) => {
		const body = "protection=0";
		const call = request(
			new URL(`/api2/json/nodes/${node}/qemu/${vmId}/config`, endpoint),
			{
				method: "PUT",
				timeout: 30_000,
				headers: {
					authorization: `PVEAPIToken=${token}`,
					"content-type": "application/x-www-form-urlencoded",
					"content-length": Buffer.byteLength(body),
				},
			},
			(response) => {
				response.resume();
				const { statusCode = 0, statusMessage = "" } = response;
				// A VM that is gone already needs no unprotecting.
				if (statusCode === 200 || /does not exist/.test(statusMessage)) resolve();
				else reject(new Error(`VM ${vmId} on ${node}: taking protection off answered ${statusCode} ${statusMessage}`));
			},
		);
		call.on("timeout", () => call.destroy(new Error(`VM ${vmId} on ${node}: no answer in 30 s`)));
		call.on("error", reject);
		call.end(body);
	});
}

/** Returns the ids of the VMs that were protected. Needs the token in PROXMOX_VE_API_TOKEN, as the program does. */
export async function unprotectMachines(exported: Deployment, token: string | undefined): Promise<number[]> {
	const resources = state.parse(exported.deployment).resources ?? [];
	const endpoint = resources.find(({ type }) => type === "pulumi:providers:proxmoxve")?.inputs.endpoint;
	const machines = resources
		.filter(({ type }) => type === "proxmoxve:index/vmLegacy:VmLegacy")
		.flatMap(({ outputs }) => machine.safeParse(outputs).data ?? []);
	if (machines.length === 0) return [];
	if (typeof endpoint !== "string" || token === undefined) {
		throw new Error("PROXMOX_VE_API_TOKEN: not set; it must be, to take protection off VMs");
	}
	for (const { nodeName, vmId } of machines) await unprotect(endpoint, token, nodeName, vmId);
	return machines.map(({ vmId }) => vmId);
}

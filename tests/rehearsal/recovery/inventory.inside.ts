/** Prints what there is in a rehearsed lab as JSON; runs inside the sandbox, `<rehearsal folder>` is its argument. */
import { request } from "node:https";
import { z } from "zod";
import { readContext } from "../../../rehearsal/checks/context";
import { asRoot } from "../../../rehearsal/checks/storage";
import { root } from "./lab";

const machines = z.array(z.object({ vmid: z.coerce.number(), name: z.string() }));
const volumes = z.array(z.object({ volid: z.string() }));

async function main(folder: string): Promise<void> {
	const context = await readContext({ stack: "lab", root, folder });
	const ask = (path: string) =>
		new Promise<unknown>((resolve, reject) => {
			const headers = { authorization: `PVEAPIToken=${process.env.PROXMOX_VE_API_TOKEN ?? ""}` };
			request(`${context.config.proxmox.endpoint}/api2/json${path}`, { headers }, (response) => {
				let text = "";
				response.on("data", (chunk) => {
					text += String(chunk);
				});
				response.on("end", () => resolve(JSON.parse(text).data));
			})
				.on("error", reject)
				.end();
		});
	const vms: { vmid: number; name: string; born: string }[] = [];
	const images: string[] = [];
	for (const { name: node } of context.config.proxmox.hosts) {
		for (const { vmid, name } of machines.parse(await ask(`/nodes/${node}/qemu`))) {
			const { meta } = z.object({ meta: z.string() }).parse(await ask(`/nodes/${node}/qemu/${vmid}/config`));
			vms.push({ vmid, name, born: meta });
		}
		const { images: storage } = context.config.proxmox.storage;
		for (const { volid } of volumes.parse(await ask(`/nodes/${node}/storage/${storage}/content?content=import`)))
			images.push(`${node} ${volid}`);
	}
	vms.sort((left, right) => left.vmid - right.vmid);
	const { items } = await context.api.list("/api/v1/secrets?labelSelector=owner%3Dhelm");
	const releases = items.map(
		({ metadata: { namespace, labels } }) => `${namespace}/${labels.name} v${labels.version} ${labels.status}`,
	);
	const system = await context.api.get("/api/v1/namespaces/kube-system");
	const buckets = await (await asRoot(context)).listBuckets();
	const answer = {
		machines: vms.map(({ vmid, name }) => `${vmid} ${name}`),
		births: vms.map(({ born }) => born),
		images,
		releases: releases.sort(),
		buckets: buckets.map(({ name }) => name).sort(),
		cluster: system?.metadata.uid ?? "",
	};
	process.stdout.write(`${JSON.stringify(answer)}\n`);
}

main(process.argv[2] ?? "").catch((cause: unknown) => {
	process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
	process.exit(1);
});

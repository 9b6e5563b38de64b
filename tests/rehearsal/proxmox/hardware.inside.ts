/** A virtual machine from its making to its end, with Talos on it; run by hardware.spec.ts in private namespaces. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Properties } from "../../../rehearsal/providers/framework/value";
import { proxmoxve } from "../../../rehearsal/providers/proxmoxve/main";
import { ProxmoxSimulator, provisionerGrants } from "../../../rehearsal/sandbox/proxmox";
import { Wire } from "../providers/wire";
import { Lab } from "../talos/lab";
import { Api, imageContent, imageUrl, tls, token } from "./fixture";

const host = "10.20.0.10";
const address = "10.20.0.31";
const VM = "proxmoxve:index/vmLegacy:VmLegacy";
const version = "machine.MachineService/Version";

const machine: Properties = {
	nodeName: "pve1",
	vmId: 131,
	name: "lab-worker-1",
	agent: { enabled: true, timeout: "20s" },
	memory: { dedicated: 4096 },
	bootOrders: ["scsi0"],
	disks: [{ interface: "scsi0", importFrom: "local:import/talos.qcow2", size: 32 }],
	networkDevices: [{ macAddress: "BC:24:11:00:00:31", vlanId: 20 }],
	initialization: { ipConfigs: [{ ipv4: { address: `${address}/24`, gateway: "10.20.0.1" } }] },
	stopOnDestroy: true,
};

async function scenario(lab: Lab) {
	execFileSync("ip", ["address", "add", `${host}/32`, "dev", "lo"]);
	const folder = mkdtempSync(join(tmpdir(), "gxp-lab-hardware-"));
	const identity = await tls();
	writeFileSync(join(folder, "ca.pem"), identity.cert);
	process.env.SSL_CERT_FILE = join(folder, "ca.pem");
	const grants = provisionerGrants({ images: "local", disks: "local-lvm", bridge: "vmbr0" });
	const proxmox = new ProxmoxSimulator({
		hosts: [{ name: "pve1", address: host }],
		hardware: lab.simulator,
		tokens: [{ ...token, grants }],
		tls: identity,
		fetchImage: async (url) => (url === imageUrl ? { content: imageContent } : undefined),
		folder,
	});
	await proxmox.start();
	const wire = await Wire.start(proxmoxve);
	await wire.configure({ endpoint: `https://${host}:8006`, apiToken: `${token.id}=${token.secret}` });
	const image = {
		nodeName: "pve1",
		datastoreId: "local",
		contentType: "import",
		fileName: "talos.qcow2",
		url: imageUrl,
	};
	await wire.create(
		"proxmoxve:download/file:File",
		"image",
		(await wire.check("proxmoxve:download/file:File", "image", image)).inputs,
	);

	const before = await lab.refusal(address, version, {}, "nobody");
	const { inputs } = await wire.check(VM, "one", machine);
	const made = await wire.create(VM, "one", inputs);
	const talos = (await lab.call(address, version, {}, "nobody")).messages[0];
	await lab.apply(address, await lab.configuration("lab-worker-1", "worker"), "nobody");
	await lab.waitFor("the configuration", async () => lab.simulator.power("vm-131") === "running");

	// Off and on again: what it was told is on its disk.
	const api = new Api(`https://${host}:8006`);
	await api.task("POST", "/nodes/pve1/qemu/131/status/reboot");
	const afterReboot = lab.simulator.power("vm-131");
	// Gone by hand and made again: another disk, so another first boot.
	await api.task("POST", "/nodes/pve1/qemu/131/status/stop");
	const off = await lab.refusal(address, version, {}, "nobody");
	await api.task("DELETE", "/nodes/pve1/qemu/131");
	const gone = (await wire.read(VM, made.id, made.outputs, inputs)).id;
	const again = await wire.create(VM, "one", inputs);
	const afterRemake = lab.simulator.power("vm-131");
	await wire.delete(VM, again.id, again.outputs);
	const end = { power: lab.simulator.power("vm-131"), api: await lab.refusal(address, version, {}, "nobody") };

	wire.stop();
	await proxmox.stop();
	rmSync(folder, { recursive: true });
	return { before, addresses: made.outputs.ipv4Addresses, talos, afterReboot, off, gone, afterRemake, end };
}

export type Observed = Awaited<ReturnType<typeof scenario>>;

void Lab.observe(scenario);

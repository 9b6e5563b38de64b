import type { types } from "@pulumi/proxmoxve";
import { machineTags } from "../../controls/labels";
import type { LabConfig, NodeConfig } from "../../stacks/schema";

export type VmNode = Extract<NodeConfig, { kind: "vm" }>;

/** The extension without which no guest agent answers; waiting for one would then end in a timeout (bpg#449, #669). */
const GUEST_AGENT = "siderolabs/qemu-guest-agent";

/** PVE's tags, sorted: PVE sorts them itself, and another order would be a difference at each refresh. */
function tags(config: LabConfig, node: VmNode): string[] {
	const role = { controlPlane: "control-plane", worker: "worker", storage: "storage" }[node.role];
	return [...machineTags(config.environment), `role-${role}`, "talos"].sort();
}

function agent(extensions: readonly string[]): types.input.VmLegacyAgent {
	if (!extensions.includes(GUEST_AGENT)) return { enabled: false };
	// Addresses are static, and the agent starts with the machine's configuration, which comes after the VM: not waited for.
	return { enabled: true, timeout: "5m", waitForIp: { disabled: true } };
}

/** OVMF with a 4m EFI disk and a TPM 2.0, where the disks' keys are bound to it. */
function firmware(config: LabConfig) {
	if (config.talos.diskEncryption !== "tpm") return { bios: "seabios" };
	const datastoreId = config.proxmox.storage.disks;
	return {
		bios: "ovmf",
		efiDisk: { datastoreId, type: "4m", preEnrolledKeys: false },
		tpmState: { datastoreId, version: "v2.0" },
	};
}

/**
 * A VM as plain data, all but the image that its disk is made from.
 *
 * Choices: PVE's manual (qm, chapters CPU type, Hard Disk, Cloud-Init) and Talos' guide for Proxmox: x86-64-v2-AES is
 * the least that Talos runs on; one virtio-scsi controller a disk gives each its own thread; discard and ssd give freed
 * blocks back. A control plane is neither rebooted by an update nor removable while PVE's protection is on.
 */
export function vmSettings(config: LabConfig, node: VmNode) {
	const { environment, network, proxmox, talos } = config;
	const controlPlane = node.role === "controlPlane";
	const prefix = network.nodeCidr.split("/")[1];
	return {
		nodeName: node.host,
		vmId: node.vmId,
		name: node.name,
		description: `Talos ${node.role} of ${environment.name}; owner ${environment.owner}; GxP impact ${environment.gxpImpact}. Made by gxp-lab.`,
		tags: tags(config, node),
		machine: "q35",
		operatingSystem: { type: "l26" },
		...firmware(config),
		cpu: { cores: node.cores, sockets: 1, type: "x86-64-v2-AES" },
		memory: { dedicated: node.memoryMiB },
		scsiHardware: "virtio-scsi-single",
		disk: {
			interface: "scsi0",
			datastoreId: proxmox.storage.disks,
			size: node.disks.systemGiB,
			iothread: true,
			discard: "on",
			ssd: true,
		},
		bootOrders: ["scsi0"],
		agent: agent(talos.schematics.vm.extensions),
		networkDevices: [
			{
				bridge: network.bridge,
				model: "virtio",
				macAddress: node.mac.toUpperCase(),
				firewall: true,
				...(network.vlanId === undefined ? {} : { vlanId: network.vlanId }),
			},
		],
		initialization: {
			type: "nocloud",
			datastoreId: proxmox.storage.disks,
			dns: { domain: config.environment.domain, servers: network.nameservers },
			ipConfigs: [{ ipv4: { address: `${node.address}/${prefix}`, gateway: network.gateway } }],
		},
		onBoot: true,
		started: true,
		startup: { order: controlPlane ? 1 : 2 },
		// A worker holds nothing that is not elsewhere, and scaling removes it (SEC-012).
		protection: node.role !== "worker",
		rebootAfterUpdate: !controlPlane,
		// The machine was reset by then, and without a running agent a shutdown would be waited for in vain.
		stopOnDestroy: true,
	};
}

import type { BootImage, Disk, MachineSpec } from "../hardware";
import type { Configuration, Datacenter, VirtualMachine } from "./datacenter";
import { parseDrive } from "./disks";
import { parseProperties } from "./property-string";
import { agentFormat, ipConfigFormat, isDrive, memoryFormat, networkFormat } from "./vm-options";

/**
 * What a machine is when it powers on, or undefined when nothing that the sandbox knows would boot or be reachable:
 * no disk made of a Talos image, no cloud-init drive (the nocloud platform reads its address from there), no static
 * address, no network device.
 */
export function machineSpec(datacenter: Datacenter, machine: VirtualMachine): MachineSpec | undefined {
	const config = machine.config;
	const image = bootImage(datacenter, machine);
	const network = networkOf(config, 0);
	const address = staticAddress(config);
	if (!image || !network?.macaddr || address === undefined || !hasCloudInit(config)) return undefined;
	return {
		id: hardwareId(machine.id),
		name: config.name ?? `VM ${machine.id}`,
		mac: network.macaddr,
		address,
		cores: Number(config.cores ?? "1") * Number(config.sockets ?? "1"),
		memoryMiB: memoryMiB(config),
		disks: disksOf(datacenter, machine),
		image,
	};
}

export const hardwareId = (vmId: number): string => `vm-${vmId}`;

export function memoryMiB(config: Configuration): number {
	return Number(parseProperties(memoryFormat, config.memory ?? "512").current ?? "512");
}

export function agentEnabled(config: Configuration): boolean {
	return config.agent !== undefined && parseProperties(agentFormat, config.agent).enabled === "1";
}

export function networkOf(config: Configuration, index: number): Record<string, string> | undefined {
	const text = config[`net${index}`];
	return text === undefined ? undefined : parseProperties(networkFormat, text);
}

/** The address of `ipconfig0`, without its prefix length. */
export function staticAddress(config: Configuration): string | undefined {
	const ip = config.ipconfig0 === undefined ? undefined : parseProperties(ipConfigFormat, config.ipconfig0).ip;
	return ip === undefined || ip === "dhcp" || ip === "auto" ? undefined : ip.split("/")[0];
}

/** What a download URL of the Image Factory says: `/image/<schematic>/<version>/<platform>-<arch>.<format>`. */
export function bootImageOf(url: string): BootImage | undefined {
	const found = /\/image\/([0-9a-f]{64})\/(v\d+\.\d+\.\d+[^/]*)\/(nocloud|metal)-/.exec(url);
	const [, schematic, version, platform] = found ?? [];
	if (schematic === undefined || version === undefined || (platform !== "nocloud" && platform !== "metal"))
		return undefined;
	return { schematic, version, platform };
}

function bootImage(datacenter: Datacenter, machine: VirtualMachine): BootImage | undefined {
	const order = /order=([^,]*)/.exec(machine.config.boot ?? "")?.[1]?.split(";");
	const drives = order ?? Object.keys(machine.config).filter(isDrive).sort();
	for (const name of drives) {
		const text = machine.config[name];
		if (text === undefined || !isDrive(name)) continue;
		const url = datacenter.volume(machine.node, parseDrive(text).file ?? "")?.url;
		if (url !== undefined) return bootImageOf(url);
	}
	return undefined;
}

function hasCloudInit(config: Configuration): boolean {
	return Object.entries(config).some(([name, text]) => isDrive(name) && /[:/]vm-\d+-cloudinit/.test(text));
}

/** Disks under the names that the guest gives them; by-id is what udev makes of QEMU's default serial. */
function disksOf(datacenter: Datacenter, machine: VirtualMachine): Disk[] {
	const found: Disk[] = [];
	const letters = { sd: 0, vd: 0 };
	const number = (name: string) => Number(/\d+$/.exec(name)?.[0] ?? "0");
	for (const bus of ["scsi", "sata", "ide", "virtio"]) {
		const names = Object.keys(machine.config).filter((name) => new RegExp(`^${bus}\\d+$`).test(name));
		for (const name of names.sort((left, right) => number(left) - number(right))) {
			const drive = parseDrive(machine.config[name] ?? "");
			const volume = datacenter.volume(machine.node, drive.file ?? "");
			if (drive.media === "cdrom" || !volume) continue;
			const prefix = bus === "virtio" ? "vd" : "sd";
			const serial = drive.serial ?? (bus === "virtio" ? undefined : `drive-${name}`);
			found.push({
				device: `/dev/${prefix}${String.fromCharCode(97 + letters[prefix]++)}`,
				sizeGiB: volume.virtualBytes / 2 ** 30,
				rotational: drive.ssd !== "1",
				...(serial === undefined ? {} : { serial, byId: byId(bus, serial) }),
			});
		}
	}
	return found;
}

function byId(bus: string, serial: string): string {
	if (bus === "virtio") return `/dev/disk/by-id/virtio-${serial}`;
	return bus === "scsi"
		? `/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_${serial}`
		: `/dev/disk/by-id/ata-QEMU_HARDDISK_${serial}`;
}

import type { LabConfig } from "../../../stacks/schema";
import type { ConfiguredMachine, Patch } from "./patch";

/**
 * Where udev finds the disk scsi0 of a VM: from QEMU's device id, which Proxmox VE sets to drive-<interface>
 * (PVE::QemuServer, print_drivedevice_full). A SCSI disk has no /sys/block/<dev>/serial, which Talos' selector reads.
 */
const VM_SYSTEM_DISK = "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_drive-scsi0";

/**
 * The Image Factory's installer with the schematic of the boot image: with another one, the extensions are gone after
 * the first upgrade (talos#9438). `<platform>-installer` keeps the platform of the image (talos pkg/images, NewInstallerImage).
 */
export function installerImage(config: LabConfig, machine: ConfiguredMachine): string {
	const platform = machine.kind === "vm" ? "nocloud" : "metal";
	return `factory.talos.dev/${platform}-installer/${machine.schematic.id}:${config.talos.version}`;
}

/** What Talos is installed with and on: never /dev/sda, the generated default, which may be another disk after a boot. */
export function install(config: LabConfig, machine: ConfiguredMachine): Patch {
	return { machine: { install: { image: installerImage(config, machine), wipe: false, ...installDisk(machine) } } };
}

function installDisk({ node }: ConfiguredMachine): Patch {
	if (node.kind === "vm") return { disk: VM_SYSTEM_DISK };
	const { byId, serial } = node.installDisk;
	if (byId !== undefined) return { disk: byId };
	return { disk: { $patch: "delete" }, diskSelector: { serial } };
}

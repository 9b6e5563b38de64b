import type { Access } from "./access";
import { PveFailure, permissionFailure } from "./failure";
import { parseProperties } from "./property-string";
import { isDrive, isNetwork, networkFormat } from "./vm-options";

const byPrivilege: Readonly<Record<string, readonly string[]>> = {
	"VM.Config.CPU": ["cores", "cpu", "cpulimit", "cpuunits", "numa", "smp", "sockets", "vcpus"],
	"VM.Config.Memory": ["memory", "balloon", "shares", "allow-ksm"],
	"VM.Config.HWType": [
		"acpi",
		"hotplug",
		"kvm",
		"machine",
		"scsihw",
		"smbios1",
		"tablet",
		"vga",
		"watchdog",
		"audio0",
		"rng0",
	],
	"VM.Config.Options": [
		"agent",
		"autostart",
		"bios",
		"description",
		"keyboard",
		"localtime",
		"migrate_downtime",
		"migrate_speed",
		"name",
		"onboot",
		"ostype",
		"protection",
		"reboot",
		"startdate",
		"startup",
		// assert_tag_permissions, with the datacenter's default of free tags.
		"tags",
		"tdf",
		"template",
	],
	"VM.PowerMgmt": ["freeze"],
	"VM.Config.Disk": ["boot", "bootdisk", "vmstatestorage"],
};
const cloudInit = ["cicustom", "cipassword", "citype", "ciuser", "ciupgrade", "nameserver", "searchdomain", "sshkeys"];

/**
 * Which privilege each option of a virtual machine needs ($check_vm_modify_config_perm and its neighbours in
 * src/PVE/API2/Qemu.pm, proxmox/qemu-server). What no privilege covers is root's alone.
 */
export function checkOptions(access: Access, machine: number, options: Readonly<Record<string, string>>): void {
	const path = `/vms/${machine}`;
	for (const [name, value] of Object.entries(options)) {
		if (isDrive(name)) {
			if (value.includes("media=cdrom") || value.includes(":cloudinit"))
				access.checkAny(path, "VM.Config.Cloudinit", "VM.Config.CDROM");
			else access.check(path, "VM.Config.Disk");
		} else if (/^serial\d+$/.test(name)) {
			if (value !== "socket") rootOnly(name, access);
			access.check(path, "VM.Config.HWType");
		} else if (/^(usb|hostpci)\d+$/.test(name)) {
			const mapping = /mapping=([^,]+)/.exec(value)?.[1];
			if (mapping === undefined) rootOnly(name, access, " for non-mapped devices");
			access.check(path, "VM.Config.HWType");
			access.check(`/mapping/${name.startsWith("usb") ? "usb" : "pci"}/${mapping}`, "Mapping.Use");
		} else if (isNetwork(name)) {
			access.check(path, "VM.Config.Network");
			checkBridge(access, value);
		} else if (/^(unused|virtiofs)\d+$/.test(name)) {
			access.check(path, "VM.Config.Disk");
		} else if (/^numa\d+$/.test(name)) {
			access.check(path, "VM.Config.CPU");
		} else if (cloudInit.includes(name) || /^ipconfig\d+$/.test(name)) {
			access.checkAny(path, "VM.Config.Cloudinit", "VM.Config.Network");
		} else {
			const privilege = Object.keys(byPrivilege).find((candidate) => byPrivilege[candidate]?.includes(name));
			if (privilege === undefined) rootOnly(name, access);
			else access.check(path, privilege);
			if (name === "startup") access.check("/", "Sys.Modify");
		}
	}
}

/** A bridge is a network of the zone `localnetwork`; a VLAN on it can be granted by itself (check_vnet_access). */
function checkBridge(access: Access, value: string): void {
	const { bridge, tag } = parseProperties(networkFormat, value);
	if (bridge === undefined) return;
	const path = `/sdn/zones/localnetwork/${bridge}${tag === undefined ? "" : `/${tag}`}`;
	if (!access.has(path, "SDN.Use")) throw permissionFailure(`${path}, SDN.Use`);
}

// PVE asks for the user root@pam; a token of root's is not that.
function rootOnly(name: string, access: Access, suffix = ""): void {
	if (access.user !== "root@pam") throw new PveFailure(`only root can set '${name}' config${suffix}`);
}

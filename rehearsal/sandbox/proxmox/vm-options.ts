import { type PropertyFormat, propertyParameter } from "./property-string";
import type { ParameterSpec, ParameterTable } from "./schema";

/**
 * What may stand in a virtual machine's configuration: `$confdesc`, `$confdesc_cloudinit` and the numbered devices of
 * src/PVE/QemuServer.pm, QemuServer/Drive.pm, QemuServer/Network.pm and QemuServer/Agent.pm (proxmox/qemu-server 9.2).
 */
const text: ParameterSpec = { type: "string" };
const flag: ParameterSpec = { type: "boolean" };
const count = (minimum: number, maximum?: number): ParameterSpec => ({
	type: "integer",
	minimum,
	...(maximum === undefined ? {} : { maximum }),
});
const choice = (...values: string[]): ParameterSpec => ({ type: "string", values });
const properties = (defaultKey: string | undefined, keys: PropertyFormat["keys"]): ParameterSpec =>
	propertyParameter(defaultKey === undefined ? { keys } : { defaultKey, keys });

const mac: ParameterSpec = {
	type: "string",
	format: (value) =>
		/^[a-f0-9][02468ace](:[a-f0-9]{2}){5}$/i.test(value)
			? undefined
			: "value does not look like a valid unicast MAC address",
};
const models = ["e1000", "e1000e", "rtl8139", "virtio", "vmxnet3"] as const;

export const networkFormat: PropertyFormat = {
	defaultKey: "model",
	keys: {
		model: { ...choice(...models), required: true },
		macaddr: mac,
		bridge: text,
		queues: count(0, 64),
		rate: { type: "number", minimum: 0 },
		tag: count(1, 4094),
		trunks: { type: "string", pattern: /^\d+(-\d+)?(;\d+(-\d+)?)*$/ },
		firewall: flag,
		link_down: flag,
		mtu: count(1, 65520),
	},
	aliases: Object.fromEntries(models.map((model) => [model, { key: "macaddr", nameGoesTo: "model" }])),
};

const throttle = Object.fromEntries(
	["iops", "iops_rd", "iops_wr", "iops_max", "iops_rd_max", "iops_wr_max"].map((key) => [key, count(0)]),
);
const bandwidth: ParameterTable = Object.fromEntries(
	["mbps", "mbps_rd", "mbps_wr", "mbps_max", "mbps_rd_max", "mbps_wr_max"].map((key) => [
		key,
		{ type: "number", minimum: 0 } as const,
	]),
);

export const driveFormat: PropertyFormat = {
	defaultKey: "file",
	aliases: { volume: { key: "file" } },
	keys: {
		file: { ...text, required: true },
		"import-from": text,
		media: choice("cdrom", "disk"),
		cache: choice("none", "writethrough", "writeback", "unsafe", "directsync"),
		format: choice("raw", "qcow", "qed", "qcow2", "vmdk", "cloop"),
		size: { type: "string", pattern: /^\d+(\.\d+)?[KMGT]?$/ },
		backup: flag,
		replicate: flag,
		aio: choice("native", "threads", "io_uring"),
		discard: choice("ignore", "on"),
		detect_zeroes: flag,
		serial: { type: "string", maxLength: 60 },
		shared: flag,
		snapshot: flag,
		ssd: flag,
		iothread: flag,
		ro: flag,
		queues: count(2),
		rerror: choice("ignore", "report", "stop"),
		werror: choice("enospc", "ignore", "report", "stop"),
		...throttle,
		...bandwidth,
		// of efidisk0 and tpmstate0
		efitype: choice("2m", "4m"),
		"pre-enrolled-keys": flag,
		"ms-cert": choice("2011", "2023", "2023w", "2023k"),
		version: choice("v1.2", "v2.0"),
	},
};

export const agentFormat: PropertyFormat = {
	defaultKey: "enabled",
	keys: {
		enabled: { ...flag, required: true },
		fstrim_cloned_disks: flag,
		"freeze-fs": flag,
		type: choice("virtio", "isa"),
	},
	aliases: { "freeze-fs-on-backup": { key: "freeze-fs" } },
};

export const ipConfigFormat: PropertyFormat = { keys: { ip: text, gw: text, ip6: text, gw6: text } };

export const memoryFormat: PropertyFormat = {
	defaultKey: "current",
	keys: { current: { ...count(16), required: true } },
};

const hostPciFormat: PropertyFormat = {
	defaultKey: "host",
	keys: {
		host: text,
		mapping: text,
		mdev: text,
		rombar: flag,
		romfile: text,
		pcie: flag,
		"x-vga": flag,
		driver: choice("vfio", "keep"),
		"legacy-igd": flag,
		"vendor-id": text,
		"device-id": text,
		"sub-vendor-id": text,
		"sub-device-id": text,
	},
};

export const vmOptions: ParameterTable = {
	acpi: flag,
	affinity: text,
	agent: propertyParameter(agentFormat),
	"allow-ksm": flag,
	"amd-sev": text,
	arch: choice("x86_64", "aarch64"),
	args: text,
	audio0: properties(undefined, {
		device: choice("ich9-intel-hda", "intel-hda", "AC97"),
		driver: choice("spice", "none"),
	}),
	autostart: flag,
	balloon: count(0),
	bios: choice("seabios", "ovmf"),
	boot: properties("legacy", { legacy: text, order: text }),
	bootdisk: { type: "string", pattern: /^(ide|sata|scsi|virtio)\d+$/ },
	cdrom: text,
	cicustom: properties(undefined, { meta: text, network: text, user: text, vendor: text }),
	cipassword: text,
	citype: choice("configdrive2", "nocloud", "opennebula"),
	ciupgrade: flag,
	ciuser: text,
	cores: count(1),
	cpu: properties("cputype", {
		cputype: text,
		flags: text,
		hidden: flag,
		"hv-vendor-id": text,
		"phys-bits": text,
		"guest-phys-bits": count(32, 64),
		"reported-model": text,
	}),
	cpulimit: { type: "number", minimum: 0, maximum: 128 },
	cpuunits: count(1, 262144),
	description: { type: "string", maxLength: 8192 },
	efidisk0: propertyParameter(driveFormat),
	freeze: flag,
	hookscript: text,
	hotplug: text,
	hugepages: choice("any", "2", "1024"),
	"intel-tdx": text,
	ivshmem: text,
	keephugepages: flag,
	keyboard: text,
	kvm: flag,
	localtime: flag,
	lock: choice(
		"backup",
		"clone",
		"create",
		"migrate",
		"rollback",
		"snapshot",
		"snapshot-delete",
		"suspending",
		"suspended",
	),
	machine: text,
	memory: propertyParameter(memoryFormat),
	migrate_downtime: { type: "number", minimum: 0 },
	migrate_speed: count(0),
	name: {
		type: "string",
		format: (value) =>
			/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(value)
				? undefined
				: "value does not look like a valid DNS name",
	},
	nameserver: text,
	numa: flag,
	onboot: flag,
	ostype: choice(
		"other",
		"wxp",
		"w2k",
		"w2k3",
		"w2k8",
		"wvista",
		"win7",
		"win8",
		"win10",
		"win11",
		"l24",
		"l26",
		"solaris",
	),
	protection: flag,
	reboot: flag,
	rng0: properties("source", {
		source: choice("/dev/urandom", "/dev/random", "/dev/hwrng"),
		max_bytes: count(0),
		period: count(0),
	}),
	scsihw: choice("lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi"),
	searchdomain: text,
	shares: count(0, 50000),
	smbios1: properties(undefined, {
		uuid: text,
		version: text,
		serial: text,
		manufacturer: text,
		product: text,
		sku: text,
		family: text,
		base64: flag,
	}),
	smp: count(1),
	sockets: count(1),
	spice_enhancements: text,
	sshkeys: text,
	startdate: text,
	startup: properties("order", { order: count(0), up: count(0), down: count(0) }),
	tablet: flag,
	tags: { type: "string", pattern: /^([a-z0-9_][a-z0-9_\-+.]*([;, ]+[a-z0-9_][a-z0-9_\-+.]*)*)?$/i },
	tdf: flag,
	template: flag,
	tpmstate0: propertyParameter(driveFormat),
	vcpus: count(1),
	vga: properties("type", { type: text, memory: count(4, 512), clipboard: choice("vnc") }),
	vmgenid: text,
	vmstatestorage: text,
	watchdog: properties("model", {
		model: choice("i6300esb", "ib700"),
		action: choice("reset", "shutdown", "poweroff", "pause", "debug", "none"),
	}),
};

const families: ReadonlyArray<readonly [RegExp, number, ParameterSpec]> = [
	[/^ide(\d+)$/, 4, propertyParameter(driveFormat)],
	[/^sata(\d+)$/, 6, propertyParameter(driveFormat)],
	[/^scsi(\d+)$/, 31, propertyParameter(driveFormat)],
	[/^virtio(\d+)$/, 16, propertyParameter(driveFormat)],
	[/^net(\d+)$/, 32, propertyParameter(networkFormat)],
	[/^ipconfig(\d+)$/, 32, propertyParameter(ipConfigFormat)],
	[/^unused(\d+)$/, 256, text],
	[/^hostpci(\d+)$/, 16, propertyParameter(hostPciFormat)],
	[/^usb(\d+)$/, 14, properties("host", { host: text, mapping: text, usb3: flag })],
	[/^serial(\d+)$/, 4, { type: "string", pattern: /^(\/dev\/.+|socket)$/ }],
	[/^parallel(\d+)$/, 3, text],
	[/^numa(\d+)$/, 8, text],
	[/^virtiofs(\d+)$/, 10, text],
];

/** The specification of an option by name, with the numbered devices within their limits. */
export function vmOption(name: string): ParameterSpec | undefined {
	if (Object.hasOwn(vmOptions, name)) return vmOptions[name];
	for (const [pattern, limit, spec] of families) {
		const found = pattern.exec(name);
		if (found) return Number(found[1]) < limit ? spec : undefined;
	}
	return undefined;
}

export const isDrive = (name: string): boolean => /^((ide|sata|scsi|virtio)\d+|efidisk0|tpmstate0)$/.test(name);
export const isNetwork = (name: string): boolean => /^net\d+$/.test(name);

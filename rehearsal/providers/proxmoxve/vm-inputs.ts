/**
 * The inputs of `proxmoxve:index/vmLegacy:VmLegacy` that the stand-in supports, with the defaults of the official
 * provider's schema (proxmoxtf/resource/vm/vm.go, disk/schema.go, network/schema.go of bpg/terraform-provider-proxmox
 * v0.111). What is not listed is refused, never ignored.
 */
import type { CheckResult } from "../framework/provider";
import { isObject, type Properties, Secret, type Value } from "../framework/value";
import { seconds } from "./duration";

export interface DiskInput {
	interface: string;
	datastoreId: string;
	size: number;
	aio: string;
	backup: boolean;
	cache: string;
	discard: string;
	iothread: boolean;
	replicate: boolean;
	serial: string;
	ssd: boolean;
	queues: number;
	fileFormat?: string;
	importFrom?: string;
	pathInDatastore?: string;
}

export interface NetworkInput {
	bridge: string;
	disconnected: boolean;
	enabled: boolean;
	firewall: boolean;
	model: string;
	macAddress?: string;
	mtu: number;
	queues: number;
	rateLimit: number;
	vlanId: number;
	trunks?: string;
}

export interface VmInputs {
	nodeName: string;
	vmId?: number;
	name?: string;
	description?: string;
	acpi: boolean;
	bios: string;
	keyboardLayout: string;
	onBoot: boolean;
	protection: boolean;
	scsiHardware: string;
	started: boolean;
	tabletDevice: boolean;
	migrate: boolean;
	reboot: boolean;
	rebootAfterUpdate: boolean;
	stopOnDestroy: boolean;
	purgeOnDestroy: boolean;
	deleteUnreferencedDisksOnDestroy: boolean;
	timeoutCreate: number;
	timeoutReboot: number;
	timeoutShutdownVm: number;
	timeoutStartVm: number;
	timeoutStopVm: number;
	machine?: string;
	hotplug?: string;
	tags?: string[];
	bootOrders?: string[];
	agent?: {
		enabled: boolean;
		timeout: string;
		trim: boolean;
		type: string;
		waitForIp?: { disabled?: boolean; ipv4?: boolean; ipv6?: boolean };
	};
	cpu?: {
		cores: number;
		sockets: number;
		type: string;
		numa: boolean;
		hotplugged: number;
		limit: number;
		units?: number;
		flags?: string[];
		affinity?: string;
	};
	memory?: { dedicated: number; floating: number; shared: number };
	disks?: DiskInput[];
	networkDevices?: NetworkInput[];
	efiDisk?: { datastoreId: string; fileFormat: string; type: string; preEnrolledKeys: boolean };
	tpmState?: { datastoreId: string; version: string };
	initialization?: {
		datastoreId: string;
		interface?: string;
		fileFormat?: string;
		type?: string;
		upgrade?: boolean;
		dns?: { domain?: string; servers?: string[] };
		ipConfigs?: Array<{ ipv4?: { address?: string; gateway?: string }; ipv6?: { address?: string; gateway?: string } }>;
	};
	operatingSystem?: { type: string };
	serialDevices?: Array<{ device: string }>;
	hostpcis?: Array<{
		device: string;
		id?: string;
		mapping?: string;
		mdev?: string;
		pcie: boolean;
		rombar: boolean;
		romFile?: string;
		xvga: boolean;
	}>;
	startup?: { order: number; upDelay: number; downDelay: number };
	vga?: { clipboard: string; memory: number; type: string };
	rngs?: Array<{ source: string; maxBytes: number; period: number }>;
}

const topDefaults: Properties = {
	acpi: true,
	bios: "seabios",
	deleteUnreferencedDisksOnDestroy: true,
	keyboardLayout: "en-us",
	migrate: false,
	onBoot: true,
	protection: false,
	purgeOnDestroy: true,
	reboot: false,
	rebootAfterUpdate: true,
	scsiHardware: "virtio-scsi-pci",
	started: true,
	stopOnDestroy: false,
	tabletDevice: true,
	template: false,
	timeoutClone: 1800,
	timeoutCreate: 1800,
	timeoutMigrate: 1800,
	timeoutMoveDisk: 1800,
	timeoutReboot: 1800,
	timeoutShutdownVm: 1800,
	timeoutStartVm: 1800,
	timeoutStopVm: 300,
};

/** Defaults of a block, filled in wherever the block is given; an array's are those of each element. */
const blockDefaults: Readonly<Record<string, Properties>> = {
	agent: { enabled: false, timeout: "15m", trim: false, type: "virtio" },
	cpu: { cores: 1, sockets: 1, type: "qemu64", numa: false, hotplugged: 0, limit: 0 },
	memory: { dedicated: 512, floating: 0, shared: 0 },
	disks: {
		aio: "io_uring",
		backup: true,
		cache: "none",
		datastoreId: "local-lvm",
		discard: "ignore",
		iothread: false,
		queues: 0,
		replicate: true,
		serial: "",
		size: 8,
		ssd: false,
	},
	networkDevices: {
		bridge: "vmbr0",
		disconnected: false,
		enabled: true,
		firewall: false,
		model: "virtio",
		mtu: 0,
		queues: 0,
		rateLimit: 0,
		vlanId: 0,
	},
	efiDisk: { datastoreId: "local-lvm", fileFormat: "raw", type: "2m", preEnrolledKeys: false },
	tpmState: { datastoreId: "local-lvm", version: "v2.0" },
	initialization: { datastoreId: "local-lvm" },
	operatingSystem: { type: "other" },
	serialDevices: { device: "socket" },
	hostpcis: { pcie: false, rombar: true, xvga: false },
	startup: { order: -1, upDelay: -1, downDelay: -1 },
	vga: { clipboard: "", memory: 16, type: "std" },
	rngs: { maxBytes: 1024, period: 1000 },
};

const plain = [
	"nodeName",
	"vmId",
	"name",
	"description",
	"machine",
	"hotplug",
	"tags",
	"bootOrders",
	...Object.keys(topDefaults),
];
const nestedRefused: Readonly<Record<string, readonly string[]>> = {
	disks: ["fileId", "speed"],
	cpu: ["architecture"],
	memory: ["hugepages", "keepHugepages"],
	initialization: ["userAccount", "userDataFileId", "vendorDataFileId", "networkDataFileId", "metaDataFileId"],
};

/** Fills the defaults in, and refuses what is not simulated and what the official provider's validators refuse. */
export function checkInputs(inputs: Properties): CheckResult {
	const failures: { reason: string }[] = [];
	const refuse = (path: string) =>
		failures.push({
			reason: `${path}: not simulated by the stand-in for proxmoxve; leave it out, or rehearse with --providers official`,
		});
	const filled: Properties = { ...topDefaults };
	for (const [name, value] of Object.entries(inputs)) {
		const defaults = blockDefaults[name];
		if (defaults === undefined) {
			filled[name] = value;
			if (!plain.includes(name)) refuse(name);
			continue;
		}
		filled[name] = withDefaults(value, defaults);
		for (const [path, block] of blocksOf(name, value)) {
			for (const key of nestedRefused[name] ?? []) if (isSet(block[key])) refuse(`${path}.${key}`);
		}
	}
	if (filled.template === true) refuse("template");
	return { inputs: filled, failures: [...failures, ...validated(filled)] };
}

/** Validators of the official schema, for what a lab gets wrong. */
function validated(inputs: Properties): { reason: string }[] {
	const failures: { reason: string }[] = [];
	const { vmId, agent, bios, scsiHardware } = inputs;
	if (typeof vmId === "number" && (vmId < 100 || vmId > 2_147_483_647))
		failures.push({ reason: `expected vm_id to be in the range (100 - 2147483647), got ${vmId}` });
	if (typeof bios === "string" && !["ovmf", "seabios"].includes(bios))
		failures.push({ reason: `expected bios to be one of ["ovmf" "seabios"], got ${bios}` });
	const controllers = ["lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi"];
	if (typeof scsiHardware === "string" && !controllers.includes(scsiHardware))
		failures.push({
			reason: `expected scsi_hardware to be one of [${controllers.map((each) => `"${each}"`).join(" ")}], got ${scsiHardware}`,
		});
	if (isObject(agent) && typeof agent.timeout === "string" && seconds(agent.timeout) === undefined)
		failures.push({ reason: `expected value for 'agent.0.timeout' to be a duration, got "${agent.timeout}"` });
	for (const [path, device] of blocksOf("networkDevices", inputs.networkDevices ?? [])) {
		const mac = device.macAddress;
		if (typeof mac === "string" && mac !== "" && !/^([A-Z0-9]{2}:){5}[A-Z0-9]{2}$/i.test(mac))
			failures.push({ reason: `${path}.macAddress: must be a valid MAC address, got ${mac}` });
	}
	for (const [path, disk] of blocksOf("disks", inputs.disks ?? [])) {
		const name = disk.interface;
		if (typeof name === "string" && !/^(ide|sata|scsi|virtio)\d+$/.test(name))
			failures.push({
				reason: `${path}: Defined disk interface not supported. Interface was ${name}, but only [ide sata scsi virtio] are supported`,
			});
	}
	return failures;
}

function withDefaults(value: Value, defaults: Properties): Value {
	if (value instanceof Secret) return new Secret(withDefaults(value.value, defaults));
	if (Array.isArray(value)) return value.map((item) => withDefaults(item, defaults));
	return isObject(value) ? { ...defaults, ...value } : value;
}

function blocksOf(name: string, value: Value): Array<[string, Properties]> {
	if (value instanceof Secret) return blocksOf(name, value.value);
	if (Array.isArray(value))
		return value.flatMap((item, index) => (isObject(item) ? [[`${name}[${index}]`, item]] : []));
	return isObject(value) ? [[name, value]] : [];
}

const isSet = (value: Value | undefined): boolean => value !== undefined && value !== null && value !== "";

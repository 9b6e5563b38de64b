/**
 * A virtual machine's inputs as the parameters of `POST …/qemu` and `PUT …/config`, in the official provider's
 * spelling (vmCreateCustom of proxmoxtf/resource/vm/vm.go; EncodeValues of proxmox/nodes/vms/custom_*.go).
 */
import type { DiskInput, NetworkInput, VmInputs } from "./vm-inputs";

export type Form = Record<string, string>;

const bit = (value: boolean): string => (value ? "1" : "0");
const joined = (...parts: Array<string | undefined | false>): string =>
	parts.filter((part) => part !== undefined && part !== false && part !== "").join(",");

export function createForm(inputs: VmInputs, vmId: number): Form {
	return {
		...optionsForm(inputs),
		vmid: String(vmId),
		template: "0",
		...Object.fromEntries((inputs.disks ?? []).map((disk) => [disk.interface, newDisk(disk)])),
		...cloudInitDrive(inputs),
		...efiAndTpm(inputs),
	};
}

/** All that is no disk: what an update may send again. */
export function optionsForm(inputs: VmInputs): Form {
	const { agent, cpu, memory, operatingSystem, startup, vga, tags } = inputs;
	const cores = cpu ?? { cores: 1, sockets: 1, type: "qemu64", numa: false, hotplugged: 0, limit: 0 };
	return {
		acpi: bit(inputs.acpi),
		agent: joined(
			`enabled=${bit(agent?.enabled ?? false)}`,
			`fstrim_cloned_disks=${bit(agent?.trim ?? false)}`,
			`type=${agent?.type ?? "virtio"}`,
		),
		bios: inputs.bios,
		boot: `order=${bootOrder(inputs).join(";")}`,
		cores: String(cores.cores),
		cpu: (cores.flags ?? []).length > 0 ? `cputype=${cores.type},flags=${(cores.flags ?? []).join(";")}` : cores.type,
		sockets: String(cores.sockets),
		numa: bit(cores.numa),
		...(cores.hotplugged > 0 ? { vcpus: String(cores.hotplugged) } : {}),
		...(cores.limit > 0 ? { cpulimit: String(cores.limit) } : {}),
		...(cores.units ? { cpuunits: String(cores.units) } : {}),
		...(cores.affinity ? { affinity: cores.affinity } : {}),
		memory: String(memory?.dedicated ?? 512),
		balloon: String(memory?.floating ?? 0),
		protection: bit(inputs.protection),
		keyboard: inputs.keyboardLayout,
		onboot: bit(inputs.onBoot),
		ostype: operatingSystem?.type ?? "other",
		scsihw: inputs.scsiHardware,
		tablet: bit(inputs.tabletDevice),
		...(inputs.name ? { name: inputs.name } : {}),
		...(inputs.description ? { description: inputs.description } : {}),
		...(inputs.machine ? { machine: inputs.machine } : {}),
		...(inputs.hotplug ? { hotplug: inputs.hotplug } : {}),
		...(tags && tags.length > 0 ? { tags: tagText(tags) } : {}),
		...(startup ? { startup: startupText(startup) } : {}),
		...(vga
			? {
					vga: joined(
						`type=${vga.type}`,
						vga.memory > 0 && `memory=${vga.memory}`,
						vga.clipboard !== "" && `clipboard=${vga.clipboard}`,
					),
				}
			: {}),
		...Object.fromEntries(
			(inputs.networkDevices ?? []).flatMap((device, index) =>
				device.enabled ? [[`net${index}`, networkText(device)]] : [],
			),
		),
		...Object.fromEntries((inputs.serialDevices ?? []).map((serial, index) => [`serial${index}`, serial.device])),
		...Object.fromEntries(
			(inputs.rngs ?? [])
				.slice(0, 1)
				.map((rng) => ["rng0", joined(`source=${rng.source}`, `max_bytes=${rng.maxBytes}`, `period=${rng.period}`)]),
		),
		...Object.fromEntries((inputs.hostpcis ?? []).map((device) => [device.device, pciText(device)])),
		...cloudInit(inputs),
	};
}

/** The devices to boot from: as given, or the first disk and the first network device. */
export function bootOrder(inputs: VmInputs): string[] {
	if (inputs.bootOrders && inputs.bootOrders.length > 0) return inputs.bootOrders;
	const disks = ["ide0", "sata0", "scsi0", "virtio0"].filter((name) =>
		inputs.disks?.some((disk) => disk.interface === name),
	);
	return [...disks, ...(inputs.networkDevices ? ["net0"] : [])];
}

export const tagText = (tags: readonly string[]): string =>
	tags
		.map((tag) => tag.trim())
		.filter((tag) => tag !== "")
		.sort()
		.join(";");

export function networkText(device: NetworkInput): string {
	return joined(
		`model=${device.model}`,
		device.bridge !== "" && `bridge=${device.bridge}`,
		`firewall=${bit(device.firewall)}`,
		device.disconnected && "link_down=1",
		device.macAddress !== undefined && device.macAddress !== "" && `macaddr=${device.macAddress}`,
		device.queues !== 0 && `queues=${device.queues}`,
		device.rateLimit !== 0 && `rate=${device.rateLimit.toFixed(6)}`,
		device.vlanId !== 0 && `tag=${device.vlanId}`,
		device.mtu !== 0 && `mtu=${device.mtu}`,
		device.trunks !== undefined && device.trunks !== "" && `trunks=${device.trunks}`,
	);
}

/** A disk that is to be made: of an image, with size 0 until the resize that follows, or empty. */
export function newDisk(disk: DiskInput): string {
	const imported = disk.importFrom !== undefined && disk.importFrom !== "";
	const file =
		disk.pathInDatastore !== undefined && disk.pathInDatastore !== ""
			? `${disk.datastoreId}:${disk.pathInDatastore}`
			: `${disk.datastoreId}:${imported ? 0 : disk.size}`;
	return joined(
		`file=${file}`,
		imported && `import-from=${disk.importFrom}`,
		disk.fileFormat !== undefined && disk.fileFormat !== "" && `format=${disk.fileFormat}`,
		`size=${disk.size * 2 ** 30}`,
		diskOptions(disk),
	);
}

/** A disk that is there, with its options as they should be. */
export const existingDisk = (volume: string, disk: DiskInput): string => joined(`file=${volume}`, diskOptions(disk));

function diskOptions(disk: DiskInput): string {
	const ideOrSata = /^(ide|sata)/.test(disk.interface);
	return joined(
		`aio=${disk.aio}`,
		`backup=${bit(disk.backup)}`,
		!ideOrSata && `iothread=${bit(disk.iothread)}`,
		disk.queues > 0 && `queues=${disk.queues}`,
		disk.serial !== "" && `serial=${disk.serial}`,
		!disk.interface.startsWith("virtio") && `ssd=${bit(disk.ssd)}`,
		`discard=${disk.discard}`,
		`cache=${disk.cache}`,
		`replicate=${bit(disk.replicate)}`,
	);
}

/** Cloud-init's values; the drive that carries them is `cloudInitDrive`. */
function cloudInit({ initialization }: VmInputs): Form {
	if (!initialization) return {};
	const { dns, ipConfigs, type, upgrade } = initialization;
	const configs = (ipConfigs ?? []).flatMap(({ ipv4, ipv6 }, index): Array<[string, string]> => {
		const text = joined(
			ipv4?.gateway && `gw=${ipv4.gateway}`,
			ipv6?.gateway && `gw6=${ipv6.gateway}`,
			ipv4?.address && `ip=${ipv4.address}`,
			ipv6?.address && `ip6=${ipv6.address}`,
		);
		return text === "" ? [] : [[`ipconfig${index}`, text]];
	});
	return {
		...Object.fromEntries(configs),
		...(dns?.servers && dns.servers.length > 0 ? { nameserver: dns.servers.join(" ") } : {}),
		...(dns?.domain ? { searchdomain: dns.domain } : {}),
		...(type ? { citype: type } : {}),
		...(upgrade === undefined ? {} : { ciupgrade: bit(upgrade) }),
	};
}

function cloudInitDrive({ initialization }: VmInputs): Form {
	if (!initialization) return {};
	const { datastoreId, fileFormat } = initialization;
	return {
		[initialization.interface ?? "ide2"]: joined(`file=${datastoreId}:cloudinit`, fileFormat && `format=${fileFormat}`),
	};
}

function efiAndTpm({ efiDisk, tpmState }: VmInputs): Form {
	return {
		...(efiDisk
			? {
					efidisk0: joined(
						`file=${efiDisk.datastoreId}:1`,
						`format=${efiDisk.fileFormat}`,
						`efitype=${efiDisk.type}`,
						`pre-enrolled-keys=${bit(efiDisk.preEnrolledKeys)}`,
					),
				}
			: {}),
		...(tpmState ? { tpmstate0: joined(`file=${tpmState.datastoreId}:1`, `version=${tpmState.version}`) } : {}),
	};
}

function startupText({ order, upDelay, downDelay }: { order: number; upDelay: number; downDelay: number }): string {
	return joined(order >= 0 && `order=${order}`, upDelay >= 0 && `up=${upDelay}`, downDelay >= 0 && `down=${downDelay}`);
}

function pciText(device: NonNullable<VmInputs["hostpcis"]>[number]): string {
	return joined(
		device.id && `host=${device.id}`,
		device.mapping && `mapping=${device.mapping}`,
		device.mdev && `mdev=${device.mdev}`,
		`pcie=${bit(device.pcie)}`,
		`rombar=${bit(device.rombar)}`,
		device.romFile && `romfile=${device.romFile}`,
		`x-vga=${bit(device.xvga)}`,
	);
}

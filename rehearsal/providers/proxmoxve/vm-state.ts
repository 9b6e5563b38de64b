/**
 * What Proxmox says of a virtual machine, as the outputs of the resource (vmReadCustom, vmReadPrimitiveValues of
 * proxmoxtf/resource/vm/vm.go; Read of disk/disk.go; ReadNetworkDeviceObjects of network/network.go). Values that
 * Proxmox does not return (timeouts, `importFrom`, …) are kept from the state.
 */
import { isObject, type Properties, type Value } from "../framework/value";

export interface Live {
	readonly nodeName: string;
	readonly vmId: number;
	readonly config: Readonly<Record<string, unknown>>;
	readonly running: boolean;
	/** From the guest agent; undefined where it was not asked or did not answer. */
	readonly interfaces?:
		| ReadonlyArray<{ readonly name: string; readonly mac: string; readonly addresses: readonly string[] }>
		| undefined;
}

export function outputsOf(live: Live, prior: Properties): Properties {
	const { config } = live;
	const text = (name: string) => (config[name] === undefined ? undefined : String(config[name]));
	const flag = (name: string, otherwise: boolean) => (text(name) === undefined ? otherwise : text(name) === "1");
	const number = (name: string, otherwise: number) => Number(text(name) ?? otherwise);
	const networkDevices = networks(config);
	const agent = parts(text("agent"), "enabled");
	const cpu = parts(text("cpu"), "cputype");
	const addresses = (four: boolean) =>
		(live.interfaces ?? []).map(({ addresses: all }) => all.filter((each) => each.includes(":") !== four));
	return {
		...prior,
		nodeName: live.nodeName,
		vmId: live.vmId,
		started: live.running,
		name: text("name") ?? "",
		...optional("description", text("description"), prior),
		acpi: flag("acpi", true),
		bios: text("bios") ?? "seabios",
		keyboardLayout: text("keyboard") ?? "",
		onBoot: flag("onboot", false),
		protection: flag("protection", false),
		scsiHardware: text("scsihw") ?? "virtio-scsi-pci",
		tabletDevice: flag("tablet", true),
		hotplug: text("hotplug") ?? "network,disk,usb",
		...optional("machine", text("machine"), prior),
		bootOrders: (parts(text("boot"), "legacy").order ?? "").split(";").filter((name) => name !== ""),
		...ifKnown("tags", prior, tagsLike(prior.tags, text("tags") ?? "")),
		...ifKnown("agent", prior, {
			enabled: agent.enabled === "1",
			trim: agent.fstrim_cloned_disks === "1",
			type: agent.type ?? "virtio",
			timeout: member(prior.agent, "timeout") ?? "15m",
			...(member(prior.agent, "waitForIp") === undefined
				? {}
				: { waitForIp: member(prior.agent, "waitForIp") ?? null }),
		}),
		...ifKnown("cpu", prior, {
			...(isObject(prior.cpu) ? prior.cpu : {}),
			cores: number("cores", 1),
			sockets: number("sockets", 1),
			type: cpu.cputype ?? "qemu64",
			numa: flag("numa", false),
			hotplugged: number("vcpus", 0),
			limit: number("cpulimit", 0),
			...(cpu.flags === undefined ? {} : { flags: cpu.flags.split(";") }),
		}),
		...ifKnown("memory", prior, {
			...(isObject(prior.memory) ? prior.memory : {}),
			dedicated: Number(parts(text("memory"), "current").current ?? 512),
			floating: number("balloon", 0),
			shared: 0,
		}),
		...ifKnown("operatingSystem", prior, { type: text("ostype") ?? "" }),
		...ifKnown("disks", prior, disks(config, prior.disks)),
		networkDevices,
		macAddresses:
			live.interfaces === undefined
				? networkDevices.map((device) => device.macAddress ?? "")
				: live.interfaces.map(({ mac }) => mac.toUpperCase()),
		networkInterfaceNames: (live.interfaces ?? []).map(({ name }) => name),
		ipv4Addresses: addresses(true),
		ipv6Addresses: addresses(false),
		...ifKnown("initialization", prior, initialization(config, prior.initialization)),
		...ifKnown(
			"serialDevices",
			prior,
			[0, 1, 2, 3].flatMap((index) =>
				text(`serial${index}`) === undefined ? [] : [{ device: text(`serial${index}`) ?? "" }],
			),
		),
		vga: vga(text("vga"), prior.vga),
	};
}

/** Properties of one property string; a part without a name is the default key's. */
export function parts(text: string | undefined, defaultKey: string): Record<string, string> {
	return Object.fromEntries(
		(text ?? "")
			.split(",")
			.filter((part) => part !== "")
			.map((part): [string, string] => {
				const equals = part.indexOf("=");
				return equals < 0 ? [defaultKey, part] : [part.slice(0, equals), part.slice(equals + 1)];
			}),
	);
}

const models = ["e1000", "e1000e", "rtl8139", "virtio", "vmxnet3"];

function networks(config: Live["config"]): Properties[] {
	const indexes = Object.keys(config).flatMap((name) => (/^net\d+$/.test(name) ? [Number(name.slice(3))] : []));
	return indexes
		.sort((left, right) => left - right)
		.map((index) => {
			const values = parts(String(config[`net${index}`]), "model");
			const model = models.find((name) => values[name] !== undefined);
			return {
				bridge: values.bridge ?? "",
				disconnected: values.link_down === "1",
				enabled: true,
				firewall: values.firewall === "1",
				macAddress: (model === undefined ? values.macaddr : values[model]) ?? "",
				model: model ?? values.model ?? "",
				mtu: Number(values.mtu ?? 0),
				queues: Number(values.queues ?? 0),
				rateLimit: Number(values.rate ?? 0),
				trunks: values.trunks ?? "",
				vlanId: Number(values.tag ?? 0),
			};
		});
}

/** The disks in the order of the state, those that it does not know after them. */
function disks(config: Live["config"], prior: Value | undefined): Properties[] {
	const known = (Array.isArray(prior) ? prior : []).filter(isObject);
	const order = known.map((disk) => String(disk.interface));
	const names = Object.keys(config).filter((name) => /^(ide|sata|scsi|virtio)\d+$/.test(name));
	const shown = names.filter((name) => !/media=cdrom|-cloudinit/.test(String(config[name])));
	const position = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
	return shown
		.sort((left, right) => position(left) - position(right) || left.localeCompare(right))
		.map((name) => {
			const values = parts(String(config[name]), "file");
			const [datastoreId = "", path = ""] = (values.file ?? "").split(":");
			const before = known.find((disk) => disk.interface === name);
			return {
				interface: name,
				datastoreId,
				pathInDatastore: path,
				fileFormat: values.format ?? /\.(qcow2|vmdk|raw)$/.exec(path)?.[1] ?? "raw",
				size: gibibytes(values.size ?? "0"),
				aio: values.aio ?? "io_uring",
				backup: values.backup !== "0",
				cache: values.cache ?? "none",
				discard: values.discard ?? "ignore",
				iothread: values.iothread === "1",
				queues: Number(values.queues ?? 0),
				replicate: values.replicate !== "0",
				serial: values.serial ?? "",
				ssd: values.ssd === "1",
				...(before?.importFrom === undefined ? {} : { importFrom: before.importFrom }),
			};
		});
}

function initialization(config: Live["config"], prior: Value | undefined): Properties {
	const drive = Object.entries(config).find(([, value]) => /-cloudinit/.test(String(value)));
	const indexes = Object.keys(config).flatMap((name) => (/^ipconfig\d+$/.test(name) ? [Number(name.slice(8))] : []));
	const family = (address: string | undefined, gateway: string | undefined) => ({
		...(address === undefined ? {} : { address }),
		...(gateway === undefined ? {} : { gateway }),
	});
	const ipConfigs = indexes
		.sort((left, right) => left - right)
		.map((index) => {
			const { ip, gw, ip6, gw6 } = parts(String(config[`ipconfig${index}`]), "ip");
			return {
				...(ip === undefined && gw === undefined ? {} : { ipv4: family(ip, gw) }),
				...(ip6 === undefined && gw6 === undefined ? {} : { ipv6: family(ip6, gw6) }),
			};
		});
	const { nameserver, searchdomain, citype } = config;
	const dns = {
		...(searchdomain === undefined ? {} : { domain: String(searchdomain) }),
		...(nameserver === undefined ? {} : { servers: String(nameserver).split(" ") }),
	};
	return {
		...(isObject(prior) ? prior : {}),
		...(drive === undefined
			? {}
			: { interface: drive[0], datastoreId: parts(String(drive[1]), "file").file?.split(":")[0] ?? "" }),
		...(ipConfigs.length === 0 ? {} : { ipConfigs }),
		...(Object.keys(dns).length === 0 ? {} : { dns }),
		...(citype === undefined ? {} : { type: String(citype) }),
	};
}

function vga(text: string | undefined, prior: Value | undefined): Value {
	if (text === undefined) return prior ?? null;
	const { type, memory, clipboard } = parts(text, "type");
	return { type: type ?? "std", memory: Number(memory ?? 16), clipboard: clipboard ?? "" };
}

const units: Readonly<Record<string, number>> = { K: 2 ** -20, M: 2 ** -10, G: 1, T: 2 ** 10 };

export function gibibytes(size: string): number {
	const [, amount, unit] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(size) ?? [];
	return Math.floor(Number(amount ?? 0) * (unit ? (units[unit] ?? 1) : 2 ** -30));
}

/** Proxmox sorts the tags; the same ones in the program's order are no change. */
function tagsLike(prior: Value | undefined, text: string): Value {
	const tags = text.split(/[;, ]/).filter((tag) => tag !== "");
	const before = Array.isArray(prior) ? prior.map(String) : [];
	return [...before].sort().join() === [...tags].sort().join() ? before : tags;
}

function member(value: Value | undefined, key: string): Value | undefined {
	return isObject(value) ? value[key] : undefined;
}

/** A block that the program did not write stays away; an import (no state at all) takes it. */
function ifKnown(name: string, prior: Properties, value: Value): Properties {
	return prior[name] !== undefined || Object.keys(prior).length === 0 ? { [name]: value } : {};
}

function optional(name: string, value: string | undefined, prior: Properties): Properties {
	if (value !== undefined) return { [name]: value };
	return prior[name] === undefined ? {} : { [name]: "" };
}

/** The live values in the shape that the program wrote: what a refresh takes as inputs. */
export function inputsLike(inputs: Properties, outputs: Properties): Properties {
	return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, shaped(value, outputs[name])]));
}

function shaped(like: Value, live: Value | undefined): Value {
	if (live === undefined || live === null) return like;
	if (Array.isArray(like) && Array.isArray(live)) return live.map((item, index) => shaped(like[index] ?? item, item));
	if (isObject(like) && isObject(live)) return inputsLike(like, live);
	return live;
}

import { createHash, randomInt, randomUUID } from "node:crypto";
import type { Access } from "./access";
import { hardwareId } from "./boot";
import type { Configuration, Datacenter, VirtualMachine } from "./datacenter";
import { allocateDrives, checkDrives, freeDrives, parseDrive, resizedDrive } from "./disks";
import { messageOf, PveFailure, parameterFailure, permissionFailure } from "./failure";
import { checkOptions } from "./options-access";
import { isRunning, start } from "./power";
import { parseProperties, printProperties } from "./property-string";
import { isDrive, isNetwork, networkFormat, vmOption } from "./vm-options";

/** Parameters of create that are no options of the machine. */
const createOnly = [
	"node",
	"vmid",
	"archive",
	"storage",
	"force",
	"unique",
	"live-restore",
	"pool",
	"bwlimit",
	"start",
	"ha-managed",
	"import-working-storage",
];
/** Of update. */
const updateOnly = [
	"node",
	"vmid",
	"skiplock",
	"delete",
	"revert",
	"force",
	"digest",
	"background_delay",
	"import-working-storage",
];
/** What QEMU takes while it runs, with PVE's default `hotplug`; the rest waits for a restart. */
const immediate = /^(name|description|tags|onboot|startup|protection|hotplug|agent|boot|net\d+|unused\d+|autostart)$/;

const pick = (params: Configuration, without: readonly string[]): Configuration =>
	Object.fromEntries(Object.entries(params).filter(([name]) => !without.includes(name)));

/**
 * `POST /nodes/{node}/qemu` (create_vm of src/PVE/API2/Qemu.pm, proxmox/qemu-server): the checks answer at once, the
 * disks are made by the task `qmcreate`, and a machine whose making failed is gone again.
 */
export function createMachine(datacenter: Datacenter, access: Access, node: string, params: Configuration): string {
	const id = Number(params.vmid);
	const options = withMacs(pick(params, createOnly));
	if (!access.has(`/vms/${id}`, "VM.Allocate")) throw permissionFailure();
	if (params.start === "1") access.check(`/vms/${id}`, "VM.PowerMgmt");
	if (params.archive !== undefined || params.pool !== undefined)
		throw new PveFailure(`the sandbox does not restore archives and has no pools`, 501);
	checkDrives(datacenter, access, node, id, options);
	checkOptions(access, id, options);
	const taken = datacenter.machines.get(id);
	if (taken) throw new PveFailure(`unable to create VM ${id} - VM ${id} already exists on node '${taken.node}'`);
	const machine: VirtualMachine = { id, node, config: { lock: "create" }, firewall: {} };
	datacenter.machines.set(id, machine);
	return datacenter.tasks.start(node, "qmcreate", String(id), access.user, async (log) => {
		try {
			const made = allocateDrives(datacenter, node, id, options, log);
			machine.config = {
				...made,
				boot: made.boot ?? defaultBootOrder(made),
				meta: `creation-qemu=11.0.0,ctime=${datacenter.creationTime(id)}`,
				smbios1: made.smbios1 ?? `uuid=${randomUUID()}`,
				vmgenid: randomUUID(),
			};
		} catch (error) {
			freeDrives(datacenter, node, id);
			datacenter.machines.delete(id);
			throw new PveFailure(`unable to create VM ${id} - ${messageOf(error)}`);
		} finally {
			datacenter.save();
		}
		if (params.start === "1") {
			log("Execute autostart");
			await start(datacenter, machine);
		}
	});
}

/** `GET …/config`: pending changes included, unless `current` asks for what runs. */
export function configuration(datacenter: Datacenter, node: string, id: number, current: boolean) {
	const machine = datacenter.machine(node, id);
	const config = current ? (machine.running ?? machine.config) : machine.config;
	const shown = Object.entries(config).map(([name, value]): [string, string | number] => {
		if (name === "cipassword") return [name, "**********"];
		const type = vmOption(name)?.type;
		return [name, type === undefined || type === "string" ? value : Number(value)];
	});
	return { ...Object.fromEntries(shown), digest: digest(machine.config) };
}

/** Checks a change of the configuration, and returns what makes it ($update_vm_api of src/PVE/API2/Qemu.pm). */
export function preparedUpdate(
	datacenter: Datacenter,
	access: Access,
	node: string,
	params: Configuration,
): (log: (line: string) => void) => void {
	const id = Number(params.vmid);
	const options = withMacs(pick(params, updateOnly));
	const removed = (params.delete ?? "").split(/[,; ]+/).filter((name) => name !== "");
	if (Object.keys(options).length === 0 && removed.length === 0 && params.revert === undefined)
		throw new PveFailure("no options specified");
	for (const name of removed) {
		if (!vmOption(name)) throw parameterFailure({ delete: `unknown option '${name}'` });
		if (options[name] !== undefined)
			throw parameterFailure({ delete: `you can't use '-${name}' and -delete ${name}' at the same time` });
	}
	checkOptions(
		access,
		id,
		Object.fromEntries(removed.map((name) => [name, datacenter.machines.get(id)?.config[name] ?? ""])),
	);
	checkOptions(access, id, options);
	checkDrives(datacenter, access, node, id, options);
	return (log) => {
		const machine = datacenter.machine(node, id);
		if (params.digest !== undefined && params.digest !== digest(machine.config))
			throw new PveFailure("detected modified configuration - file change by other user? Try again.");
		checkLock(machine);
		const config = { ...machine.config };
		for (const name of removed) {
			const text = config[name];
			delete config[name];
			if (text !== undefined && isDrive(name)) detach(datacenter, machine, config, text);
		}
		Object.assign(config, allocateDrives(datacenter, node, id, options, log));
		machine.config = config;
		if (machine.running) machine.running = afterHotplug(machine.running, config);
		datacenter.save();
	};
}

/** `PUT …/resize`: a task, which fails for a disk that is not there or would shrink. */
export function resizeMachine(
	datacenter: Datacenter,
	access: Access,
	node: string,
	id: number,
	disk: string,
	size: string,
): string {
	return datacenter.tasks.start(node, "resize", String(id), access.user, () => {
		const machine = datacenter.machine(node, id);
		checkLock(machine);
		const text = machine.config[disk];
		if (text === undefined) throw new PveFailure(`disk '${disk}' does not exist`);
		access.check(`/storage/${parseDrive(text).file?.split(":")[0]}`, "Datastore.AllocateSpace");
		machine.config[disk] = resizedDrive(datacenter, node, text, size);
		datacenter.save();
	});
}

/** `DELETE …/qemu/{vmid}`: refused for a protected and for a running machine (destroy_vm). */
export function destroyMachine(datacenter: Datacenter, access: Access, node: string, id: number): string {
	const early = () => {
		const machine = datacenter.machine(node, id);
		if (machine.config.protection === "1") throw new PveFailure(`can't remove VM ${id} - protection mode enabled`);
		if (isRunning(datacenter, machine)) throw new PveFailure(`VM ${id} is running - destroy failed`);
		return machine;
	};
	early();
	return datacenter.tasks.start(node, "qmdestroy", String(id), access.user, async () => {
		const machine = early();
		checkLock(machine);
		machine.config.lock = "destroyed";
		if (machine.bootedBefore) await datacenter.options.hardware.destroy(hardwareId(id));
		freeDrives(datacenter, node, id);
		datacenter.machines.delete(id);
		datacenter.save();
	});
}

export function checkLock(machine: VirtualMachine): void {
	if (machine.config.lock !== undefined) throw new PveFailure(`VM is locked (${machine.config.lock})`);
}

export function digest(config: Configuration): string {
	const lines = Object.keys(config)
		.sort()
		.map((name) => `${name}: ${config[name]}\n`);
	return createHash("sha1").update(lines.join("")).digest("hex");
}

// add_random_macs: PVE's own prefix BC:24:11 (PVE/Tools.pm).
function withMacs(options: Configuration): Configuration {
	const result = { ...options };
	for (const [name, value] of Object.entries(options)) {
		if (!isNetwork(name)) continue;
		const network = parseProperties(networkFormat, value);
		const { model, macaddr, ...rest } = network;
		const octet = () => randomInt(256).toString(16).toUpperCase().padStart(2, "0");
		const mac = macaddr ?? `BC:24:11:${octet()}:${octet()}:${octet()}`;
		result[name] = [`${model}=${mac}`, printProperties({ keys: {} }, rest)].filter((part) => part !== "").join(",");
	}
	return result;
}

function defaultBootOrder(options: Configuration): string {
	const disk = Object.keys(options)
		.filter((name) => isDrive(name) && !/efidisk|tpmstate|^ide2$/.test(name))
		.sort()[0];
	const devices = [
		disk,
		options.ide2 === undefined ? undefined : "ide2",
		options.net0 === undefined ? undefined : "net0",
	];
	return `order=${devices.filter((name) => name !== undefined).join(";")}`;
}

// A removed disk stays as `unusedN`; a removed cloud-init drive is freed.
function detach(datacenter: Datacenter, machine: VirtualMachine, config: Configuration, text: string): void {
	const file = parseDrive(text).file ?? "";
	if (!datacenter.volume(machine.node, file)) return;
	if (text.includes("media=cdrom")) {
		datacenter.removeVolume(machine.node, file);
		return;
	}
	let index = 0;
	while (config[`unused${index}`] !== undefined) index++;
	config[`unused${index}`] = file;
}

function afterHotplug(running: Configuration, configured: Configuration): Configuration {
	const live = Object.entries(configured).filter(([name]) => immediate.test(name) || isDrive(name));
	const kept = Object.entries(running).filter(([name]) => !immediate.test(name) && !isDrive(name));
	return Object.fromEntries([...kept, ...live]);
}

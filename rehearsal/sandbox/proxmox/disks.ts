import type { Access } from "./access";
import type { Configuration, Datacenter, Volume } from "./datacenter";
import { PveFailure, parameterFailure } from "./failure";
import { parseProperties, printProperties } from "./property-string";
import { formatSize, parseSize } from "./sizes";
import { checkVolumeAccess } from "./storage";
import { driveFormat, isDrive } from "./vm-options";

const newDisk = /^(?:([^/:\s]+):)?(\d+(?:\.\d+)?)$/;

/** A drive's text in a configuration, parsed. */
export const parseDrive = (text: string) => parseProperties(driveFormat, text);

/**
 * What a drive needs before it is made: space on its storage, an import source that exists and may be read
 * ($check_storage_access of PVE/API2/Qemu.pm, proxmox/qemu-server).
 */
export function checkDrives(
	datacenter: Datacenter,
	access: Access,
	node: string,
	machine: number,
	options: Configuration,
): void {
	for (const [name, text] of Object.entries(options)) {
		if (!isDrive(name)) continue;
		const drive = parseDrive(text);
		const file = drive.file ?? "";
		if (file === "none" || file.endsWith(":cloudinit")) {
			if (file !== "none") datacenter.storage(file.split(":")[0] ?? "");
			continue;
		}
		const fresh = newDisk.exec(file);
		if (file === "cdrom") {
			access.check("/", "Sys.Console");
		} else if (fresh) {
			const storage = datacenter.storage(fresh[1] ?? missingStorage());
			access.check(`/storage/${storage.id}`, "Datastore.AllocateSpace");
			if (!storage.content.includes("images"))
				throw parameterFailure({ storage: `storage '${storage.id}' does not support vm images` });
		} else {
			checkVolumeAccess(access, existing(datacenter, node, file), machine);
		}
		const source = drive["import-from"];
		if (source !== undefined) {
			const storage = datacenter.storage(source.split(":")[0] ?? "");
			const type = /^[^:]+:(import|iso|vztmpl|backup)\//.exec(source)?.[1] ?? "images";
			if (type !== "images" && type !== "import")
				throw parameterFailure({
					[name]: `${source} has wrong type '${type}' - needs to be 'images' or 'import'`,
				});
			datacenter.storage(storage.id);
			checkVolumeAccess(access, existing(datacenter, node, source), machine);
		}
	}
}

/**
 * Makes the volumes that a configuration asks for, and returns the options with the volumes' names and sizes in
 * place of the requests (create_disks of PVE/API2/Qemu.pm).
 */
export function allocateDrives(
	datacenter: Datacenter,
	node: string,
	machine: number,
	options: Configuration,
	log: (line: string) => void,
): Configuration {
	const result = { ...options };
	for (const [name, text] of Object.entries(options)) {
		if (!isDrive(name)) continue;
		const { "import-from": source, format, size: _size, ...drive } = parseDrive(text);
		const file = drive.file ?? "";
		const fresh = newDisk.exec(file);
		if (file.endsWith(":cloudinit")) {
			const volume = allocate(datacenter, node, machine, file.split(":")[0] ?? "", 4 * 2 ** 20, { name: "cloudinit" });
			result[name] = printProperties(driveFormat, { ...drive, file: volume.id, media: "cdrom", size: "4M" });
		} else if (fresh) {
			const origin = source === undefined ? undefined : existing(datacenter, node, source);
			const bytes = /^(efidisk0|tpmstate0)$/.test(name)
				? 4 * 2 ** 20
				: (origin?.virtualBytes ?? parseSize(`${fresh[2]}G`) ?? 0);
			const volume = allocate(datacenter, node, machine, fresh[1] ?? missingStorage(), bytes, {
				format,
				url: origin?.url,
			});
			log(
				origin
					? `${name}: successfully imported disk '${volume.id}'`
					: `${name}: successfully created disk '${volume.id},size=${formatSize(bytes)}'`,
			);
			result[name] = printProperties(driveFormat, { ...drive, file: volume.id, size: formatSize(bytes) });
		} else {
			const volume = datacenter.volume(node, file);
			result[name] = printProperties(driveFormat, {
				...drive,
				...(volume ? { size: formatSize(volume.virtualBytes) } : {}),
			});
		}
	}
	return result;
}

/** Grows a volume; PVE never shrinks one (resize_vm of PVE/API2/Qemu.pm). */
export function resizedDrive(datacenter: Datacenter, node: string, text: string, size: string): string {
	const drive = parseDrive(text);
	if (drive.media === "cdrom") throw new PveFailure("you can't resize a cdrom");
	const volume = existing(datacenter, node, drive.file ?? "");
	const asked = parseSize(size.replace(/^\+/, ""));
	if (asked === undefined) throw new PveFailure("internal error");
	const bytes = size.startsWith("+") ? volume.virtualBytes + asked : asked;
	if (bytes < volume.virtualBytes) throw new PveFailure("shrinking disks is not supported");
	datacenter.addVolume({ ...volume, bytes, virtualBytes: bytes });
	return printProperties(driveFormat, { ...drive, size: formatSize(bytes) });
}

/** Frees all volumes of a machine, on its node. */
export function freeDrives(datacenter: Datacenter, node: string, machine: number): void {
	for (const volume of [...datacenter.volumes.values()]) {
		if (volume.node === node && volume.machine === machine) datacenter.removeVolume(node, volume.id);
	}
}

function allocate(
	datacenter: Datacenter,
	node: string,
	machine: number,
	storageId: string,
	bytes: number,
	how: { readonly name?: string; readonly format?: string | undefined; readonly url?: string | undefined },
): Volume {
	const storage = datacenter.storage(storageId);
	const format = storage.type === "lvmthin" ? "raw" : (how.format ?? "raw");
	if (storage.type === "lvmthin" && how.format !== undefined && how.format !== "raw")
		throw new PveFailure(`unsupported format '${how.format}'`);
	const idOf = (name: string) =>
		storage.type === "lvmthin" ? `${storage.id}:${name}` : `${storage.id}:${machine}/${name}.${format}`;
	let id = idOf(`vm-${machine}-${how.name ?? "disk-0"}`);
	for (let index = 1; datacenter.volume(node, id); index++) id = idOf(`vm-${machine}-disk-${index}`);
	const volume: Volume = {
		id,
		node,
		content: "images",
		format,
		bytes,
		virtualBytes: bytes,
		created: datacenter.now(),
		machine,
		...(how.url === undefined ? {} : { url: how.url }),
	};
	datacenter.addVolume(volume);
	return volume;
}

function existing(datacenter: Datacenter, node: string, id: string): Volume {
	const volume = datacenter.volume(node, id);
	if (!volume) throw new PveFailure(`volume '${id}' does not exist`);
	return volume;
}

function missingStorage(): never {
	throw new PveFailure("no storage ID specified (and no default storage)");
}

import { createHash } from "node:crypto";
import type { Access } from "./access";
import type { Datacenter, StorageSpec, Volume } from "./datacenter";
import { PveFailure, parameterFailure } from "./failure";

const importName = /^[a-zA-Z0-9\-.+=_]+\.(ova|qcow2|raw|vmdk)$/;
const isoName = /^[^/]+\.(iso|img)$/i;
const templateName = /^[^/]+\.(tar|tar\.(gz|xz|zst|bz2))$/i;

export interface Download {
	readonly node: string;
	readonly storage: string;
	readonly content: string;
	readonly filename: string;
	readonly url: string;
	readonly compression?: string | undefined;
	readonly checksum?: string | undefined;
	readonly algorithm?: string | undefined;
}

/**
 * `query-url-metadata`: PVE asks the URL with HEAD (PVE/API2/Nodes.pm, proxmox/pve-manager).
 */
export async function urlMetadata(datacenter: Datacenter, url: string): Promise<Record<string, string | number>> {
	const image = await datacenter.options.fetchImage(url);
	if (!image) throw new PveFailure("invalid server response: '404 Not Found'");
	const filename = /^[^?]+\/([^?/]*)(?:\?.*)?$/.exec(url)?.[1];
	return {
		...(filename ? { filename } : {}),
		size: image.content.length,
		mimetype: image.mimeType ?? "application/octet-stream",
	};
}

/**
 * `download-url` (PVE/API2/Storage/Status.pm, proxmox/pve-storage; download_file_from_url of PVE/Tools.pm,
 * proxmox/pve-common): a file of the same content is not downloaded again, another one is not overwritten, and a
 * wrong checksum fails the task.
 */
export function download(datacenter: Datacenter, access: Access, request: Download): string {
	const storage = datacenter.storage(request.storage);
	if (storage.type !== "dir")
		throw new PveFailure(`can't upload to storage type '${storage.type}', not a file based storage!`);
	if (!storage.content.includes(request.content))
		throw new PveFailure(`storage '${storage.id}' is not configured for content-type '${request.content}'`);
	const filename = request.filename.replaceAll(/[^-a-zA-Z0-9_.]/g, "_");
	if (request.content === "import" && !importName.test(filename))
		throw parameterFailure({ filename: "invalid filename or wrong extension" });
	if (request.content === "iso" && !isoName.test(filename))
		throw parameterFailure({ filename: "wrong file extension" });
	if (request.content === "vztmpl" && !templateName.test(filename))
		throw parameterFailure({ filename: "wrong file extension" });
	return datacenter.tasks.start(request.node, "download", filename, access.user, async (log) => {
		await fetchInto(datacenter, request, filename, log);
	});
}

async function fetchInto(
	datacenter: Datacenter,
	request: Download,
	filename: string,
	log: (line: string) => void,
): Promise<void> {
	const id = `${request.storage}:${request.content}/${filename}`;
	const path = `/var/lib/vz/${request.content}/${filename}`;
	if (request.compression !== undefined && request.content !== "iso")
		throw new PveFailure(`decompression not supported for ${request.content}`);
	log(`downloading ${request.url} to ${path}`);
	const image = await datacenter.options.fetchImage(request.url);
	const existing = datacenter.volume(request.node, id);
	const expected = request.checksum?.toLowerCase();
	const hash = (content: Uint8Array) =>
		createHash(request.algorithm ?? "sha256")
			.update(content)
			.digest("hex");
	if (existing) {
		if (expected === undefined) throw new PveFailure(`refusing to override existing file '${path}'`);
		const got = image && existing.url === request.url ? hash(image.content) : (existing.sha256 ?? "");
		log("calculating checksum of existing file...");
		if (got !== expected) throw new PveFailure(`checksum mismatch: got '${got}' != expect '${expected}', aborting`);
		log("OK, got correct file already, no need to download");
		return;
	}
	if (!image) throw new PveFailure("download failed: exit code 8");
	if (expected !== undefined) {
		log("calculating checksum...");
		const got = hash(image.content);
		if (got !== expected) throw new PveFailure(`checksum mismatch: got '${got}' != expect '${expected}'`);
		log("OK, checksum verified");
	}
	datacenter.addVolume({
		id,
		node: request.node,
		content: request.content,
		format: filename.split(".").at(-1) ?? "raw",
		bytes: image.content.length,
		virtualBytes: image.virtualSizeBytes ?? image.content.length,
		created: datacenter.now(),
		url: request.url,
		sha256: createHash("sha256").update(image.content).digest("hex"),
	});
	log(`download of '${request.url}' to '${path}' finished`);
}

/** The rows of `content`, of those volumes that the asker may see (PVE/API2/Storage/Content.pm). */
export function contentOf(datacenter: Datacenter, node: string, storage: StorageSpec, content?: string) {
	return [...datacenter.volumes.values()]
		.filter((volume) => volume.node === node && volume.id.startsWith(`${storage.id}:`))
		.filter((volume) => content === undefined || volume.content === content)
		.map((volume) => ({
			volid: volume.id,
			content: volume.content,
			format: volume.format,
			size: volume.content === "images" ? volume.virtualBytes : volume.bytes,
			ctime: volume.created,
			...(volume.machine === undefined ? {} : { vmid: volume.machine }),
		}));
}

/** A volume by `<storage>:<name>` or, as a path parameter may also be, by the name alone. */
export function volumeOf(datacenter: Datacenter, node: string, storage: string, name: string): Volume {
	const id = name.includes(":") ? name : `${storage}:${name}`;
	const [mentioned] = id.split(":");
	if (mentioned !== storage) throw new PveFailure(`storage ID mismatch (${mentioned} != ${storage})`);
	const volume = datacenter.volume(node, id);
	if (!volume) throw new PveFailure(`volume '${id}' does not exist`);
	return volume;
}

/** Whether the asker may read a volume (check_volume_access of PVE/Storage.pm). */
export function checkVolumeAccess(access: Access, volume: Volume, machine: number): void {
	const [storage] = volume.id.split(":");
	const path = `/storage/${storage}`;
	if (access.has(path, "Datastore.Allocate")) return;
	if (volume.machine !== undefined) {
		if (volume.machine === machine) return;
		access.check(path, "Datastore.Audit");
		access.check(`/vms/${volume.machine}`, "VM.Config.Disk");
	} else {
		access.checkAny(path, "Datastore.AllocateSpace", "Datastore.Audit");
	}
}

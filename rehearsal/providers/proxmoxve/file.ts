/**
 * `proxmoxve:download/file:File`: an image that Proxmox downloads by itself
 * (fwprovider/nodes/resource_download_file.go of bpg/terraform-provider-proxmox v0.111).
 */
import { type CheckResult, type ResourceHandler, resource } from "../framework/provider";
import type { Properties } from "../framework/value";
import { ApiError, during } from "./api-error";
import { type Client, record } from "./client";

interface FileInputs {
	contentType: string;
	datastoreId: string;
	nodeName: string;
	url: string;
	fileName?: string;
	checksum?: string;
	checksumAlgorithm?: string;
	decompressionAlgorithm?: string;
	overwrite: boolean;
	overwriteUnmanaged: boolean;
	uploadTimeout: number;
	verify: boolean;
}

const defaults = { overwrite: true, overwriteUnmanaged: false, uploadTimeout: 600, verify: true };
const choices: Readonly<Record<string, readonly string[]>> = {
	contentType: ["iso", "vztmpl", "import"],
	checksumAlgorithm: ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"],
	decompressionAlgorithm: ["gz", "lzo", "zst", "bz2"],
};

function check(inputs: Properties): CheckResult {
	const failures: CheckResult["failures"] = [];
	for (const [name, values] of Object.entries(choices)) {
		const value = inputs[name];
		if (typeof value === "string" && !values.includes(value))
			failures.push({
				reason: `Attribute ${snake(name)} value must be one of: [${values.map((each) => `"${each}"`).join(" ")}], got: "${value}"`,
			});
	}
	if (typeof inputs.url === "string" && !/https?:\/\/.*/.test(inputs.url))
		failures.push({ reason: `Attribute url must match HTTP URL regex \`https?://.*\`, got: ${inputs.url}` });
	for (const [one, other] of [
		["checksum", "checksumAlgorithm"],
		["checksumAlgorithm", "checksum"],
	] as const) {
		if (inputs[one] !== undefined && inputs[other] === undefined)
			failures.push({ reason: `Attribute "${snake(other)}" must be specified when "${snake(one)}" is specified` });
	}
	return { inputs: { ...defaults, ...inputs }, failures };
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

async function create(
	client: Client,
	inputs: FileInputs,
	signal: AbortSignal,
): Promise<{ id: string; outputs: Properties }> {
	const limit = AbortSignal.any([signal, AbortSignal.timeout(inputs.uploadTimeout * 1000)]);
	const verify = inputs.verify ? "1" : "0";
	const metadata = await client
		.call(
			"GET",
			`nodes/${inputs.nodeName}/query-url-metadata`,
			{ url: inputs.url, "verify-certificates": verify },
			limit,
		)
		.catch((error) => {
			throw during(
				"Error initiating file download: Could not get file metadata, unexpected error: error fetching metadata from download url, unexpected error in GetQueryURLMetadata",
				error,
			);
		});
	const fileName = inputs.fileName ?? String(record(metadata).filename);
	const storage = `nodes/${inputs.nodeName}/storage/${inputs.datastoreId}`;
	const form = {
		content: inputs.contentType,
		filename: fileName,
		url: inputs.url,
		"verify-certificates": verify,
		...(inputs.checksum === undefined ? {} : { checksum: inputs.checksum }),
		...(inputs.checksumAlgorithm === undefined ? {} : { "checksum-algorithm": inputs.checksumAlgorithm }),
		...(inputs.decompressionAlgorithm === undefined ? {} : { compression: inputs.decompressionAlgorithm }),
	};
	const download = async () => client.wait(await client.call("POST", `${storage}/download-url`, form, limit), limit);
	const id = `${inputs.datastoreId}:${inputs.contentType}/${fileName}`;
	try {
		await download().catch(async (error) => {
			if (!alreadyThere(error) || !inputs.overwriteUnmanaged) throw error;
			await remove(client, inputs.nodeName, inputs.datastoreId, `${inputs.contentType}/${fileName}`);
			await download();
		});
	} catch (error) {
		if (alreadyThere(error))
			throw during(
				`File already exists in the datastore, it was created outside of Terraform or is managed by another resource.: File already exists in the datastore: '${fileName}', error`,
				error,
			);
		throw during(
			`Error downloading file from url: Could not download file '${fileName}', unexpected error: error download file by URL`,
			error,
		);
	}
	const size = await sizeOf(client, inputs.nodeName, id);
	if (size === undefined) throw new Error("Error when reading file from datastore: file does not exists in datastore");
	return { id, outputs: { ...inputs, fileName, size } };
}

const alreadyThere = (error: unknown): boolean =>
	error instanceof Error && error.message.includes("refusing to override existing file");

/** The size of a file that the datastore lists. */
async function sizeOf(client: Client, node: string, id: string): Promise<number | undefined> {
	const [storage = "", rest = ""] = id.split(":");
	const content = rest.split("/")[0] ?? "";
	const rows = await client.call("GET", `nodes/${node}/storage/${storage}/content`, { content });
	const row = (Array.isArray(rows) ? rows : []).map(record).find(({ volid }) => volid === id);
	return row === undefined ? undefined : Number(row.size);
}

async function remove(client: Client, node: string, storage: string, volume: string): Promise<void> {
	const path = `nodes/${node}/storage/${storage}/content/${encodeURIComponent(volume)}`;
	try {
		const task = await client.call("DELETE", path);
		// The official provider does not wait; a file that is read right after would still be listed.
		if (task !== null) await client.wait(task);
	} catch (error) {
		if (error instanceof ApiError && error.notFound) return;
		throw error;
	}
}

export function file(client: () => Client) {
	const handler: ResourceHandler<FileInputs> = {
		check: ({ inputs }) => check(inputs),
		replaceOn: [
			"contentType",
			"datastoreId",
			"nodeName",
			"url",
			"fileName",
			"checksum",
			"checksumAlgorithm",
			"decompressionAlgorithm",
		],
		create: ({ inputs, signal }) => create(client(), inputs, signal),
		// An import's id names the node: `<node>/<datastore>:<type>/<file>` (ImportState).
		read: async ({ id: given, state, inputs }) => {
			const imported = state.nodeName === undefined;
			const slash = given.indexOf("/");
			const node = imported ? given.slice(0, slash) : String(state.nodeName);
			const id = imported ? given.slice(slash + 1) : given;
			const [, datastoreId, contentType, fileName] = /^([^:]+):([^/]+)\/(.+)$/.exec(id) ?? [];
			if (node === "" || datastoreId === undefined || contentType === undefined || fileName === undefined)
				throw new Error(
					`Unexpected Import Identifier: Expected import identifier with format: node_name/datastore_id:content_type/file_name. Got: "${given}"`,
				);
			const size = await sizeOf(client(), node, id);
			if (size === undefined) return undefined;
			const known = { nodeName: node, datastoreId, contentType, fileName };
			return imported
				? { id, outputs: { ...defaults, ...known, size }, inputs: { ...defaults, ...known } }
				: { id, outputs: { ...state, size }, inputs };
		},
		update: async ({ id, inputs, olds }) => {
			const size = await sizeOf(client(), inputs.nodeName, id);
			if (size === undefined)
				throw new Error("Error when reading file from datastore: file does not exists in datastore");
			return { ...inputs, fileName: inputs.fileName ?? String(olds.fileName), size };
		},
		delete: async ({ id, state }) => {
			await remove(client(), String(state.nodeName), String(state.datastoreId), id).catch((error) => {
				throw during(`Error deleting datastore file: Could not delete datastore file '${id}', unexpected error`, error);
			});
		},
	};
	return resource<FileInputs>(handler);
}

import { parameterFailure, permissionFailure } from "./failure";
import type { Call, Route } from "./route";
import { contentOf, download, urlMetadata, volumeOf } from "./storage";

const mayReachNetwork = (call: Call): boolean =>
	call.access.has("/", "Sys.Audit", "Sys.Modify") || call.access.has(`/nodes/${call.node}`, "Sys.AccessNetwork");

const mayRead = (call: Call) =>
	call.access.checkAny(`/storage/${call.params.storage}`, "Datastore.Audit", "Datastore.AllocateSpace");

const algorithms = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];

/** PVE/API2/Storage/{Config,Status,Content}.pm of proxmox/pve-storage, query_url_metadata of proxmox/pve-manager. */
export const storageRoutes: readonly Route[] = [
	{
		method: "GET",
		path: "/storage",
		takes: { type: { type: "string" } },
		does: ({ datacenter, access }) =>
			datacenter.options.storages
				.filter(
					({ id }) =>
						access.has(`/storage/${id}`, "Datastore.Audit") || access.has(`/storage/${id}`, "Datastore.AllocateSpace"),
				)
				.map(({ id, type, content }) => ({ storage: id, type, content: content.join(","), shared: 0 })),
	},
	{
		method: "GET",
		path: "/nodes/{node}/storage",
		takes: {
			content: { type: "string" },
			storage: { type: "string" },
			target: { type: "string" },
			enabled: { type: "boolean" },
			format: { type: "boolean" },
		},
		does: ({ datacenter, access, params }) =>
			datacenter.options.storages
				.filter(({ id }) => params.storage === undefined || params.storage === id)
				.filter(
					({ content }) =>
						params.content === undefined || params.content.split(",").every((wanted) => content.includes(wanted)),
				)
				.filter(
					({ id }) =>
						access.has(`/storage/${id}`, "Datastore.Audit") || access.has(`/storage/${id}`, "Datastore.AllocateSpace"),
				)
				.map(({ id, type, content }) => ({
					storage: id,
					type,
					content: content.join(","),
					active: 1,
					enabled: 1,
					shared: 0,
				})),
	},
	{
		method: "GET",
		path: "/nodes/{node}/storage/{storage}/status",
		allowed: mayRead,
		does: ({ datacenter, params }) => {
			const { type, content } = datacenter.storage(params.storage ?? "");
			return {
				type,
				content: content.join(","),
				active: 1,
				enabled: 1,
				shared: 0,
				total: 2 ** 42,
				used: 0,
				avail: 2 ** 42,
			};
		},
	},
	{
		method: "GET",
		path: "/nodes/{node}/storage/{storage}/content",
		takes: { content: { type: "string" }, vmid: { type: "integer", minimum: 100 } },
		allowed: mayRead,
		does: ({ datacenter, node, params }) =>
			contentOf(datacenter, node, datacenter.storage(params.storage ?? ""), params.content).filter(
				(row) => params.vmid === undefined || row.vmid === Number(params.vmid),
			),
	},
	{
		method: "GET",
		path: "/nodes/{node}/storage/{storage}/content/{volume}",
		allowed: mayRead,
		does: ({ datacenter, node, params }) => {
			const volume = volumeOf(datacenter, node, params.storage ?? "", params.volume ?? "");
			return {
				path: `/${volume.id.replace(":", "/")}`,
				format: volume.format,
				size: volume.virtualBytes,
				used: volume.bytes,
			};
		},
	},
	{
		method: "DELETE",
		path: "/nodes/{node}/storage/{storage}/content/{volume}",
		takes: { delay: { type: "integer", minimum: 1, maximum: 30 } },
		does: ({ datacenter, access, node, params }) => {
			const storage = params.storage ?? "";
			const name = params.volume ?? "";
			if (!/^[^:]+:/.test(name) && !/^(import|iso|vztmpl|images|snippets|backup)\//.test(name))
				throw parameterFailure({ volume: `unable to parse volume name '${name}'` });
			const volume = volumeOf(datacenter, node, storage, name);
			access.check(`/storage/${storage}`, "Datastore.Allocate");
			return datacenter.tasks.start(node, "imgdel", storage, access.user, (log) => {
				datacenter.removeVolume(node, volume.id);
				log(`Removed volume '${volume.id}'`);
				datacenter.save();
			});
		},
	},
	{
		method: "GET",
		path: "/nodes/{node}/query-url-metadata",
		takes: {
			url: { type: "string", pattern: /^https?:\/\/.*/, required: true },
			"verify-certificates": { type: "boolean" },
		},
		allowed: (call) => {
			if (!mayReachNetwork(call)) throw permissionFailure();
		},
		does: ({ datacenter, params }) => urlMetadata(datacenter, params.url ?? ""),
	},
	{
		method: "POST",
		path: "/nodes/{node}/storage/{storage}/download-url",
		takes: {
			url: { type: "string", pattern: /^https?:\/\/.*/, required: true },
			content: { type: "string", values: ["iso", "vztmpl", "import"], required: true },
			filename: { type: "string", maxLength: 255, required: true },
			checksum: { type: "string", requires: "checksum-algorithm" },
			"checksum-algorithm": { type: "string", values: algorithms, requires: "checksum" },
			compression: { type: "string", values: ["gz", "lzo", "zst", "bz2"] },
			"verify-certificates": { type: "boolean" },
		},
		allowed: (call) => {
			call.access.check(`/storage/${call.params.storage}`, "Datastore.AllocateTemplate");
			if (!mayReachNetwork(call)) throw permissionFailure();
		},
		does: ({ datacenter, access, node, params }) =>
			download(datacenter, access, {
				node,
				storage: params.storage ?? "",
				content: params.content ?? "",
				filename: params.filename ?? "",
				url: params.url ?? "",
				compression: params.compression,
				checksum: params.checksum,
				algorithm: params["checksum-algorithm"],
			}),
	},
];

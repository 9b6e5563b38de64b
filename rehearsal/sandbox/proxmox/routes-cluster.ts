import { PveFailure, parameterFailure, permissionFailure } from "./failure";
import { currentStatus } from "./power";
import type { Call, Route } from "./route";
import { type Task, taskStatus } from "./tasks";

/** A release of the qemu-server 9.2 whose source the simulator was written from. */
const version = { version: "9.2.18", release: "9.2", repoid: "614bede5d65599c6" };

const ownTask = (call: Call): Task => {
	const task = call.datacenter.tasks.get(call.node, call.params.upid ?? "");
	if (task.user !== call.access.user && !call.access.has(`/nodes/${call.node}`, "Sys.Audit")) throw permissionFailure();
	return task;
};

function resources(call: Call): Array<Record<string, string | number>> {
	const { datacenter, access } = call;
	const machines = [...datacenter.machines.values()]
		.filter((machine) => access.has(`/vms/${machine.id}`, "VM.Audit"))
		.map((machine) => {
			const { status, cpus, maxmem, uptime, name } = currentStatus(datacenter, machine.node, machine.id);
			const { tags, template } = machine.config;
			return {
				id: `qemu/${machine.id}`,
				type: "qemu",
				vmid: machine.id,
				node: machine.node,
				name: name ?? `VM ${machine.id}`,
				status,
				maxcpu: cpus,
				maxmem,
				uptime,
				template: Number(template ?? "0"),
				...(tags === undefined ? {} : { tags }),
			};
		});
	const nodes = datacenter.options.hosts.map(({ name }) => ({
		id: `node/${name}`,
		type: "node",
		node: name,
		status: "online",
	}));
	const storages = datacenter.options.hosts.flatMap(({ name }) =>
		datacenter.options.storages
			.filter(({ id }) => access.has(`/storage/${id}`, "Datastore.Audit"))
			.map(({ id, type, content }) => ({
				id: `storage/${name}/${id}`,
				type: "storage",
				node: name,
				storage: id,
				plugintype: type,
				content: content.join(","),
				shared: 0,
				status: "available",
			})),
	);
	const wanted = call.params.type;
	return [
		...(wanted === undefined || wanted === "vm" ? machines : []),
		...(wanted === undefined || wanted === "node" ? nodes : []),
		...(wanted === undefined || wanted === "storage" ? storages : []),
	];
}

/** PVE/API2.pm, PVE/API2/{Cluster,Nodes,Tasks,ClusterConfig,Pool}.pm of proxmox/pve-manager; AccessControl of pve-access-control. */
export const clusterRoutes: readonly Route[] = [
	{ method: "GET", path: "/version", does: () => version },
	{
		method: "GET",
		path: "/access/permissions",
		takes: { path: { type: "string" }, userid: { type: "string" } },
		does: ({ access, params }) => {
			const path = params.path;
			if (path === undefined) return access.permissions();
			return { [path]: Object.fromEntries([...access.privileges(path)].map((privilege) => [privilege, 1])) };
		},
	},
	{
		method: "GET",
		path: "/cluster/resources",
		takes: { type: { type: "string", values: ["vm", "storage", "node", "sdn"] } },
		does: resources,
	},
	{
		method: "GET",
		path: "/cluster/nextid",
		takes: { vmid: { type: "integer", minimum: 100, maximum: 999_999_999 } },
		does: ({ datacenter, params }) => {
			if (params.vmid !== undefined) {
				if (datacenter.machines.has(Number(params.vmid)))
					throw parameterFailure({ vmid: `VM ${params.vmid} already exists` });
				return params.vmid;
			}
			let id = 100;
			while (datacenter.machines.has(id)) id++;
			return String(id);
		},
	},
	{
		method: "GET",
		path: "/cluster/status",
		allowed: (call) => call.access.check("/", "Sys.Audit"),
		does: ({ datacenter }) =>
			datacenter.options.hosts.map(({ name, address }, index) => ({
				id: `node/${name}`,
				type: "node",
				name,
				ip: address,
				nodeid: index + 1,
				online: 1,
			})),
	},
	{
		method: "GET",
		path: "/cluster/ha/resources",
		takes: { type: { type: "string", values: ["ct", "vm"] } },
		does: () => [],
	},
	{
		method: "GET",
		path: "/cluster/ha/resources/{sid}",
		does: ({ params }) => {
			throw new PveFailure(`no such resource '${params.sid}'`);
		},
	},
	{ method: "GET", path: "/pools", takes: { poolid: { type: "string" }, type: { type: "string" } }, does: () => [] },
	{
		method: "GET",
		path: "/nodes",
		does: ({ datacenter }) =>
			datacenter.options.hosts.map(({ name }) => ({ node: name, id: `node/${name}`, type: "node", status: "online" })),
	},
	{
		method: "GET",
		path: "/nodes/{node}/status",
		allowed: (call) => call.access.check(`/nodes/${call.node}`, "Sys.Audit"),
		does: () => ({
			pveversion: `pve-manager/${version.version}/${version.repoid}`,
			cpuinfo: { cpus: 32, cores: 16, sockets: 1, model: "simulated" },
			memory: { total: 2 ** 38, used: 0, free: 2 ** 38 },
			uptime: 1,
		}),
	},
	{
		method: "GET",
		path: "/nodes/{node}/tasks",
		takes: {
			vmid: { type: "integer", minimum: 100 },
			limit: { type: "integer", minimum: 0 },
			start: { type: "integer", minimum: 0 },
		},
		does: (call) =>
			call.datacenter.tasks
				.list(call.node)
				.filter((task) => task.user === call.access.user || call.access.has(`/nodes/${call.node}`, "Sys.Audit"))
				.filter((task) => call.params.vmid === undefined || task.id === call.params.vmid)
				.map((task) => ({ ...taskStatus(task), status: task.exitStatus ?? "RUNNING" })),
	},
	{
		method: "GET",
		path: "/nodes/{node}/tasks/{upid}/status",
		does: (call) => taskStatus(ownTask(call)),
	},
	{
		method: "GET",
		path: "/nodes/{node}/tasks/{upid}/log",
		takes: {
			start: { type: "integer", minimum: 0 },
			limit: { type: "integer", minimum: 0 },
			download: { type: "boolean" },
		},
		does: (call) =>
			ownTask(call)
				.log.map((t, index) => ({ n: index + 1, t }))
				.slice(Number(call.params.start ?? "0"))
				.slice(0, Number(call.params.limit ?? "50")),
	},
	{
		method: "DELETE",
		path: "/nodes/{node}/tasks/{upid}",
		does: (call) => {
			ownTask(call);
			return null;
		},
	},
];

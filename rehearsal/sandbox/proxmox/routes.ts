import { hostName, networkInterfaces, ping } from "./guest-agent";
import { configuration, createMachine, destroyMachine, preparedUpdate, resizeMachine } from "./machines";
import { currentStatus, powerTask } from "./power";
import type { Call, Route } from "./route";
import { clusterRoutes } from "./routes-cluster";
import { storageRoutes } from "./routes-storage";
import type { ParameterTable } from "./schema";
import { isDrive, vmOption } from "./vm-options";

const on =
	(...privileges: string[]) =>
	(call: Call) =>
		call.access.check(`/vms/${call.vmId}`, ...privileges);
const configPrivileges = ["Disk", "CDROM", "CPU", "Memory", "Network", "HWType", "Options", "Cloudinit"].map(
	(name) => `VM.Config.${name}`,
);
const agentAudit = (call: Call) =>
	call.access.checkAny(`/vms/${call.vmId}`, "VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted");

const updates: ParameterTable = {
	skiplock: { type: "boolean" },
	delete: { type: "string" },
	revert: { type: "string" },
	force: { type: "boolean", requires: "delete" },
	digest: { type: "string", maxLength: 40 },
};

const power = (command: "start" | "stop" | "shutdown" | "reboot" | "reset", takes: ParameterTable): Route => ({
	method: "POST",
	path: `/nodes/{node}/qemu/{vmid}/status/${command}`,
	takes,
	allowed: on("VM.PowerMgmt"),
	does: ({ datacenter, access, node, vmId }) => powerTask(datacenter, access, node, vmId, command),
});
const timeout = { timeout: { type: "integer", minimum: 0 } } as const;

/** src/PVE/API2/Qemu.pm and src/PVE/API2/Qemu/Agent.pm of proxmox/qemu-server. */
const machineRoutes: readonly Route[] = [
	{
		method: "GET",
		path: "/nodes/{node}/qemu",
		takes: { full: { type: "boolean" } },
		does: ({ datacenter, access, node }) =>
			[...datacenter.machines.values()]
				.filter((machine) => machine.node === node && access.has(`/vms/${machine.id}`, "VM.Audit"))
				.map((machine) => currentStatus(datacenter, node, machine.id)),
	},
	{
		method: "POST",
		path: "/nodes/{node}/qemu",
		takes: {
			vmid: { type: "integer", minimum: 100, maximum: 999_999_999, required: true },
			archive: { type: "string", maxLength: 255 },
			storage: { type: "string" },
			force: { type: "boolean", requires: "archive" },
			unique: { type: "boolean", requires: "archive" },
			"live-restore": { type: "boolean" },
			pool: { type: "string" },
			bwlimit: { type: "integer", minimum: 0 },
			start: { type: "boolean" },
			"ha-managed": { type: "boolean" },
			"import-working-storage": { type: "string" },
		},
		more: vmOption,
		does: ({ datacenter, access, node, params }) => createMachine(datacenter, access, node, params),
	},
	{
		method: "GET",
		path: "/nodes/{node}/qemu/{vmid}/config",
		takes: { current: { type: "boolean" }, snapshot: { type: "string" } },
		allowed: on("VM.Audit"),
		does: ({ datacenter, node, vmId, params }) => configuration(datacenter, node, vmId, params.current === "1"),
	},
	{
		method: "PUT",
		path: "/nodes/{node}/qemu/{vmid}/config",
		takes: updates,
		more: vmOption,
		allowed: (call) => call.access.checkAny(`/vms/${call.vmId}`, ...configPrivileges),
		does: ({ datacenter, access, node, params }) => {
			preparedUpdate(datacenter, access, node, params)(() => undefined);
			return null;
		},
	},
	{
		method: "POST",
		path: "/nodes/{node}/qemu/{vmid}/config",
		takes: {
			...updates,
			background_delay: { type: "integer", minimum: 1, maximum: 30 },
			"import-working-storage": { type: "string" },
		},
		more: vmOption,
		allowed: (call) => call.access.checkAny(`/vms/${call.vmId}`, ...configPrivileges),
		does: ({ datacenter, access, node, vmId, params }) => {
			const update = preparedUpdate(datacenter, access, node, params);
			return datacenter.tasks.start(node, "qmconfig", String(vmId), access.user, update);
		},
	},
	{
		// Writes the cloud-init drive anew (cloudinit_update); there is nothing on it that the sandbox would read.
		method: "PUT",
		path: "/nodes/{node}/qemu/{vmid}/cloudinit",
		allowed: on("VM.Config.Cloudinit"),
		does: ({ datacenter, node, vmId }) => {
			datacenter.machine(node, vmId);
			return null;
		},
	},
	{
		method: "PUT",
		path: "/nodes/{node}/qemu/{vmid}/resize",
		takes: {
			disk: {
				type: "string",
				required: true,
				format: (value) => (isDrive(value) ? undefined : `value '${value}' does not have a value in the enumeration`),
			},
			size: { type: "string", pattern: /^\+?\d+(\.\d+)?[KMGT]?$/, required: true },
			digest: { type: "string", maxLength: 40 },
			skiplock: { type: "boolean" },
		},
		allowed: on("VM.Config.Disk"),
		does: ({ datacenter, access, node, vmId, params }) =>
			resizeMachine(datacenter, access, node, vmId, params.disk ?? "", params.size ?? ""),
	},
	{
		method: "DELETE",
		path: "/nodes/{node}/qemu/{vmid}",
		takes: {
			purge: { type: "boolean" },
			"destroy-unreferenced-disks": { type: "boolean" },
			skiplock: { type: "boolean" },
		},
		allowed: on("VM.Allocate"),
		does: ({ datacenter, access, node, vmId }) => destroyMachine(datacenter, access, node, vmId),
	},
	{
		method: "GET",
		path: "/nodes/{node}/qemu/{vmid}/status/current",
		allowed: on("VM.Audit"),
		does: ({ datacenter, node, vmId }) => currentStatus(datacenter, node, vmId),
	},
	power("start", { ...timeout, skiplock: { type: "boolean" }, machine: { type: "string" } }),
	power("stop", {
		...timeout,
		skiplock: { type: "boolean" },
		keepActive: { type: "boolean" },
		"overrule-shutdown": { type: "boolean" },
	}),
	power("shutdown", {
		...timeout,
		skiplock: { type: "boolean" },
		keepActive: { type: "boolean" },
		forceStop: { type: "boolean" },
	}),
	power("reboot", timeout),
	power("reset", { skiplock: { type: "boolean" } }),
	{
		method: "POST",
		path: "/nodes/{node}/qemu/{vmid}/agent/ping",
		allowed: agentAudit,
		does: ({ datacenter, node, vmId }) => ping(datacenter, node, vmId),
	},
	{
		method: "GET",
		path: "/nodes/{node}/qemu/{vmid}/agent/network-get-interfaces",
		allowed: agentAudit,
		does: ({ datacenter, node, vmId }) => networkInterfaces(datacenter, node, vmId),
	},
	{
		method: "GET",
		path: "/nodes/{node}/qemu/{vmid}/agent/get-host-name",
		allowed: agentAudit,
		does: ({ datacenter, node, vmId }) => hostName(datacenter, node, vmId),
	},
	{
		method: "GET",
		path: "/nodes/{node}/qemu/{vmid}/firewall/options",
		allowed: on("VM.Audit"),
		does: ({ datacenter, node, vmId }) => datacenter.machine(node, vmId).firewall,
	},
	{
		method: "PUT",
		path: "/nodes/{node}/qemu/{vmid}/firewall/options",
		takes: {
			enable: { type: "boolean" },
			dhcp: { type: "boolean" },
			ipfilter: { type: "boolean" },
			macfilter: { type: "boolean" },
			ndp: { type: "boolean" },
			radv: { type: "boolean" },
			policy_in: { type: "string", values: ["ACCEPT", "REJECT", "DROP"] },
			policy_out: { type: "string", values: ["ACCEPT", "REJECT", "DROP"] },
		},
		allowed: on("VM.Config.Network"),
		does: ({ datacenter, node, vmId, params: { node: _node, vmid: _vmid, ...options } }) => {
			Object.assign(datacenter.machine(node, vmId).firewall, options);
			datacenter.save();
			return null;
		},
	},
];

/** All that the simulator answers. */
export const routes: readonly Route[] = [...clusterRoutes, ...storageRoutes, ...machineRoutes];

import type { Access } from "./access";
import { agentEnabled, hardwareId, machineSpec, memoryMiB } from "./boot";
import type { Datacenter, VirtualMachine } from "./datacenter";
import { messageOf, PveFailure } from "./failure";

/** Whether a machine runs: what the hardware says of one that it knows, for it may have powered itself off. */
export function isRunning(datacenter: Datacenter, machine: VirtualMachine): boolean {
	if (!machine.running) return false;
	if (machine.powered && datacenter.options.hardware.power(hardwareId(machine.id)) === "off") stopped(machine);
	return machine.running !== undefined;
}

export async function start(datacenter: Datacenter, machine: VirtualMachine): Promise<void> {
	if (machine.config.lock !== undefined) throw new PveFailure(`VM is locked (${machine.config.lock})`);
	if (isRunning(datacenter, machine)) throw new PveFailure(`VM ${machine.id} already running`);
	const spec = machineSpec(datacenter, machine);
	if (spec) {
		try {
			await datacenter.options.hardware.powerOn(spec);
		} catch (error) {
			throw new PveFailure(`start failed: ${messageOf(error)}`);
		}
		machine.powered = true;
		machine.bootedBefore = true;
	}
	machine.running = { ...machine.config };
	machine.startedAt = datacenter.now();
	datacenter.save();
}

export async function stop(datacenter: Datacenter, machine: VirtualMachine): Promise<void> {
	if (!isRunning(datacenter, machine)) return;
	if (machine.powered) await datacenter.options.hardware.powerOff(hardwareId(machine.id));
	stopped(machine);
	datacenter.save();
}

function stopped(machine: VirtualMachine): void {
	delete machine.running;
	delete machine.startedAt;
	machine.powered = false;
}

/** The power commands, each a task (vm_start, vm_stop, vm_shutdown, vm_reboot of src/PVE/API2/Qemu.pm). */
export function powerTask(
	datacenter: Datacenter,
	access: Access,
	node: string,
	id: number,
	command: "start" | "stop" | "shutdown" | "reboot" | "reset",
): string {
	const machine = datacenter.machine(node, id);
	if (command === "reboot" && !isRunning(datacenter, machine)) throw new PveFailure(`VM ${id} not running`);
	return datacenter.tasks.start(node, `qm${command}`, String(id), access.user, async () => {
		const current = datacenter.machine(node, id);
		if (command === "start") return start(datacenter, current);
		await stop(datacenter, current);
		if (command === "reboot" || command === "reset") await start(datacenter, current);
	});
}

/** `status/current` (vm_status; the fields that clients read). */
export function currentStatus(datacenter: Datacenter, node: string, id: number) {
	const machine = datacenter.machine(node, id);
	const running = isRunning(datacenter, machine);
	const config = machine.running ?? machine.config;
	const status = running ? "running" : "stopped";
	return {
		vmid: id,
		...(config.name === undefined ? {} : { name: config.name }),
		...(config.tags === undefined ? {} : { tags: config.tags }),
		...(config.lock === undefined ? {} : { lock: config.lock }),
		status,
		qmpstatus: status,
		cpus: Number(config.cores ?? "1") * Number(config.sockets ?? "1"),
		maxmem: memoryMiB(config) * 2 ** 20,
		uptime: running ? datacenter.now() - (machine.startedAt ?? datacenter.now()) : 0,
		...(running ? { pid: 10_000 + id } : {}),
		...(agentEnabled(machine.config) ? { agent: 1 } : {}),
		ha: { managed: 0 },
	};
}

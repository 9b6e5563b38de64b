/** Changing a machine in place (vmUpdate, vmFinalizePowerState of proxmoxtf/resource/vm/vm.go). */
import type { CallContext } from "../framework/provider";
import { equal, type Properties } from "../framework/value";
import { during } from "./api-error";
import { type Client, record } from "./client";
import { existingDisk, type Form, newDisk, optionsForm } from "./vm-form";
import { checkInputs, type VmInputs } from "./vm-inputs";
import { ensureStopped, start } from "./vm-power";
import { gibibytes, parts } from "./vm-state";

/** What takes effect while the machine runs, with Proxmox' default of `hotplug`; anything else waits for a restart. */
const live = /^(name|description|tags|onboot|startup|protection|hotplug|net\d+)$/;

interface Before {
	readonly inputs: Properties;
	readonly outputs: Properties;
}

export async function updateMachine(
	client: Client,
	id: string,
	inputs: VmInputs,
	before: Before,
	context: CallContext,
): Promise<void> {
	const { signal } = context;
	const machine = `nodes/${inputs.nodeName}/qemu/${id}`;
	if (before.outputs.nodeName !== undefined && before.outputs.nodeName !== inputs.nodeName)
		throw new Error(
			`nodeName: the stand-in for proxmoxve does not migrate; set migrate to false, which makes the machine anew`,
		);
	const config = record(await client.call("GET", `${machine}/config`, {}, signal));
	const olds = checkInputs(before.inputs).inputs as unknown as VmInputs;
	const { form, removed } = changes(optionsForm(olds), optionsForm(inputs));
	const disks = diskChanges(inputs, olds, config);
	const initializationChanged = !equal(before.inputs.initialization, properties(inputs).initialization);
	const body: Form = {
		...form,
		...disks.form,
		...(inputs.name ? { name: inputs.name } : {}),
		...([...removed, ...disks.removed].length > 0 ? { delete: [...removed, ...disks.removed].join(",") } : {}),
	};
	if (Object.keys(body).length > 0) await put(client, machine, body, signal);
	if (initializationChanged) await client.call("PUT", `${machine}/cloudinit`, {}, signal);
	const needsRestart =
		initializationChanged || [...Object.keys(form), ...removed].some((name) => !live.test(name)) || disks.restart;
	const power = { stopped: false };
	if (needsRestart && (await isRunning(client, machine, signal))) {
		if (inputs.rebootAfterUpdate)
			power.stopped = await ensureStopped(client, machine, inputs.timeoutShutdownVm, signal);
		else
			context.log(
				"warning",
				"a reboot is required to apply configuration changes, but automatic reboots are disabled by 'reboot_after_update = false'. Please reboot the VM manually.",
			);
	}
	for (const [disk, size] of disks.grown) {
		const task = await client.call("PUT", `${machine}/resize`, { disk, size: `${size}G` }, signal);
		await client.wait(task, signal);
	}
	if (inputs.started) await start(client, machine, inputs.timeoutStartVm, signal);
	else if (before.inputs.started !== false) await ensureStopped(client, machine, inputs.timeoutShutdownVm, signal);
}

const properties = (inputs: VmInputs): Properties => inputs as unknown as Properties;

async function isRunning(client: Client, machine: string, signal: AbortSignal): Promise<boolean> {
	return record(await client.call("GET", `${machine}/status/current`, {}, signal)).status === "running";
}

/** A lock that another task holds is waited for: three attempts (UpdateVM of proxmox/nodes/vms/vms.go). */
async function put(client: Client, machine: string, body: Form, signal: AbortSignal): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		try {
			await client.call("PUT", `${machine}/config`, body, signal);
			return;
		} catch (error) {
			const locked = error instanceof Error && error.message.includes("got timeout");
			if (!locked || attempt === 3) throw during("error updating VM", error);
		}
	}
}

function changes(olds: Form, news: Form): { form: Form; removed: string[] } {
	return {
		form: Object.fromEntries(Object.entries(news).filter(([name, value]) => olds[name] !== value)),
		removed: Object.keys(olds).filter((name) => news[name] === undefined),
	};
}

function diskChanges(inputs: VmInputs, olds: VmInputs, config: Readonly<Record<string, unknown>>) {
	const form: Form = {};
	const grown: Array<[string, number]> = [];
	let restart = false;
	for (const disk of inputs.disks ?? []) {
		const present = config[disk.interface];
		const before = olds.disks?.find((each) => each.interface === disk.interface);
		if (present === undefined) {
			form[disk.interface] = newDisk(disk);
			continue;
		}
		const volume = parts(String(present), "file");
		const options = existingDisk(volume.file ?? "", disk);
		if (before !== undefined && existingDisk(volume.file ?? "", before) !== options) {
			form[disk.interface] = options;
			restart ||= before.aio !== disk.aio || before.queues !== disk.queues;
		}
		const size = gibibytes(volume.size ?? "0");
		if (disk.size < size)
			throw new Error(`disk resize failure: requested size (${disk.size}G) is lower than current size (${size}G)`);
		if (disk.size > size) grown.push([disk.interface, disk.size]);
	}
	const wanted = new Set((inputs.disks ?? []).map((disk) => disk.interface));
	const removed = (olds.disks ?? []).map((disk) => disk.interface).filter((name) => !wanted.has(name));
	for (const name of removed) {
		if (inputs.bootOrders?.includes(name))
			throw new Error(
				`cannot delete boot disk "${name}". Please remove it from boot order first or change boot order before deleting`,
			);
	}
	return { form, removed, grown, restart };
}

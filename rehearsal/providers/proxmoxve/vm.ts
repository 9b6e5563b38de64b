/**
 * `proxmoxve:index/vmLegacy:VmLegacy`, with the calls and the order of calls of the official provider
 * (vmCreateCustom, vmRead, vmUpdate, vmDelete of proxmoxtf/resource/vm/vm.go in bpg/terraform-provider-proxmox v0.111).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { diffInputs } from "../framework/diff";
import {
	type CallContext,
	type DiffRequest,
	type DiffResult,
	InitializationFailed,
	type ResourceHandler,
	resource,
} from "../framework/provider";
import { isObject, type Properties } from "../framework/value";
import { ApiError, during } from "./api-error";
import { type Client, messageOf } from "./client";
import { createForm } from "./vm-form";
import { checkInputs, type VmInputs } from "./vm-inputs";
import { ensureStopped, start, stop } from "./vm-power";
import { readMachine, waitForAgent } from "./vm-read";
import { inputsLike } from "./vm-state";
import { updateMachine } from "./vm-update";

const attempts = 3;
const retryMilliseconds = 250;

/** Makes the machine, and returns whether it was there before. */
async function allocate(client: Client, inputs: VmInputs, vmId: number, signal: AbortSignal): Promise<boolean> {
	const path = `nodes/${inputs.nodeName}/qemu`;
	for (let attempt = 1; ; attempt++) {
		let task: unknown;
		try {
			task = await client.call("POST", path, createForm(inputs, vmId), signal);
		} catch (error) {
			// As the official provider: any 5xx is tried again, and "already exists" on a second attempt counts as done
			// (WithAlreadyDoneCheck of CreateVM in proxmox/nodes/vms/vms.go): it takes over a machine with this id.
			const transient = error instanceof ApiError && error.status >= 500;
			if (attempt > 1 && messageOf(error).includes("already exists")) return true;
			if (!transient || attempt === attempts) throw during("error creating VM", error);
			await sleep(retryMilliseconds, undefined, { signal });
			continue;
		}
		await client.wait(task, signal);
		return false;
	}
}

async function create(
	client: Client,
	inputs: VmInputs,
	context: CallContext,
): Promise<{ id: string; outputs: Properties }> {
	const signal = AbortSignal.any([context.signal, AbortSignal.timeout(inputs.timeoutCreate * 1000)]);
	const vmId = inputs.vmId ?? Number(await client.call("GET", "cluster/nextid", {}, signal));
	const id = String(vmId);
	const machine = `nodes/${inputs.nodeName}/qemu/${id}`;
	if (await allocate(client, inputs, vmId, signal))
		context.log("warning", `VM ${id} was there already; as the official provider does, this one takes it over`);
	try {
		for (const disk of inputs.disks ?? []) {
			if (disk.importFrom === undefined || disk.importFrom === "") continue;
			await client.wait(
				await client.call("PUT", `${machine}/resize`, { disk: disk.interface, size: `${disk.size}G` }, signal),
				signal,
			);
		}
		if (inputs.started) await start(client, machine, inputs.timeoutStartVm, signal);
		await waitForAgent(client, machine, inputs, { ...context, signal });
		const outputs = await readMachine(client, id, asProperties(inputs));
		if (outputs === undefined) throw new Error(`VM ${id} was made and is not there`);
		return { id, outputs };
	} catch (error) {
		// The machine is there: the engine must know it, or the next run makes another.
		throw new InitializationFailed(id, { ...asProperties(inputs), vmId }, [messageOf(error)], asProperties(inputs));
	}
}

/** What makes the machine anew: another id, another node unless it may migrate, another TPM version or EFI type. */
function diff({ oldInputs, news, id }: DiffRequest): DiffResult {
	const replaceOn = [
		...(news.vmId === undefined || String(news.vmId) === id ? [] : ["vmId"]),
		...(news.migrate === true ? [] : ["nodeName"]),
		...(changed(oldInputs, news, "tpmState", "version") ? ["tpmState"] : []),
		...(changed(oldInputs, news, "efiDisk", "type") ? ["efiDisk"] : []),
	];
	const sortedTags = (inputs: Properties): Properties =>
		Array.isArray(inputs.tags) ? { ...inputs, tags: [...inputs.tags].map(String).sort() } : inputs;
	return { changes: diffInputs(sortedTags(oldInputs), sortedTags(news), replaceOn), deleteBeforeReplace: true };
}

function changed(olds: Properties, news: Properties, block: string, key: string): boolean {
	const [before, after] = [olds[block], news[block]];
	return isObject(before) && isObject(after) && before[key] !== after[key];
}

async function remove(client: Client, id: string, inputs: VmInputs, signal: AbortSignal): Promise<void> {
	const limit = AbortSignal.any([
		signal,
		AbortSignal.timeout(Math.max(inputs.timeoutStopVm, inputs.timeoutShutdownVm) * 1000),
	]);
	const machine = `nodes/${inputs.nodeName}/qemu/${id}`;
	try {
		if (inputs.stopOnDestroy) await stop(client, machine, limit);
		else await ensureStopped(client, machine, inputs.timeoutShutdownVm, limit);
		const options = {
			"destroy-unreferenced-disks": inputs.deleteUnreferencedDisksOnDestroy ? "1" : "0",
			purge: inputs.purgeOnDestroy ? "1" : "0",
		};
		await client.wait(await client.call("DELETE", machine, options, limit), limit);
	} catch (error) {
		if (error instanceof ApiError && error.notFound) return;
		throw error instanceof ApiError ? during("error deleting VM", error) : error;
	}
}

/** The validated inputs, as property values again. */
export function asProperties(inputs: VmInputs): Properties {
	return { ...inputs } as unknown as Properties;
}

export function vm(client: () => Client) {
	const handler: ResourceHandler<VmInputs> = {
		check: ({ inputs }) => checkInputs(inputs),
		diff,
		deleteBeforeReplace: true,
		create: ({ inputs, ...context }) => create(client(), inputs, context),
		// An import may name the node, `pve1/131` (parseImportIDWithNodeName); the cluster knows it anyway.
		read: async ({ id: given, state, inputs }) => {
			const id = given.split("/").at(-1) ?? given;
			// A create that was under way when the engine died has inputs and no outputs.
			const outputs = await readMachine(client(), id, Object.keys(state).length > 0 ? state : inputs);
			if (outputs === undefined) return undefined;
			const declared = Object.keys(inputs).length > 0 ? inputs : importedInputs(outputs);
			return { id, outputs, inputs: inputsLike(declared, outputs) };
		},
		update: async ({ id, inputs, oldInputs, olds, ...context }) => {
			await updateMachine(client(), id, inputs, { inputs: oldInputs, outputs: olds }, context);
			const outputs = await readMachine(client(), id, { ...olds, ...asProperties(inputs) });
			if (outputs === undefined) throw new Error(`VM ${id} is gone`);
			return outputs;
		},
		delete: async ({ id, state, signal }) => {
			const { inputs } = checkInputs(state);
			await remove(client(), id, inputs as unknown as VmInputs, signal);
		},
	};
	return resource<VmInputs>(handler);
}

/** What an import takes as inputs: all that was read and that a program could have written. */
function importedInputs(outputs: Properties): Properties {
	const computed = ["ipv4Addresses", "ipv6Addresses", "networkInterfaceNames", "macAddresses"];
	return checkInputs(Object.fromEntries(Object.entries(outputs).filter(([name]) => !computed.includes(name)))).inputs;
}

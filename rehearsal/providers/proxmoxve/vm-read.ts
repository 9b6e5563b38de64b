/** Reading a machine (vmRead of proxmoxtf/resource/vm/vm.go, WaitForNetworkInterfacesFromVMAgent of proxmox/nodes/vms/vms.go). */
import { setTimeout as sleep } from "node:timers/promises";
import type { CallContext } from "../framework/provider";
import { isObject, type Properties } from "../framework/value";
import { ApiError } from "./api-error";
import { type Client, record } from "./client";
import { seconds } from "./duration";
import type { VmInputs } from "./vm-inputs";
import { type Live, outputsOf } from "./vm-state";

const pollMilliseconds = 200;

/** A machine's outputs, wherever in the cluster it is; undefined when it is gone. */
export async function readMachine(client: Client, id: string, prior: Properties): Promise<Properties | undefined> {
	const rows = await client.call("GET", "cluster/resources", { type: "vm" });
	const row = (Array.isArray(rows) ? rows : []).map(record).find(({ vmid }) => String(vmid) === id);
	if (row === undefined) return undefined;
	const nodeName = String(row.node);
	const machine = `nodes/${nodeName}/qemu/${id}`;
	try {
		const config = record(await client.call("GET", `${machine}/config`));
		const status = record(await client.call("GET", `${machine}/status/current`));
		const running = status.status === "running";
		const agent = prior.agent;
		const asked = running && isObject(agent) && agent.enabled === true;
		const interfaces = !asked ? undefined : skipsAddresses(agent) ? [] : await agentInterfaces(client, machine);
		return outputsOf({ nodeName, vmId: Number(id), config, running, interfaces }, prior);
	} catch (error) {
		if (error instanceof ApiError && error.notFound) return undefined;
		throw error;
	}
}

// `waitForIp.disabled`: the official provider then does not ask the agent at all, and shows no addresses.
const skipsAddresses = (agent: Properties): boolean => isObject(agent.waitForIp) && agent.waitForIp.disabled === true;

/**
 * Waits until the guest agent shows an address, for as long as `agent.timeout` says. As with the official provider, an
 * agent that stays silent is a warning and no failure.
 */
export async function waitForAgent(
	client: Client,
	machine: string,
	inputs: VmInputs,
	context: CallContext,
): Promise<void> {
	const { agent } = inputs;
	if (!agent?.enabled || !inputs.started || agent.waitForIp?.disabled) return;
	const deadline = Date.now() + (seconds(agent.timeout) ?? 900) * 1000;
	for (;;) {
		const interfaces = await agentInterfaces(client, machine);
		const all = (interfaces ?? []).filter(({ name }) => name !== "lo").flatMap(({ addresses }) => addresses);
		const four = all.some((address) => !address.includes(":"));
		const six = all.some((address) => address.includes(":") && !address.startsWith("fe80:"));
		const { ipv4 = false, ipv6 = false } = agent.waitForIp ?? {};
		if (ipv4 || ipv6 ? (!ipv4 || four) && (!ipv6 || six) : four || six) return;
		if (Date.now() > deadline) {
			const id = machine.split("/").at(-1);
			const reason = `timeout while waiting for the QEMU agent on VM "${id}" to publish the network interfaces`;
			context.log("warning", `error waiting for network interfaces from QEMU agent: ${reason}`);
			return;
		}
		await sleep(pollMilliseconds, undefined, { signal: context.signal });
	}
}

/** The agent's interfaces, or undefined while it does not answer; a missing privilege is an error. */
async function agentInterfaces(client: Client, machine: string): Promise<Live["interfaces"]> {
	let answer: unknown;
	try {
		answer = await client.call("GET", `${machine}/agent/network-get-interfaces`);
	} catch (error) {
		if (error instanceof ApiError && error.status !== 403) return undefined;
		throw error;
	}
	const { result } = record(answer);
	return (Array.isArray(result) ? result : []).map(record).map((each) => ({
		name: String(each.name),
		mac: String(each["hardware-address"]),
		addresses: (Array.isArray(each["ip-addresses"]) ? each["ip-addresses"] : []).map((address) =>
			String(record(address)["ip-address"]),
		),
	}));
}

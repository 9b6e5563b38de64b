import { agentEnabled, hardwareId, networkOf } from "./boot";
import type { Datacenter, VirtualMachine } from "./datacenter";
import { PveFailure } from "./failure";
import { isRunning } from "./power";

/** The order of the complaints is that of assert_agent_available (src/PVE/QemuServer/Agent.pm, proxmox/qemu-server). */
function answering(datacenter: Datacenter, node: string, id: number) {
	const machine = datacenter.machine(node, id);
	if (machine.config.agent === undefined) throw new PveFailure("No QEMU guest agent configured");
	if (!isRunning(datacenter, machine)) throw new PveFailure(`VM ${id} is not running`);
	const agent =
		machine.powered && agentEnabled(machine.running ?? machine.config)
			? datacenter.options.hardware.guestAgent(hardwareId(id))
			: undefined;
	if (!agent) throw new PveFailure("QEMU guest agent is not running");
	return { machine, agent };
}

/** `agent/ping`: an empty result. */
export function ping(datacenter: Datacenter, node: string, id: number) {
	answering(datacenter, node, id);
	return { result: {} };
}

/** `agent/network-get-interfaces`: the loopback device and the first network device, with Talos' addresses. */
export function networkInterfaces(datacenter: Datacenter, node: string, id: number) {
	const { machine, agent } = answering(datacenter, node, id);
	const address = (text: string) => ({
		"ip-address": text,
		"ip-address-type": text.includes(":") ? "ipv6" : "ipv4",
		prefix: text.includes(":") ? 64 : 24,
	});
	return {
		result: [
			{
				name: "lo",
				"hardware-address": "00:00:00:00:00:00",
				"ip-addresses": [{ "ip-address": "127.0.0.1", "ip-address-type": "ipv4", prefix: 8 }],
			},
			{
				name: interfaceName(machine),
				"hardware-address": (networkOf(machine.running ?? machine.config, 0)?.macaddr ?? "").toLowerCase(),
				"ip-addresses": agent.addresses.map(address),
			},
		],
	};
}

export function hostName(datacenter: Datacenter, node: string, id: number) {
	return { result: { "host-name": answering(datacenter, node, id).agent.hostname } };
}

// QEMU puts net0 into slot 18 of the root bus, with q35 behind the bridge on bus 6.
function interfaceName(machine: VirtualMachine): string {
	return /q35/.test(machine.config.machine ?? "") ? "enp6s18" : "ens18";
}

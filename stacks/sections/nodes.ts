import { z } from "zod";
import { dnsLabel, ipv4, mac } from "../addresses";
import { choice, flag, list, mapping, section, text, wholeNumber } from "../values";
import { labelFault, taintFault } from "./labels";

const disk = () =>
	section({
		serial: z
			.exactOptional(text({ must: "a serial number, in quotes where it has digits only" }))
			.describe("The disk's serial number."),
		byId: z
			.exactOptional(
				text({
					must: "a path such as /dev/disk/by-id/ata-ST2000LM015_ZDZ0AAAA",
					pattern: "^/dev/disk/by-id/[^/]+$",
					fault: (value) =>
						/^\/dev\/disk\/by-id\/[^/]+$/.test(value)
							? undefined
							: `${value} is a name that changes between boots; it must be a path below /dev/disk/by-id/, or give the serial`,
				}),
			)
			.describe("Its stable path below /dev/disk/by-id/."),
	});

const common = {
	name: dnsLabel("a host name such as lab-worker-1").describe("The host name and the Kubernetes node's name."),
	role: choice(["controlPlane", "worker", "storage"]).describe(
		"What it does. A storage node is a worker that holds the lab's volumes.",
	),
	address: ipv4().describe("Its address in nodeCidr, static."),
	mac: mac().describe("The address of its network card: how Talos finds the card, and how bare metal is recognised."),
	labels: mapping("a mapping of labels to text", labelFault).default({}).describe("Labels of the Kubernetes node."),
	taints: mapping("a mapping of taints to <value>:<effect>", taintFault)
		.default({})
		.describe("Taints of the Kubernetes node: key to value:effect, such as dedicated: storage:NoSchedule."),
	zone: z
		.exactOptional(dnsLabel("a zone such as rack-1"))
		.describe("Its failure domain; a VM's is its host's by default."),
	schedulable: z
		.exactOptional(flag())
		.describe("Control planes only: whether other pods may run there too (no taint)."),
};

const virtualMachine = section({
	...common,
	kind: z.literal("vm").describe("A VM on one of the Proxmox hosts."),
	host: dnsLabel("the name of a Proxmox host").describe("The Proxmox host that it is on."),
	vmId: wholeNumber({ from: 100, to: 999_999_999 }).describe("Its VM id, unique in the Proxmox cluster."),
	cores: wholeNumber({ from: 1, to: 512 }).describe("Virtual CPUs."),
	memoryMiB: wholeNumber({ from: 1024, to: 4_194_304, unit: "MiB" }).describe("Memory in MiB."),
	disks: section({
		systemGiB: wholeNumber({ from: 1, to: 65_536, unit: "GiB" }).describe("The size of its disk in GiB."),
	}).describe("Its disks."),
});

const bareMetal = section({
	...common,
	kind: z.literal("bareMetal").describe("A machine that somebody switches on."),
	installDisk: disk().describe("The disk that Talos is installed on: by serial or by byId."),
	dataDisk: z.exactOptional(disk()).describe("The disk of the user volume local-hdd: by serial or by byId."),
});

export const node = z.discriminatedUnion("kind", [virtualMachine, bareMetal], {
	error: (issue) => {
		if (issue.code !== "invalid_union")
			return "is no node; it must be a mapping with name, role, kind, address, mac and more";
		const kind = (issue.input as { kind?: unknown } | undefined)?.kind;
		return kind === undefined
			? "is missing; it must be vm or bareMetal"
			: `is ${String(kind)}; it must be vm or bareMetal`;
	},
});

export const nodes = list(node, "nodes");

export type NodeConfig = z.output<typeof node>;

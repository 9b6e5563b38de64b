import type { LabConfig } from "../../stacks/schema";
import type { Disk, MachineSpec } from "./hardware";

type BareMetal = Extract<LabConfig["nodes"][number], { kind: "bareMetal" }>;

/**
 * The machines that somebody put on a shelf and switched on, booted from the metal image over the network. Their disks
 * are those that the stack file names, and one more that nobody should touch; sizes and processors are a mini PC's.
 */
export function bareMetalMachines(config: LabConfig): MachineSpec[] {
	return config.nodes
		.filter((node): node is BareMetal => node.kind === "bareMetal")
		.map((node) => ({
			id: `metal-${node.mac}`,
			name: node.name,
			mac: node.mac,
			address: node.address,
			cores: 4,
			memoryMiB: 16_384,
			disks: disksOf(node),
			image: { version: config.talos.version, schematic: config.talos.schematics.bareMetal.id, platform: "metal" },
		}));
}

function disksOf(node: BareMetal): Disk[] {
	const named = (selector: { readonly serial?: string | undefined; readonly byId?: string | undefined }) => ({
		...(selector.serial === undefined ? {} : { serial: selector.serial }),
		...(selector.byId === undefined ? {} : { byId: selector.byId }),
	});
	return [
		// First in order: a configuration that takes the first disk, and not the one that was named, is found out.
		{ device: "/dev/sda", sizeGiB: 16, rotational: false, serial: "SOMEBODY-ELSES-STICK" },
		{ device: "/dev/nvme0n1", sizeGiB: 256, rotational: false, ...named(node.installDisk) },
		...(node.dataDisk === undefined
			? []
			: [{ device: "/dev/sdb", sizeGiB: 2000, rotational: true, ...named(node.dataDisk) }]),
	];
}

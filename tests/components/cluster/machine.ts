import type { ConfiguredMachine } from "../../../components/cluster/patches";
import type { LabConfig } from "../../../stacks/schema";

/** One of the configuration's nodes as the machines layer hands it over. */
export function machineOf(config: LabConfig, name: string): ConfiguredMachine {
	const node = config.nodes.find((candidate) => candidate.name === name);
	if (node === undefined) throw new Error(`there is no ${name}`);
	const { role, kind, address, mac, zone } = node;
	const { vm, bareMetal } = config.talos.schematics;
	return { name, role, kind, address, mac, zone, schematic: kind === "vm" ? vm : bareMetal, node };
}

import * as pulumi from "@pulumi/pulumi";
import type { Machine } from "../../stacks/handover";
import type { LabConfig, NodeConfig } from "../../stacks/schema";

export interface BareMetalArgs {
	config: LabConfig;
	node: Extract<NodeConfig, { kind: "bareMetal" }>;
}

/**
 * A machine that somebody switches on with a Talos image of the bare-metal schematic (a USB stick, or PXE), at the
 * address that its configuration says. Nothing is made here: it comes out in the same form as a VM.
 *
 * It is another machine when its network card is another one; that it was wiped by hand, nothing here can notice.
 */
export class BareMetal extends pulumi.ComponentResource {
	readonly machine: Machine;

	constructor(name: string, args: BareMetalArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:machines:BareMetal", name, {}, opts);
		const { config, node } = args;
		this.machine = {
			name: node.name,
			role: node.role,
			kind: node.kind,
			address: node.address,
			mac: node.mac,
			zone: node.zone,
			schematic: config.talos.schematics.bareMetal,
			node,
			incarnation: pulumi.output(node.mac),
			ready: [],
		};
		this.registerOutputs({ address: node.address, incarnation: this.machine.incarnation });
	}
}

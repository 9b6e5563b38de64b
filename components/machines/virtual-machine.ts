import * as proxmox from "@pulumi/proxmoxve";
import * as pulumi from "@pulumi/pulumi";
import { MachineIncarnation } from "../../provider/sdk";
import type { LoadedConfig } from "../../stacks/config";
import type { Machine } from "../../stacks/handover";
import { type VmNode, vmSettings } from "./vm-settings";

export interface VirtualMachineArgs {
	config: LoadedConfig;
	node: VmNode;
	/** `<storage>:import/<file>`: only read when the VM is made; a newer image does not replace it. */
	imageFileId: pulumi.Input<string>;
	/** The proxmoxve provider. */
	provider: pulumi.ProviderResource;
}

/**
 * A VM that starts from a Talos image and waits for its configuration. A control plane is protected, in Pulumi and in
 * Proxmox VE (CHG-007). Another VM id is another VM: the old one goes first, because both would have the same address.
 */
export class VirtualMachine extends pulumi.ComponentResource {
	readonly machine: Machine;

	constructor(name: string, args: VirtualMachineArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:machines:VirtualMachine", name, {}, opts);
		const { config, node } = args;
		const { disk, ...settings } = vmSettings(config, node);
		const vm = new proxmox.VmLegacy(
			`${name}-vm`,
			{ ...settings, disks: [{ ...disk, importFrom: args.imageFileId }] },
			{ parent: this, provider: args.provider, protect: node.role === "controlPlane", deleteBeforeReplace: true },
		);
		const incarnation = new MachineIncarnation(
			`${name}-incarnation`,
			{
				endpoint: config.proxmox.endpoint,
				insecure: config.proxmox.insecure,
				apiToken: config.secrets.proxmoxApiToken,
				node: node.host,
				vmId: node.vmId,
				vm: vm.id,
			},
			{ parent: this },
		);
		this.machine = {
			name: node.name,
			role: node.role,
			kind: node.kind,
			address: node.address,
			mac: node.mac,
			zone: node.zone ?? config.proxmox.hosts.find(({ name }) => name === node.host)?.zone,
			schematic: config.talos.schematics.vm,
			node,
			incarnation: incarnation.incarnation,
			ready: [vm, incarnation],
		};
		this.registerOutputs({ address: node.address, incarnation: incarnation.incarnation });
	}
}

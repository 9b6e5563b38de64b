import { resolve } from "node:path";
import * as proxmox from "@pulumi/proxmoxve";
import * as pulumi from "@pulumi/pulumi";
import type { LoadedConfig } from "../../stacks/config";
import type { Machine } from "../../stacks/handover";
import { type LockedBootImage, loadLocks } from "../../stacks/locks";
import { BareMetal } from "./bare-metal";
import { BootImage } from "./boot-image";
import { VirtualMachine } from "./virtual-machine";

export interface MachinesArgs {
	config: LoadedConfig;
	/** Where boot images come from; by default the committed locks, and a rehearsal's overlay. */
	locks?: { bootImage(schematic: string, version: string): Pick<LockedBootImage, "url" | "sha256"> };
}

/** The machines of the configuration, VMs and bare metal, switched on and in its order. */
export class Machines extends pulumi.ComponentResource {
	readonly machines: Machine[];

	constructor(name: string, args: MachinesArgs, opts?: pulumi.ComponentResourceOptions) {
		const { config } = args;
		// Inputs, so that the policy pack sees by which class this program was really configured, and its machines' VLAN (SEC-012).
		const { vlanId } = config.network;
		super("lab:machines:Machines", name, { environmentClass: config.environment.class, vlanId }, opts);
		const provider = new proxmox.Provider(
			`${name}-proxmox`,
			{
				endpoint: config.proxmox.endpoint,
				insecure: config.proxmox.insecure,
				apiToken: pulumi.secret(config.secrets.proxmoxApiToken),
			},
			{ parent: this },
		);

		const images = new Map<string, BootImage>();
		const imageOn = (host: string): BootImage => {
			const known = images.get(host);
			if (known !== undefined) return known;
			const schematic = config.talos.schematics.vm.id;
			const { version } = config.talos;
			const locks = args.locks ?? loadLocks(resolve(__dirname, "../.."), process.env, config.environment.class);
			const { url, sha256 } = locks.bootImage(schematic, version);
			const image = new BootImage(
				`${name}-image-${host}`,
				{
					host,
					datastore: config.proxmox.storage.images,
					schematic,
					version,
					url,
					sha256,
					provider,
				},
				{ parent: this },
			);
			images.set(host, image);
			return image;
		};

		this.machines = config.nodes.map((node) =>
			node.kind === "vm"
				? new VirtualMachine(
						`${name}-${node.name}`,
						{ config, node, imageFileId: imageOn(node.host).fileId, provider },
						{ parent: this },
					).machine
				: new BareMetal(`${name}-${node.name}`, { config, node }, { parent: this }).machine,
		);
		this.registerOutputs({
			vlanId,
			machines: this.machines.map(({ name, role, kind, address }) => ({ name, role, kind, address })),
		});
	}
}

/**
 * The seam between what powers machines (the Proxmox simulator, the lab's hands for bare metal) and what runs on
 * them (the Talos simulator). Both sides live in the sandbox; neither knows the other's code.
 */

/** A disk as the machine sees it. Sizes are in GiB; serial and byId are what Talos' disk selectors match on. */
export interface Disk {
	readonly device: string;
	readonly sizeGiB: number;
	readonly rotational: boolean;
	readonly serial?: string;
	readonly byId?: string;
}

/** What a boot image says of itself: read from its download URL, as the Image Factory writes it. */
export interface BootImage {
	readonly version: string;
	readonly schematic: string;
	readonly platform: "nocloud" | "metal";
}

/** A machine at the moment it is powered on. `id` is unique in the sandbox and survives a reboot. */
export interface MachineSpec {
	readonly id: string;
	readonly name: string;
	readonly mac: string;
	/** The address it comes up with: nocloud ip configuration for a VM, a DHCP reservation for bare metal. */
	readonly address: string;
	readonly cores: number;
	readonly memoryMiB: number;
	readonly disks: readonly Disk[];
	readonly image: BootImage;
}

/** `maintenance`: booted without a machine configuration; `running`: configured. */
export type MachinePower = "off" | "maintenance" | "running";

export interface Hardware {
	/** Boots the machine: its address appears, its API answers. Already on is an error. */
	powerOn(spec: MachineSpec): Promise<void>;
	/** Stops it; its disks, and with them its configuration, stay. */
	powerOff(id: string): Promise<void>;
	/** Stops it and wipes its disks: the next power on is a first boot. */
	destroy(id: string): Promise<void>;
	power(id: string): MachinePower;
	/** The guest agent's answer, or undefined where none runs (off, or the extension is not in the schematic). */
	guestAgent(id: string): { readonly hostname: string; readonly addresses: readonly string[] } | undefined;
}

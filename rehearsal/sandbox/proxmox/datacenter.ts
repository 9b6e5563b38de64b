import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Hardware } from "../hardware";
import { PveFailure } from "./failure";
import { Tasks } from "./tasks";

/** A Proxmox host of the cluster. Its name is what the API calls a node. */
export interface Host {
	readonly name: string;
	readonly address: string;
	/** 8006 unless a test wants another. */
	readonly port?: number;
}

/** A storage, present on every host. `dir` has files (`local`), `lvmthin` has volumes only (`local-lvm`). */
export interface StorageSpec {
	readonly id: string;
	readonly type: "dir" | "lvmthin";
	readonly content: readonly string[];
}

/** What the Image Factory (or any URL) gives. `virtualSizeBytes` is what qemu-img would say; default the length. */
export interface FetchedImage {
	readonly content: Uint8Array;
	readonly mimeType?: string;
	readonly virtualSizeBytes?: number;
}

/** A file or volume on a storage of one host. `url` follows an image from its download into the disks made of it. */
export interface Volume {
	readonly id: string;
	readonly node: string;
	readonly content: string;
	readonly format: string;
	bytes: number;
	readonly virtualBytes: number;
	readonly created: number;
	readonly machine?: number;
	readonly url?: string;
	readonly sha256?: string;
}

export type Configuration = Record<string, string>;

export interface VirtualMachine {
	readonly id: number;
	readonly node: string;
	/** What is configured, changes that wait for a restart included. */
	config: Configuration;
	/** What runs: the configuration at the last start. */
	running?: Configuration;
	startedAt?: number;
	/** The hardware has it powered on; false for a machine that runs without anything to boot. */
	powered?: boolean;
	/** The hardware knows its disks. */
	bootedBefore?: boolean;
	firewall: Record<string, string>;
}

export interface DatacenterOptions {
	readonly hosts: readonly Host[];
	readonly storages: readonly StorageSpec[];
	readonly hardware: Hardware;
	readonly fetchImage: (url: string) => Promise<FetchedImage | undefined>;
	readonly folder?: string;
	readonly clock: () => Date;
}

/** The state that all hosts of the cluster share, written to `<folder>/proxmox.json` after each change. */
export class Datacenter {
	readonly machines = new Map<number, VirtualMachine>();
	readonly volumes = new Map<string, Volume>();
	readonly tasks: Tasks;
	private readonly lastCreation = new Map<number, number>();

	constructor(readonly options: DatacenterOptions) {
		this.tasks = new Tasks(options.clock, () => this.save());
	}

	/** Whole seconds, as PVE counts. */
	now(): number {
		return Math.floor(this.options.clock().getTime() / 1000);
	}

	/** The creation time of a new machine: later than that of any earlier one with this id, however fast a rehearsal is. */
	creationTime(id: number): number {
		const time = Math.max(this.now(), (this.lastCreation.get(id) ?? 0) + 1);
		this.lastCreation.set(id, time);
		return time;
	}

	host(name: string): Host {
		const host = this.options.hosts.find((candidate) => candidate.name === name);
		if (!host)
			throw new PveFailure(
				`hostname lookup '${name}' failed - failed to get address info for: ${name}: Name or service not known`,
			);
		return host;
	}

	storage(id: string): StorageSpec {
		const storage = this.options.storages.find((candidate) => candidate.id === id);
		if (!storage) throw new PveFailure(`storage '${id}' does not exist`);
		return storage;
	}

	/** `load_config`: PVE looks on the node that was asked, and nowhere else (PVE/AbstractConfig.pm, pve-guest-common). */
	machine(node: string, id: number): VirtualMachine {
		const machine = this.machines.get(id);
		if (machine?.node !== node)
			throw new PveFailure(`Configuration file 'nodes/${node}/qemu-server/${id}.conf' does not exist`);
		return machine;
	}

	/** Volumes are keyed by node too: `local:` is another disk on each host. */
	volume(node: string, id: string): Volume | undefined {
		return this.volumes.get(`${node}/${id}`);
	}

	addVolume(volume: Volume): void {
		this.volumes.set(`${volume.node}/${volume.id}`, volume);
	}

	removeVolume(node: string, id: string): void {
		this.volumes.delete(`${node}/${id}`);
	}

	save(): void {
		const folder = this.options.folder;
		if (folder === undefined) return;
		mkdirSync(folder, { recursive: true });
		const file = join(folder, "proxmox.json");
		const state = {
			hosts: this.options.hosts.map(({ name, address }) => ({ name, address })),
			machines: [...this.machines.values()].map((machine) => ({
				...machine,
				config: withoutSecrets(machine.config),
				running: undefined,
			})),
			volumes: [...this.volumes.values()],
			tasks: this.tasks.list().map(({ upid, exitStatus }) => ({ upid, exitStatus: exitStatus ?? null })),
		};
		writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
		renameSync(`${file}.new`, file);
	}
}

function withoutSecrets(config: Configuration): Configuration {
	return config.cipassword === undefined ? config : { ...config, cipassword: "**********" };
}

import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TalosMachinery } from "../../parts/talos/client";
import { Clusters } from "../cluster/cluster";
import type { ClusterParts, Network } from "../cluster/host";
import { type StartPart, startPart } from "../cluster/process";
import type { Hardware, MachinePower, MachineSpec } from "../hardware";
import { MachineApi } from "./api";
import { MachineDisk } from "./disk";
import { Faults } from "./failure";
import { type MachineWorld, TalosMachine } from "./machine";
import { handlers } from "./machine-service";
import { loopback } from "./network";
import { loadProtocol, type Protocol } from "./protocol";

export interface TalosSimulatorOptions {
	/** The rehearsal's folder: machines are kept under `machines/<id>`. */
	readonly folder: string;
	/** Paths of the executables, `talos-machinery` among them. */
	readonly parts: ClusterParts & { readonly "talos-machinery": string };
	readonly startPart?: StartPart;
	readonly network?: Network;
	/** Whether the image of this schematic has the guest agent (siderolabs/qemu-guest-agent); yes where absent. */
	readonly hasGuestAgent?: (schematic: string) => boolean;
	/** What happens, a line each, for people. */
	readonly say?: (who: string, what: string) => void;
}

interface Known {
	spec: MachineSpec;
	machine: TalosMachine;
	api: MachineApi;
	/** The address that its API has now. */
	address?: string;
	mode: Promise<void>;
}

/**
 * Machines that boot Talos: what a Proxmox simulator or the sandbox's own hands power on. Each has its address while it
 * is on, the machine API on port 50000 of it, and what its configuration makes it run. Everything that a machine
 * remembers is under `<folder>/machines/<id>`.
 */
export class TalosSimulator implements Hardware {
	/** What its machines are told to fail with. */
	readonly faults = new Faults();
	private readonly known = new Map<string, Known>();
	private readonly machinery: TalosMachinery;
	private readonly network: Network;
	private readonly world: MachineWorld;
	private protocol: Promise<Protocol> | undefined;

	constructor(private readonly options: TalosSimulatorOptions) {
		this.machinery = new TalosMachinery(options.parts["talos-machinery"]);
		this.network = options.network ?? loopback;
		const world = {
			startPart: options.startPart ?? startPart,
			parts: options.parts,
			network: this.network,
			say: options.say ?? (() => undefined),
		};
		this.world = {
			...world,
			machinery: this.machinery,
			clusters: new Clusters(world, join(options.folder, "machines")),
		};
	}

	async powerOn(spec: MachineSpec): Promise<void> {
		const before = this.known.get(spec.id);
		await before?.machine.settled();
		if (before !== undefined && before.machine.power !== "off") throw new Error(`${spec.name}: is on already`);
		const directory = join(this.options.folder, "machines", spec.id.replaceAll(/[^\w.-]/g, "_"));
		await mkdir(directory, { recursive: true, mode: 0o700 });
		await writeFile(join(directory, "machine.json"), `${JSON.stringify(spec, null, "\t")}\n`);
		this.protocol ??= loadProtocol(this.machinery);
		const protocol = await this.protocol;
		const machine: TalosMachine = new TalosMachine(spec, new MachineDisk(directory), this.world, () =>
			this.change(spec.id),
		);
		const api = new MachineApi(
			machine,
			protocol,
			handlers,
			(target) => this.find(target),
			(worker) => this.signingKey(worker),
			this.faults,
		);
		this.known.set(spec.id, { spec, machine, api, mode: Promise.resolve() });
		await machine.boot();
	}

	async powerOff(id: string): Promise<void> {
		await this.known.get(id)?.machine.halt();
	}

	async destroy(id: string): Promise<void> {
		const known = this.known.get(id);
		if (known === undefined) return;
		await known.machine.halt();
		await known.machine.wipe("all");
		this.known.delete(id);
		await rm(known.machine.disk.directory, { recursive: true, force: true });
	}

	power(id: string): MachinePower {
		return this.known.get(id)?.machine.power ?? "off";
	}

	guestAgent(id: string): { readonly hostname: string; readonly addresses: readonly string[] } | undefined {
		const machine = this.known.get(id)?.machine;
		if (machine === undefined || machine.power === "off") return undefined;
		if (this.options.hasGuestAgent?.(machine.spec.image.schematic) === false) return undefined;
		return { hostname: machine.hostname, addresses: [machine.address] };
	}

	/** Powers everything off. */
	async stop(): Promise<void> {
		await Promise.all([...this.known.values()].map(({ machine }) => machine.halt()));
		await this.world.clusters.stop();
		this.machinery.close();
	}

	/** One change of a machine's address and API after the other. */
	private change(id: string): Promise<void> {
		const known = this.known.get(id);
		if (known === undefined) return Promise.resolve();
		known.mode = known.mode.then(() => this.settle(known)).then(() => this.startWaiting());
		return known.mode;
	}

	private async settle(known: Known): Promise<void> {
		const { machine, api } = known;
		await api.stop();
		const address = machine.power === "off" ? undefined : machine.address;
		if (known.address !== undefined && known.address !== address) await this.network.removeAddress(known.address);
		if (address === undefined) {
			delete known.address;
			return;
		}
		await this.network.addAddress(address);
		known.address = address;
		await api.start(address);
	}

	/** Workers that had nobody to sign their certificate may have now. */
	private async startWaiting(): Promise<void> {
		for (const { machine, api, address } of this.known.values()) {
			if (
				machine.power === "running" &&
				!api.listening &&
				address !== undefined &&
				this.signingKey(machine) !== undefined
			) {
				await api.start(address);
			}
		}
	}

	private find(target: string): TalosMachine | undefined {
		return [...this.known.values()]
			.map(({ machine }) => machine)
			.find((each) => each.address === target || each.hostname === target);
	}

	private signingKey(worker: TalosMachine): string | undefined {
		const wanted = worker.facts?.machine.ca?.certificate;
		for (const { machine } of this.known.values()) {
			const ca = machine.facts?.machine.ca;
			if (machine.power === "running" && ca?.key && ca.certificate === wanted) return ca.key;
		}
		return undefined;
	}
}

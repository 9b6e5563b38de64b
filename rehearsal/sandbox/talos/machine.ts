import { randomUUID } from "node:crypto";
import { status } from "@grpc/grpc-js";
import type { TalosMachinery } from "../../parts/talos/client";
import type { MachineFacts } from "../../parts/talos/facts";
import type { Cluster, Clusters } from "../cluster/cluster";
import { ControlPlane } from "../cluster/control-plane";
import type { Host, World } from "../cluster/host";
import { Kubelet } from "../cluster/kubelet";
import type { MachinePower, MachineSpec } from "../hardware";
import type { MachineDisk } from "./disk";
import { Failure } from "./failure";

/** What a machine needs of the sandbox around it. */
export interface MachineWorld extends World {
	readonly machinery: TalosMachinery;
	readonly clusters: Clusters;
}

/** What a machine tells of itself to those who follow its events (`talosctl events`, the provider's reset). */
export interface MachineEvent {
	readonly type: "TaskEvent" | "SequenceEvent";
	readonly actor: string;
	readonly data: Readonly<Record<string, unknown>>;
}

export type Partition = "STATE" | "EPHEMERAL";

export interface ResetOptions {
	readonly graceful: boolean;
	readonly partitions: readonly Partition[] | "all";
	readonly reboot: boolean;
}

/**
 * A machine that runs Talos: in maintenance mode without a configuration, and with one it runs what the configuration
 * says. Its API (api.ts) is told by `onMode` when it has to answer with other certificates.
 */
export class TalosMachine {
	bootId = randomUUID();
	facts: MachineFacts | undefined;
	host: Host | undefined;
	controlPlane: ControlPlane | undefined;
	kubelet: Kubelet | undefined;
	private cluster: Cluster | undefined;
	private powered = false;
	private applying = false;
	private resetting: Promise<void> = Promise.resolve();
	readonly events = new Set<(event: MachineEvent) => void>();

	constructor(
		readonly spec: MachineSpec,
		readonly disk: MachineDisk,
		private readonly world: MachineWorld,
		private readonly onMode: () => Promise<void>,
	) {}

	get power(): MachinePower {
		if (!this.powered) return "off";
		return this.facts === undefined ? "maintenance" : "running";
	}

	/** Where it is reached: what it booted with, until its configuration says otherwise. */
	get address(): string {
		const [configured] = this.facts?.machine.addresses ?? [];
		return configured?.split("/")[0] ?? this.spec.address;
	}

	/** The name it gives itself; Talos makes one up from the machine's identity where none is configured. */
	get hostname(): string {
		const configured = this.facts?.machine.hostname ?? "";
		return configured === "" ? `talos-${this.spec.mac.replaceAll(":", "").slice(-6)}` : configured;
	}

	/** Boots from its disk: into maintenance mode where there is no configuration. */
	async boot(): Promise<void> {
		this.powered = true;
		this.bootId = randomUUID();
		const configuration = this.disk.configuration;
		if (configuration !== undefined)
			this.facts = await this.world.machinery.ask("inspect", { machineConfiguration: configuration });
		await this.onMode();
		if (this.facts !== undefined) this.startServices();
	}

	async halt(): Promise<void> {
		await this.stopServices();
		this.powered = false;
		this.facts = undefined;
		await this.onMode();
	}

	/** Checks a configuration as the machine would at this moment; an unfit one is InvalidArgument. */
	async check(configuration: string): Promise<readonly string[]> {
		const validation = await this.world.machinery.ask("validate", {
			machineConfiguration: configuration,
			mode: this.spec.image.platform === "metal" ? "metal" : "cloud",
			installed: this.disk.installed,
		});
		if (!validation.valid) throw new Failure(status.INVALID_ARGUMENT, validation.fault ?? "invalid configuration");
		const { install, installWanted } = await this.matchDisks(configuration);
		const selector = !installWanted.startsWith("/");
		if (this.installs && selector && install.length === 0) {
			const fault = `no disks matched the expression: ${installWanted}`;
			throw new Failure(
				status.INVALID_ARGUMENT,
				`1 error occurred:\n\t* v1alpha1.Config: 1 error occurred:\n\t* ${fault}\n\n\n\n`,
			);
		}
		return validation.warnings;
	}

	/** A metal image installs itself at its first configuration; a disk image is installed. */
	private get installs(): boolean {
		return this.spec.image.platform === "metal" && !this.disk.installed;
	}

	private matchDisks(machineConfiguration: string) {
		return this.world.machinery.ask("matchDisks", { machineConfiguration, disks: this.spec.disks });
	}

	/** False where the disk that is named does not exist: the installation fails, and the machine stays as it was. */
	private async install(configuration: string): Promise<boolean> {
		const { install, installWanted, userVolumes } = await this.matchDisks(configuration);
		for (const [volume, devices] of Object.entries(userVolumes)) {
			this.world.say(
				this.spec.name,
				`user volume ${volume}: ${devices.length === 0 ? "no disk matches" : devices.join(", ")}`,
			);
		}
		if (!this.installs) return true;
		const [device] = install;
		if (device === undefined) {
			this.world.say(this.spec.name, `installation failed: there is no disk ${installWanted}`);
			return false;
		}
		await this.disk.install(device);
		this.world.say(this.spec.name, `installed to ${device}`);
		return true;
	}

	/** Takes a configuration into use now, or at the next boot (`staged`). */
	async apply(configuration: string, staged: boolean): Promise<void> {
		if (this.applying)
			throw new Failure(status.FAILED_PRECONDITION, "another apply configuration is already in progress");
		this.applying = true;
		try {
			const before = this.facts;
			const facts = await this.world.machinery.ask("inspect", { machineConfiguration: configuration });
			if (!(await this.install(configuration))) return;
			await this.disk.store(configuration);
			if (staged) return;
			this.facts = facts;
			if (before === undefined) {
				this.world.say(this.hostname, `configured as ${facts.machine.type}`);
			} else if (JSON.stringify(before) === JSON.stringify(facts)) {
				return; // nothing that runs here looks at what changed
			}
			// After the answer is on its way: the API comes back with the certificates of the configuration.
			setImmediate(() => void this.reconfigure());
		} finally {
			this.applying = false;
		}
	}

	async reboot(): Promise<void> {
		await this.halt();
		await this.boot();
	}

	/**
	 * Starts a reset and gives the id by which its events are known (v1alpha1_sequencer.go, Reset): cordons, leaves
	 * etcd, stops, wipes. A graceful one of the last etcd member fails at leaving, and the machine goes on. The Node
	 * object stays, as in life: Talos does not delete it.
	 */
	reset(options: ResetOptions): string {
		const actor = randomUUID();
		this.resetting = this.runReset(options, actor).catch((cause: Error) => {
			this.world.say(this.hostname, `reset failed: ${cause.message}`);
			this.emit({
				type: "SequenceEvent",
				actor,
				data: { sequence: "reset", action: "NOOP", error: { code: "FATAL", message: cause.message } },
			});
		});
		return actor;
	}

	/** Waits for a reset under way: its API is gone before its disk is wiped. */
	settled(): Promise<void> {
		return this.resetting;
	}

	private async runReset({ graceful, partitions, reboot }: ResetOptions, actor: string): Promise<void> {
		if (graceful) {
			await this.kubelet?.cordon();
			await this.controlPlane?.leaveEtcd();
		}
		this.world.say(this.hostname, `reset: wipes ${partitions === "all" ? "its disk" : partitions.join(", ")}`);
		this.emit({ type: "TaskEvent", actor, data: { task: "stopAllServices", action: "START" } });
		await this.halt();
		await this.wipe(partitions);
		if (reboot) await this.boot();
	}

	/** Empties what is named; to be called while it is off. */
	async wipe(partitions: readonly Partition[] | "all"): Promise<void> {
		if (partitions === "all") await this.disk.wipeAll();
		else for (const partition of partitions) await this.disk.wipe(partition);
		if (this.host !== undefined) this.cluster?.nodeNetworks.forget(this.host.hostname);
	}

	private emit(event: MachineEvent): void {
		for (const listener of this.events) listener(event);
	}

	private async reconfigure(): Promise<void> {
		await this.stopServices();
		await this.onMode();
		if (this.powered) this.startServices();
	}

	private startServices(): void {
		const { facts } = this;
		if (facts?.cluster == null) return;
		this.host = {
			id: this.spec.id,
			hostname: this.hostname,
			address: this.address,
			bootId: this.bootId,
			cores: this.spec.cores,
			memoryMiB: this.spec.memoryMiB,
			image: this.spec.image,
			facts,
			ephemeral: this.disk.ephemeral,
			logs: this.disk.logs,
		};
		this.cluster = this.world.clusters.of(facts.cluster.id);
		if (facts.machine.type !== "worker") {
			this.controlPlane = new ControlPlane(this.host, this.world, this.cluster);
			this.cluster.add(this.controlPlane);
			this.controlPlane.start();
		}
		this.kubelet = new Kubelet(this.host, this.world, this.cluster);
		this.kubelet.start();
	}

	private async stopServices(): Promise<void> {
		const { controlPlane, kubelet, cluster } = this;
		this.controlPlane = undefined;
		this.kubelet = undefined;
		await kubelet?.stop();
		if (controlPlane !== undefined) {
			await controlPlane.stop();
			await cluster?.remove(controlPlane);
		}
	}
}

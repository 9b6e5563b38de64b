import { NodeNetworks } from "./cni";
import type { ControlPlane } from "./control-plane";
import type { Host, World } from "./host";
import { Kwok } from "./kwok";
import { applyBootstrapManifests } from "./manifests";
import { TcpProxy } from "./vip";

const kubePrism = "127.0.0.1";

/**
 * What the machines of one cluster have together: the virtual address that a live control plane holds, KubePrism, the
 * manifests that Talos applies once, kwok, and the place where the controllers run. Machines find each other by the
 * cluster id of their configuration, as by Talos' discovery service.
 */
export class Cluster {
	readonly controlPlanes: ControlPlane[] = [];
	readonly nodeNetworks: NodeNetworks;
	private readonly proxies = new Map<string, TcpProxy>();
	private readonly kwok: Kwok;
	private owner: ControlPlane | undefined;
	private leader: ControlPlane | undefined;
	private leadership: AbortController | undefined;
	private leading: Promise<void> = Promise.resolve();
	private settled: Promise<void> = Promise.resolve();

	constructor(
		readonly id: string,
		private readonly world: World,
		logs: string,
	) {
		this.kwok = new Kwok(world, logs);
		this.nodeNetworks = new NodeNetworks();
	}

	/** The control plane that holds the virtual address, or would. */
	get live(): ControlPlane | undefined {
		return this.owner?.ready ? this.owner : this.controlPlanes.find((each) => each.ready);
	}

	add(controlPlane: ControlPlane): void {
		this.controlPlanes.push(controlPlane);
	}

	async remove(controlPlane: ControlPlane): Promise<void> {
		const at = this.controlPlanes.indexOf(controlPlane);
		if (at >= 0) this.controlPlanes.splice(at, 1);
		await this.changed();
	}

	/** A kubelet of this cluster came or went: its address decides what KubePrism needs. */
	async serve(host: Host): Promise<void> {
		if (host.facts.machine.kubePrismPort > 0) await this.proxy(kubePrism, host.facts.machine.kubePrismPort);
	}

	/** To be called whenever an API server became ready or ended; one settling at a time. */
	changed(): Promise<void> {
		this.settled = this.settled.then(() => this.settle()).catch((cause: unknown) => this.complain(cause));
		return this.settled;
	}

	/** Ends what belongs to no machine. */
	async stop(): Promise<void> {
		await this.settled;
		await this.endLeadership();
		for (const [address, proxy] of this.proxies) {
			await proxy.close();
			const ip = address.slice(0, address.lastIndexOf(":"));
			if (ip !== kubePrism) await this.world.network.removeAddress(ip);
		}
		this.proxies.clear();
	}

	/** Quick, whatever state the API servers are in: what takes its time follows in the background. */
	private async settle(): Promise<void> {
		const live = this.live;
		const moved = live !== this.owner;
		this.owner = live;
		await this.moveVirtualAddresses(live, moved);
		if (this.leader !== undefined && this.leader === live) return;
		await this.endLeadership();
		if (live === undefined) return;
		const leadership = new AbortController();
		this.leader = live;
		this.leadership = leadership;
		this.leading = this.lead(live, leadership.signal).catch((cause: unknown) => {
			if (!leadership.signal.aborted) this.complain(cause);
		});
	}

	/** Starts the controllers beside one API server, and what the cluster has once. */
	private async lead(live: ControlPlane, signal: AbortSignal): Promise<void> {
		const kube = await live.kube();
		await Promise.all([
			live.lead(),
			this.kwok.start(live.host),
			applyBootstrapManifests(kube, live.host.facts, signal),
		]);
		if (!signal.aborted) this.nodeNetworks.follow(kube);
	}

	private async endLeadership(): Promise<void> {
		this.leadership?.abort();
		this.leader = undefined;
		this.nodeNetworks.stop();
		await this.leading;
		await this.kwok.stop();
	}

	private complain(cause: unknown): void {
		this.world.say("cluster", cause instanceof Error ? cause.message : String(cause));
	}

	private async moveVirtualAddresses(live: ControlPlane | undefined, moved: boolean): Promise<void> {
		for (const [address, proxy] of this.proxies) {
			const ip = address.slice(0, address.lastIndexOf(":"));
			if (moved) proxy.drop();
			if (ip === kubePrism || live?.host.facts.machine.vips.includes(ip)) continue;
			await proxy.close();
			this.proxies.delete(address);
			await this.world.network.removeAddress(ip);
		}
		if (live === undefined) return;
		for (const vip of live.host.facts.machine.vips) {
			if (this.proxies.has(`${vip}:${live.port}`)) continue;
			await this.world.network.addAddress(vip);
			await this.proxy(vip, live.port);
			this.world.say(live.host.hostname, `holds the virtual address ${vip}`);
		}
	}

	private async proxy(address: string, port: number): Promise<void> {
		const key = `${address}:${port}`;
		if (this.proxies.has(key)) return;
		const proxy = new TcpProxy(() => {
			const live = this.live;
			return live === undefined ? undefined : { address: live.host.address, port: live.port };
		});
		this.proxies.set(key, proxy);
		await proxy.listen(address, port);
	}
}

/** The clusters of a sandbox, by the id in their machine configurations. */
export class Clusters {
	private readonly clusters = new Map<string, Cluster>();

	constructor(
		private readonly world: World,
		private readonly logs: string,
	) {}

	of(id: string): Cluster {
		const existing = this.clusters.get(id);
		if (existing !== undefined) return existing;
		const cluster = new Cluster(id, this.world, this.logs);
		this.clusters.set(id, cluster);
		return cluster;
	}

	async stop(): Promise<void> {
		for (const cluster of this.clusters.values()) await cluster.stop();
	}
}

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
		this.settled = this.settled
			.then(() => this.settle())
			.catch((cause: unknown) => {
				this.world.say("cluster", cause instanceof Error ? cause.message : String(cause));
			});
		return this.settled;
	}

	/** Ends what belongs to no machine. */
	async stop(): Promise<void> {
		await this.settled;
		this.nodeNetworks.stop();
		await this.kwok.stop();
		for (const [address, proxy] of this.proxies) {
			await proxy.close();
			const ip = address.slice(0, address.lastIndexOf(":"));
			if (ip !== kubePrism) await this.world.network.removeAddress(ip);
		}
		this.proxies.clear();
	}

	private async settle(): Promise<void> {
		const live = this.live;
		const moved = live !== this.owner;
		this.owner = live;
		await this.moveVirtualAddresses(live, moved);
		if (live === undefined) {
			this.leader = undefined;
			this.nodeNetworks.stop();
			await this.kwok.stop();
			return;
		}
		if (this.leader?.ready) return;
		this.leader = live;
		await live.lead();
		const kube = await live.kube();
		await applyBootstrapManifests(kube, live.host.facts);
		this.nodeNetworks.follow(kube);
		await this.kwok.start(live.host);
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

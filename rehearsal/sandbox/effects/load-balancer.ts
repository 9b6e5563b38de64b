/**
 * Load-balancer addresses, as MetalLB in layer 2 gives them: a Service gets the address it asks for
 * (`metallb.io/loadBalancerIPs`) or the first free one, from a pool that an L2Advertisement announces
 * (metallb.io, "Advanced configuration: requesting specific IPs"). Without pool or advertisement it stays pending.
 */
import { at, type KubernetesClient, type KubernetesObject } from "../../kubernetes/client";
import type { Addresses } from "../network";
import { type Effect, NotYet } from "./effect";
import { addressRange, inRange } from "./range";

const POOLS = "/apis/metallb.io/v1beta1/ipaddresspools";
const ADVERTISEMENTS = "/apis/metallb.io/v1beta1/l2advertisements";
const REQUESTED = "metallb.io/loadBalancerIPs";

export class LoadBalancerAddresses implements Effect {
	readonly simulates = "MetalLB speaker: load-balancer addresses are added to the sandbox's loopback interface";
	readonly collections = ["/api/v1/services"];
	private readonly given = new Map<string, string>();

	constructor(
		private readonly api: KubernetesClient,
		private readonly addresses: Addresses,
	) {}

	async reconcile(service: KubernetesObject): Promise<void> {
		if (at(service, "spec", "type") !== "LoadBalancer") return;
		const { namespace = "", name, uid } = service.metadata;
		if (at(service, "status", "loadBalancer", "ingress", 0, "ip") !== undefined) return;
		const address = this.given.get(uid) ?? (await this.choose(service));
		if (!this.given.has(uid)) {
			await this.addresses.add(address);
			this.given.set(uid, address);
		}
		await this.api.patch(`/api/v1/namespaces/${namespace}/services/${name}/status`, {
			status: { loadBalancer: { ingress: [{ ip: address, ipMode: "VIP" }] } },
		});
	}

	async removed(service: KubernetesObject): Promise<void> {
		const address = this.given.get(service.metadata.uid);
		if (address === undefined) return;
		this.given.delete(service.metadata.uid);
		await this.addresses.remove(address);
	}

	private async choose(service: KubernetesObject): Promise<string> {
		const pools = await this.items(POOLS);
		const advertisements = await this.items(ADVERTISEMENTS);
		if (advertisements.length === 0) throw new NotYet("no L2Advertisement announces a pool");
		const ranges = pools.flatMap((pool) => at(pool, "spec", "addresses")).filter((range) => typeof range === "string");
		if (ranges.length === 0) throw new NotYet("no IPAddressPool");
		const requested = service.metadata.annotations[REQUESTED] ?? at(service, "spec", "loadBalancerIP");
		if (typeof requested === "string") {
			if (!ranges.some((range) => inRange(requested, range))) throw new NotYet(`${requested} is in no IPAddressPool`);
			if (this.addresses.has(requested)) throw new NotYet(`${requested} is in use`);
			return requested;
		}
		for (const range of ranges) {
			for (const address of addressRange(range)) if (!this.addresses.has(address)) return address;
		}
		throw new NotYet("every address of the pools is in use");
	}

	private async items(path: string): Promise<KubernetesObject[]> {
		const answer = await this.api.call("GET", path);
		return answer.status === 404 ? [] : (await this.api.list(path)).items;
	}
}

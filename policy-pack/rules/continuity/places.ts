import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { releaseOf } from "../access/chartSettings";
import { at } from "../installed";
import { elements, type Known } from "../known";
import { type KubernetesObject, objectsOf } from "./objects";
import { type OwnAddresses, ownAddresses } from "./ownAddresses";

/** Where something may stand: hosts of the stack (`open`: one is not known yet), each of them, an address outside, or not known yet. */
export type Place = { hosts: ReadonlySet<string>; open: boolean } | { outside: string } | "anywhere" | "unknown";

const defaultClass = "storageclass.kubernetes.io/is-default-class";

/** Whether two may be on one host. Two addresses outside are apart when their hosts are. */
export function overlap(a: Place, b: Place): Known {
	if (a === "unknown" || b === "unknown") return "unknown";
	if (a !== "anywhere" && "outside" in a) return b !== "anywhere" && "outside" in b && a.outside === b.outside;
	if (b !== "anywhere" && "outside" in b) return false;
	if (a === "anywhere" || b === "anywhere") return true;
	if ([...a.hosts].some((host) => b.hosts.has(host))) return true;
	return a.open || b.open ? "unknown" : false;
}

/** The hosts of a stack, as its machines, its storage classes and its own object storage tell them. */
export class Places {
	readonly #classes: readonly KubernetesObject[];
	readonly #claims: readonly KubernetesObject[];
	/** Machines by their names; an unknown name may be any's. */
	readonly #machines: ReadonlyMap<unknown, unknown>;
	readonly #own: OwnAddresses;

	constructor(private readonly resources: readonly Resource[]) {
		this.#classes = objectsOf(resources, "storage.k8s.io/StorageClass");
		this.#claims = objectsOf(resources, "PersistentVolumeClaim");
		this.#own = ownAddresses(resources);
		this.#machines = new Map(
			resources.flatMap(({ type, properties: { name, nodeName } }) =>
				type.startsWith("proxmoxve:") && typeof name === "string" && typeof nodeName === "string"
					? [[name, nodeName] as const]
					: [],
			),
		);
	}

	/** The hosts that a storage class is restricted to; of the default class where none is named. */
	ofClass(name: unknown): Place {
		if (isPulumiUnknown(name)) return "unknown";
		const found = this.#classes.find((one) =>
			name === undefined ? at(one.annotations, defaultClass) === "true" : one.name === name,
		);
		const mayBe = this.#classes.some((one) =>
			isPulumiUnknown(name === undefined ? at(one.annotations, defaultClass) : one.name),
		);
		if (found === undefined) return mayBe ? "unknown" : "anywhere";
		const topologies = elements(found.resource.properties, "allowedTopologies");
		const expressions = topologies.flatMap((topology) => elements(topology, "matchLabelExpressions"));
		const names = expressions
			.filter((one) => at(one, "key") === "kubernetes.io/hostname")
			.flatMap((one) => elements(one, "values"));
		const keys = expressions.map((one) => at(one, "key"));
		if ([...topologies, ...keys, ...names].some(isPulumiUnknown)) return "unknown";
		if (names.length === 0) return "anywhere";
		const hosts = names.map((node) => this.hostOf(String(node)));
		return { hosts: new Set(hosts.map(({ host }) => host)), open: hosts.some(({ open }) => open) };
	}

	/** A virtual machine stands on a host of Proxmox VE, and shares it with the others there. */
	private hostOf(node: string): { host: string; open: boolean } {
		const host = this.#machines.get(node);
		if (host !== undefined && !isPulumiUnknown(host)) return { host: `host ${host}`, open: false };
		const mayBe = [...this.#machines.keys()].some(isPulumiUnknown);
		return { host: `machine ${node}`, open: host !== undefined || mayBe };
	}

	ofClaim(namespace: unknown, name: unknown): Place {
		if (isPulumiUnknown(namespace) || isPulumiUnknown(name)) return "unknown";
		const claim = this.#claims.find((one) => one.namespace === namespace && one.name === name);
		const mayBe = this.#claims.some((one) => isPulumiUnknown(one.namespace) || isPulumiUnknown(one.name));
		if (claim === undefined) return mayBe ? "unknown" : "anywhere";
		return this.ofClass(at(claim.spec, "storageClassName"));
	}

	/** The host of an address, or where the stack's own object storage stands. Without an address it is the public cloud's. */
	ofAddress(address: unknown): Place {
		if (isPulumiUnknown(address)) return "unknown";
		if (address === undefined) return { outside: "the public cloud" };
		const host = hostOfAddress(String(address));
		if (host === undefined) return "anywhere";
		const own = isInCluster(host) || this.#own.has(host);
		if (own === "unknown") return own;
		return own ? this.objectStorage() : { outside: host };
	}

	/** `claim/<namespace>/<name>`, or an address. */
	ofText(text: unknown): Place {
		if (isPulumiUnknown(text)) return "unknown";
		const [, namespace, name] = /^claim\/([^/]+)\/([^/]+)$/.exec(String(text)) ?? [];
		return namespace === undefined ? this.ofAddress(text) : this.ofClaim(namespace, name);
	}

	private objectStorage(): Place {
		// Of two it cannot be told which is meant, and the engine shows them in no order.
		const charts = this.resources.map((resource) => ({ resource, chart: releaseOf(resource)?.chart }));
		if (charts.some(({ chart }) => typeof chart === "object")) return "unknown";
		const [release, another] = charts.filter(({ chart }) => chart === "minio").map(({ resource }) => resource);
		if (release === undefined || another !== undefined) return "anywhere";
		const claim = at(release.properties, "values", "persistence", "existingClaim");
		return claim === undefined ? "anywhere" : this.ofClaim(release.properties.namespace, claim);
	}
}

/** The host of `https://host:port/…`, `s3:https://host/…`, `sftp:user@host:/…` or `host:port`. */
function hostOfAddress(text: string): string | undefined {
	const match = /^(?:[a-z0-9]+:)*(?:\/\/)?(?:[^/@\s]*@)?(\[[^\]]+\]|[A-Za-z0-9.-]+)/i.exec(text.trim());
	return match?.[1]?.toLowerCase().replace(/\.$/, "");
}

function isInCluster(host: string): boolean {
	return (
		!host.includes(".") ||
		/\.(svc|svc\.cluster\.local|cluster\.local)$/.test(host) ||
		/^(127\.|0\.0\.0\.0$|\[::1?\])/.test(host)
	);
}

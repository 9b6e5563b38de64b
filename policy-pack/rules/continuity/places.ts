import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { releaseOf } from "../access/chartSettings";
import { at } from "../installed";
import { elements, type Known, type KubernetesObject, objectsOf } from "./objects";
import { type OwnAddresses, ownAddresses } from "./ownAddresses";

/** Where something may stand: hosts of the stack, each of them, an address outside, or not known yet. */
export type Place = { hosts: ReadonlySet<string> } | { outside: string } | "anywhere" | "unknown";

/** Whether two may be on one host. Two addresses outside are apart when their hosts are. */
export function overlap(a: Place, b: Place): Known {
	if (a === "unknown" || b === "unknown") return "unknown";
	if (a !== "anywhere" && "outside" in a) return b !== "anywhere" && "outside" in b && a.outside === b.outside;
	if (b !== "anywhere" && "outside" in b) return false;
	if (a === "anywhere" || b === "anywhere") return true;
	return [...a.hosts].some((host) => b.hosts.has(host));
}

/** The hosts of a stack, as its machines, its storage classes and its own object storage tell them. */
export class Places {
	readonly #classes: readonly KubernetesObject[];
	readonly #claims: readonly KubernetesObject[];
	readonly #machines: ReadonlyMap<string, string>;
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
			name === undefined
				? at(one.annotations, "storageclass.kubernetes.io/is-default-class") === "true"
				: one.name === name,
		);
		if (found === undefined) return "anywhere";
		const topologies = elements(found.resource.properties, "allowedTopologies");
		const names = topologies
			.flatMap((topology) => elements(topology, "matchLabelExpressions"))
			.filter((one) => at(one, "key") === "kubernetes.io/hostname")
			.flatMap((one) => elements(one, "values"));
		if ([...topologies, ...names].some(isPulumiUnknown)) return "unknown";
		if (names.length === 0) return "anywhere";
		return { hosts: new Set(names.map((node) => this.hostOf(String(node)))) };
	}

	/** A virtual machine stands on a host of Proxmox VE, and shares it with the others there. */
	private hostOf(node: string): string {
		const host = this.#machines.get(node);
		return host === undefined ? `machine ${node}` : `host ${host}`;
	}

	ofClaim(namespace: unknown, name: unknown): Place {
		if (isPulumiUnknown(namespace) || isPulumiUnknown(name)) return "unknown";
		const claim = this.#claims.find((one) => one.namespace === namespace && one.name === name);
		return claim === undefined ? "anywhere" : this.ofClass(at(claim.spec, "storageClassName"));
	}

	/** The host of an address, or where the stack's own object storage stands. Without an address it is the public cloud's. */
	ofAddress(address: unknown): Place {
		if (isPulumiUnknown(address)) return "unknown";
		if (address === undefined) return { outside: "the public cloud" };
		const host = hostOfAddress(String(address));
		if (host === undefined) return "anywhere";
		if (!this.#own.has(host) && !isInCluster(host)) return { outside: host };
		return this.objectStorage();
	}

	/** `claim/<namespace>/<name>`, or an address. */
	ofText(text: unknown): Place {
		if (isPulumiUnknown(text)) return "unknown";
		const [, namespace, name] = /^claim\/([^/]+)\/([^/]+)$/.exec(String(text)) ?? [];
		return namespace === undefined ? this.ofAddress(text) : this.ofClaim(namespace, name);
	}

	private objectStorage(): Place {
		// Of two it cannot be told which is meant, and the engine shows them in no order.
		const [release, another] = this.resources.filter((resource) => releaseOf(resource)?.chart === "minio");
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

import { bareMetalMachines, check, isQualified, type Machine, placed, virtualMachines } from "./check";

/**
 * Talos' minimum for a machine of a role: docs.siderolabs.com, Talos v1.14, Getting started, System requirements.
 * A storage node is a worker.
 */
const minimum = {
	controlPlane: { cores: 2, memoryMiB: 2048, systemGiB: 10 },
	worker: { cores: 1, memoryMiB: 1024, systemGiB: 10 },
	storage: { cores: 1, memoryMiB: 1024, systemGiB: 10 },
} as const;

/** Labels that are set from other keys, and what from. */
const derivedLabels: Readonly<Record<string, string>> = {
	"kubernetes.io/hostname": "name",
	"topology.kubernetes.io/zone": "zone",
	"node-role.kubernetes.io/control-plane": "role",
};

/** No two nodes share what must be one's own, and each has the role's minimum. */
export const nodeChecks = [
	check(["machines"], function* ({ machines }) {
		yield* shared(machines, "name", "name");
		yield* shared(machines, "mac", "MAC address");
		yield* shared(machines, "vmId", "VM id");
	}),
	check(["nodes"], function* ({ nodes }) {
		for (const { index, node } of virtualMachines(nodes)) {
			const least = minimum[node.role];
			const given = { cores: node.cores, memoryMiB: node.memoryMiB, systemGiB: node.disks.systemGiB };
			for (const key of ["cores", "memoryMiB", "systemGiB"] as const) {
				if (given[key] >= least[key]) continue;
				const path = key === "systemGiB" ? ["nodes", index, "disks", key] : ["nodes", index, key];
				yield {
					path,
					says: `${given[key]} is less than Talos needs on a ${role(node.role)}; it must be at least ${least[key]}`,
				};
			}
		}
	}),
	check(["nodes"], function* ({ nodes }) {
		for (const { index, node } of placed(nodes)) {
			if (node.schedulable !== undefined && node.role !== "controlPlane") {
				yield {
					path: ["nodes", index, "schedulable"],
					says: `is on a ${role(node.role)}, which always runs pods; remove it`,
				};
			}
			for (const [label, from] of Object.entries(derivedLabels)) {
				if (label in node.labels)
					yield { path: ["nodes", index, "labels", label], says: `is set from ${from}; remove it here` };
			}
			if ("node-role.kubernetes.io/control-plane" in node.taints) {
				const path = ["nodes", index, "taints", "node-role.kubernetes.io/control-plane"];
				yield { path, says: "is set from role and schedulable; remove it here" };
			}
		}
	}),
	check(["nodes"], function* ({ nodes }) {
		if (nodes.includes(undefined)) return;
		const runPods = placed(nodes).some(({ node }) =>
			node.role === "controlPlane" ? node.schedulable === true : Object.keys(node.taints).length === 0,
		);
		if (!runPods && nodes.length > 0) {
			yield {
				path: ["nodes"],
				says: "has no node without taints for the platform's pods; add a worker, or make a control plane schedulable",
			};
		}
	}),
];

/** Enough control planes for a quorum, where they can fail apart. */
export const controlPlaneChecks = [
	check(["nodes", "environment"], function* ({ nodes, environment }) {
		if (nodes.includes(undefined)) return;
		const count = placed(nodes).filter(({ node }) => node.role === "controlPlane").length;
		if (count === 0) {
			yield { path: ["nodes"], says: "has no control plane; it must have one or an odd number of them" };
		} else if (count % 2 === 0) {
			yield {
				path: ["nodes"],
				says: `has ${count} control planes, which survive no more failures than ${count - 1}; the number must be odd`,
			};
		} else if (count === 1 && isQualified(environment)) {
			yield {
				path: ["nodes"],
				says: `has one control plane: no high availability; in class ${environment.class} it must have at least three`,
			};
		}
	}),
	check(["nodes", "environment"], function* ({ nodes, environment }) {
		if (environment.class !== "production") return;
		const hosts = new Map<string, string>();
		for (const { index, node } of virtualMachines(nodes)) {
			if (node.role !== "controlPlane") continue;
			const neighbour = hosts.get(node.host);
			if (neighbour !== undefined) {
				yield {
					path: ["nodes", index, "host"],
					says: `${node.host} has control plane ${neighbour} too; in class production ${node.name} must be on another host`,
				};
			}
			hosts.set(node.host, neighbour ?? node.name);
		}
	}),
];

/** Bare-metal disks are named by what is printed on them, each once; the storage nodes have the lab's volumes. */
export const diskChecks = [
	check(["nodes"], function* ({ nodes }) {
		const owners = new Map<string, string>();
		for (const { index, node } of bareMetalMachines(nodes)) {
			for (const key of ["installDisk", "dataDisk"] as const) {
				const disk = node[key];
				if (disk === undefined) continue;
				const path = ["nodes", index, key];
				const names = [disk.serial, disk.byId].filter((name) => name !== undefined);
				if (names.length === 0) yield { path, says: "names no disk; it must have serial or byId" };
				if (names.length === 2)
					yield { path, says: "has serial and byId, which could differ; it must have one of them" };
				for (const name of names) {
					const owner = owners.get(name);
					if (owner !== undefined) yield { path, says: `${name} is ${owner} too; a disk has one use` };
					owners.set(name, owner ?? `the ${key} of node ${node.name}`);
				}
			}
		}
	}),
	check(["nodes"], function* ({ nodes }) {
		for (const { index, node } of placed(nodes)) {
			const path = ["nodes", index];
			if (node.role === "storage" && node.kind === "vm") {
				yield {
					path: [...path, "kind"],
					says: `is vm on storage node ${node.name}; it must be bareMetal, with a dataDisk`,
				};
			} else if (node.role === "storage" && node.kind === "bareMetal" && node.dataDisk === undefined) {
				yield {
					path: [...path, "dataDisk"],
					says: `is missing on storage node ${node.name}; it must name the disk of local-hdd`,
				};
			} else if (node.role !== "storage" && node.kind === "bareMetal" && node.dataDisk !== undefined) {
				yield {
					path: [...path, "dataDisk"],
					says: `is on a ${role(node.role)}, where nothing uses it; remove it, or make the role storage`,
				};
			}
		}
	}),
	check(["nodes", "layers"], function* ({ nodes, layers }) {
		if (nodes.includes(undefined) || !layers.includes("platform")) return;
		if (!placed(nodes).some(({ node }) => node.role === "storage")) {
			yield {
				path: ["nodes"],
				says: "has no storage node, and the platform's volumes are on one; add one, or leave platform out of layers",
			};
		}
	}),
];

function role(name: keyof typeof minimum): string {
	return { controlPlane: "control plane", worker: "worker", storage: "storage node" }[name];
}

function* shared(machines: readonly Machine[], key: "name" | "mac" | "vmId", what: string) {
	const first = new Map<string | number, number>();
	for (const [index, machine] of machines.entries()) {
		const value = machine[key];
		if (value === undefined) continue;
		const at = first.get(value);
		const owner = at === undefined ? undefined : machines[at];
		if (owner === undefined) {
			first.set(value, index);
			continue;
		}
		const where = owner.address === undefined ? "" : ` (${owner.address})`;
		const others = key === "name" ? `nodes[${at}]${where}` : owner.label;
		const own = machine.address === undefined ? `nodes[${index}]` : `the node at ${machine.address}`;
		const fix = `give ${key === "name" ? own : machine.label} another`;
		yield { path: ["nodes", index, key], says: `${value} is the ${what} of ${others} too; ${fix}` };
	}
}

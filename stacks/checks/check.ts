/** What a check of the whole configuration is: a pure function of some sections, giving faults with their paths. */
import type { Fault } from "../faults";
import type { LabConfig, NodeConfig } from "../schema";

/**
 * The sections that can be looked at. A section with a wrong structure is absent; one with a wrong value in it (a
 * network with host bits) is there, so that one run shows as many faults as possible. A node with a wrong structure is
 * a hole in the list, so that the indexes are those of the file.
 */
export interface Sections extends Omit<LabConfig, "nodes"> {
	readonly nodes: readonly (NodeConfig | undefined)[];
	/** What is one's own of every entry of `nodes`, those with a wrong structure too. */
	readonly machines: readonly Machine[];
}

/** What no two machines share, as far as it could be read: `label` names the machine where it has no name. */
export interface Machine {
	readonly label: string;
	readonly name?: string;
	readonly address?: string;
	readonly mac?: string;
	readonly vmId?: number;
}

export interface Subject {
	readonly stack: string;
	readonly sections: Partial<Sections>;
}

export type Check = (subject: Subject) => Iterable<Fault>;

/** A check that runs where all sections that it needs are there. */
export function check<Key extends keyof Sections>(
	needs: readonly Key[],
	faults: (sections: Pick<Sections, Key>, stack: string) => Iterable<Fault>,
): Check {
	return ({ stack, sections }) =>
		needs.every((key) => sections[key] !== undefined) ? faults(sections as Pick<Sections, Key>, stack) : [];
}

export type Placed<Node extends NodeConfig = NodeConfig> = { readonly index: number; readonly node: Node };

/** The nodes with their places in the file. */
export function placed(nodes: Sections["nodes"]): Placed[] {
	return nodes.flatMap((node, index) => (node === undefined ? [] : [{ index, node }]));
}

export function virtualMachines(nodes: Sections["nodes"]): Placed<Extract<NodeConfig, { kind: "vm" }>>[] {
	return placed(nodes).flatMap(({ index, node }) => (node.kind === "vm" ? [{ index, node }] : []));
}

export function bareMetalMachines(nodes: Sections["nodes"]): Placed<Extract<NodeConfig, { kind: "bareMetal" }>>[] {
	return placed(nodes).flatMap(({ index, node }) => (node.kind === "bareMetal" ? [{ index, node }] : []));
}

/** The controls are mandatory where the data counts: everywhere but in class lab. */
export function isQualified(environment: LabConfig["environment"]): boolean {
	return environment.class !== "lab";
}

/** A list's entries that were there before, with the index of the first. */
export function* repeated(entries: readonly string[]): Generator<{ index: number; first: number; entry: string }> {
	for (const [index, entry] of entries.entries()) {
		const first = entries.indexOf(entry);
		if (first !== index) yield { index, first, entry };
	}
}

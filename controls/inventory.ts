import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isNobody } from "./labels";
import { parseYaml } from "./readYaml";

const text = z.string({ error: "must be a text" }).trim().min(1, { error: "must not be empty" });

/** What a component is, and so where it is looked for. */
export const componentKinds = ["chart", "provider", "part", "package", "system"] as const;
export type ComponentKind = (typeof componentKinds)[number];

/** The keys of a stack file by which charts are chosen. */
const choices = ["platform.cni", "platform.policyEngine"] as const;

/** A row of the inventory (VAL-001). GAMP 5's second edition has no category 2. */
const row = z.strictObject({
	name: text,
	kind: z.enum(componentKinds, { error: `must be one of ${componentKinds.join(", ")}` }),
	owner: text.refine((owner) => !isNobody(owner), { error: "must say who answers for it" }),
	supplier: text.refine((supplier) => !isNobody(supplier), { error: "must name who supplies it" }),
	gampCategory: z.union([z.literal(1), z.literal(3), z.literal(4), z.literal(5)], { error: "must be 1, 3, 4 or 5" }),
	/** The key of a stack file by whose value a stack has it or not; every stack has it where that is absent. */
	choice: z.enum(choices, { error: `must be one of ${choices.join(", ")}` }).optional(),
	risk: z.enum(["low", "medium", "high"], { error: "must be low, medium or high" }),
	/** Why it has this category and this risk. */
	because: text,
});

export type InventoryRow = z.output<typeof row>;

export interface ReadInventory {
	/** Each row with its index in the file. */
	rows: readonly { index: number; row: InventoryRow }[];
	/** What is wrong, by path; the rows without a fault stand. */
	faults: readonly { path: (string | number)[]; what: string }[];
}

export const INVENTORY = "docs/inventory";

/** One file of the inventory, parsed as YAML; what is no row is a fault, never an absence. */
export function parseInventory(data: unknown): ReadInventory {
	const outer = z.strictObject({ components: z.array(z.unknown()) }).safeParse(data);
	if (!outer.success)
		return { rows: [], faults: [{ path: ["components"], what: "must be the list of rows, and alone" }] };
	const faults: { path: (string | number)[]; what: string }[] = [];
	const rows = outer.data.components.flatMap((entry, index) => {
		const parsed = row.safeParse(entry);
		if (parsed.success) return [{ index, row: parsed.data }];
		for (const { path, message } of parsed.error.issues)
			faults.push({ path: ["components", index, ...(path as (string | number)[])], what: message });
		return [];
	});
	return { rows, faults };
}

/** The rows of docs/inventory under `root`; what is faulty is left out, because it is in no inventory. */
export function readInventory(root: string): InventoryRow[] {
	const folder = join(root, INVENTORY);
	return readdirSync(folder)
		.filter((name) => name.endsWith(".yaml"))
		.sort()
		.flatMap((name) => parseInventory(parseYaml(readFileSync(join(folder, name), "utf8"), `${INVENTORY}/${name}`)).rows)
		.map(({ row }) => row);
}

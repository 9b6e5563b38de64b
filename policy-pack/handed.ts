import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessEnvironment } from "../controls/clock";
import { type InventoryRow, readInventory } from "../controls/inventory";
import { parseYaml } from "../controls/readYaml";
import { chartsLock, overlayFile, UNRESOLVED } from "../stacks/lock-files";
import { overlayPath } from "../stacks/lock-overlay";

/** A chart as the lock has it; no checksum where nobody looked it up. */
export interface HandedChart {
	name: string;
	version: string;
	repository: string;
	sha256: string | undefined;
}

/** What the pack is handed beside the stack: files of the repository that it lies in. */
export interface Handed {
	/** By the archive's path from the top, `.cache/charts/<name>-<version>.tgz`. */
	charts: ReadonlyMap<string, HandedChart>;
	inventory: readonly InventoryRow[];
}

/**
 * Reads charts.lock.yaml and what a rehearsal lays over it, and the inventory. What cannot be read is not there: every chart then
 * lacks its entry, and every component its row.
 */
export function readHanded(root: string, environment: ProcessEnvironment): Handed {
	const charts = new Map<string, HandedChart>();
	const overlay = overlayPath({ ...environment }, []);
	for (const file of ["charts.lock.yaml", ...(overlay === undefined ? [] : [overlay])])
		for (const { archive, sha256, name, version, repository } of chartsOf(
			file.startsWith("/") ? file : join(root, file),
		))
			charts.set(archive, { name, version, repository, sha256: sha256 === UNRESOLVED ? undefined : sha256 });
	return { charts, inventory: attempt(() => readInventory(root)) ?? [] };
}

function chartsOf(file: string) {
	const data = attempt(() => parseYaml(readFileSync(file, "utf8"), file));
	return chartsLock.safeParse(data).data?.charts ?? overlayFile.safeParse(data).data?.charts ?? [];
}

function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ProcessEnvironment } from "../controls/clock";
import { type InventoryRow, readInventory } from "../controls/inventory";
import { parseYaml } from "../controls/readYaml";
import { chartsLock, imagesLock, overlayFile, UNRESOLVED } from "../stacks/lock-files";
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
	/** Checksums of disk images, by schematic and release: `<schematic>/<version>`; undefined where nobody looked one up. */
	bootImages: ReadonlyMap<string, string | undefined>;
	inventory: readonly InventoryRow[];
}

/**
 * Reads charts.lock.yaml, images.lock.yaml and what a rehearsal lays over both, and the inventory. What cannot be read is not there:
 * every chart and boot image then lacks its entry, and every component its row.
 */
export function readHanded(root: string, environment: ProcessEnvironment): Handed {
	const charts = new Map<string, HandedChart>();
	const overlay = overlayPath({ ...environment }, []);
	for (const file of ["charts.lock.yaml", ...(overlay === undefined ? [] : [overlay])])
		for (const { archive, sha256, name, version, repository } of chartsOf(
			file.startsWith("/") ? file : join(root, file),
		))
			charts.set(archive, { name, version, repository, sha256: sha256 === UNRESOLVED ? undefined : sha256 });
	const bootImages = new Map<string, string | undefined>();
	for (const file of [join(root, "images.lock.yaml"), ...(overlay === undefined ? [] : [resolve(root, overlay)])])
		for (const { schematic, version, sha256 } of bootImagesOf(file)) {
			const key = `${schematic}/${version}`;
			// An overlay fills what is unresolved, and replaces nothing.
			bootImages.set(key, bootImages.get(key) ?? (sha256 === UNRESOLVED ? undefined : sha256));
		}
	return { charts, bootImages, inventory: attempt(() => readInventory(root)) ?? [] };
}

function read(file: string): unknown {
	return attempt(() => parseYaml(readFileSync(file, "utf8"), file));
}

function bootImagesOf(file: string) {
	const data = read(file);
	return imagesLock.safeParse(data).data?.bootImages ?? overlayFile.safeParse(data).data?.bootImages ?? [];
}

function chartsOf(file: string) {
	const data = read(file);
	return chartsLock.safeParse(data).data?.charts ?? overlayFile.safeParse(data).data?.charts ?? [];
}

function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

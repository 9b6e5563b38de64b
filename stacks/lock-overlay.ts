import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ChartEntry, type ImagesLock, type Overlay, UNRESOLVED } from "./lock-files";

/** The variable that names the overlay. It is refused unless REHEARSAL_VARIABLE is set, as in a rehearsal's sandbox. */
export const OVERLAY_VARIABLE = "GXP_LAB_LOCK_OVERLAY";
export const REHEARSAL_VARIABLE = "GXP_LAB_REHEARSAL";

type Environment = Record<string, string | undefined>;

/** The overlay's path. Outside a rehearsal the variable is a fault: checksums would come from a file that nobody reviewed. */
export function overlayPath(env: Environment, faults: string[]): string | undefined {
	const path = env[OVERLAY_VARIABLE] ?? "";
	if (path === "") return undefined;
	if ((env[REHEARSAL_VARIABLE] ?? "") !== "") return path;
	faults.push(`${OVERLAY_VARIABLE}: is set, and only a rehearsal may set it; unset it`);
	return undefined;
}

/**
 * The overlay fills what is unresolved and replaces nothing that the locks say. One thing besides: a stand-in for a chart
 * whose archive is not in the cache, since there is nothing to verify; a rehearsal lists it under `notRehearsed`.
 */
export function overlayFaults(
	root: string,
	file: string,
	overlay: Overlay,
	committed: ImagesLock & { charts: ChartEntry[] },
): string[] {
	const resolved = new Set<string>();
	for (const { name, sha256, archive } of committed.charts)
		if (sha256 !== UNRESOLVED && existsSync(join(root, archive))) resolved.add(`chart ${name}`);
	for (const { reference, digest } of committed.images) if (digest !== UNRESOLVED) resolved.add(`image ${reference}`);
	for (const { schematic, version, sha256 } of committed.bootImages)
		if (sha256 !== UNRESOLVED) resolved.add(bootImage(schematic, version));
	return [
		...overlay.charts.map(({ name }) => `chart ${name}`),
		...overlay.images.map(({ reference }) => `image ${reference}`),
		...overlay.bootImages.map(({ schematic, version }) => bootImage(schematic, version)),
	].flatMap((key) =>
		resolved.has(key) ? [`${file}: ${key} is resolved in the locks; an overlay may only fill what is unresolved`] : [],
	);
}

const bootImage = (schematic: string, version: string) => `boot image of schematic ${schematic} and ${version}`;

import { type SupportedVersion, supportedVersions } from "./dates";

/**
 * What is wrong with a version's support on a day, or undefined where it is in support. A version that the table does not have
 * is not known to be. For the stack files, the locks, the machines and the releases alike: `outOfSupport("talos", "v1.14.2", now)`.
 */
export function outOfSupport(
	product: string,
	version: string,
	now: Date,
	table: readonly SupportedVersion[] = supportedVersions,
): string | undefined {
	const cycle = cycleOf(version);
	if (cycle === undefined) return "is no exact version";
	const entry = table.find((one) => one.product === product && (one.cycle === "*" || one.cycle === cycle));
	if (entry === undefined) return "is not in the table of support dates";
	if (entry.until === undefined || now.toISOString().slice(0, 10) <= entry.until) return undefined;
	return `has had no support since ${entry.until}`;
}

/** `v1.36.3` is of the cycle `1.36`. */
function cycleOf(version: string): string | undefined {
	const [, major, minor] = /^v?(\d+)\.(\d+)\.\d+(?:[-+.].*)?$/.exec(version) ?? [];
	return major === undefined ? undefined : `${major}.${minor}`;
}

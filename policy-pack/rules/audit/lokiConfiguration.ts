import { parseAllDocuments } from "yaml";
import { plainAlike } from "../../../controls/mergeKeys";
import { isPulumiUnknown } from "../../unknown";
import { at, elements, unknownWithin } from "../installed";
import { type Fault, isTree, type Tree } from "../machinePatch";

const hour = 1 / 24;
const units: Readonly<Record<string, number>> = {
	ms: hour / 3_600_000,
	s: hour / 3600,
	m: hour / 60,
	h: hour,
	d: 1,
	w: 7,
	y: 365,
};

/** The days of a duration as Loki reads it (prometheus/common, model.Duration: `744h`, `30d`, `1y2w`). */
export function daysOf(duration: unknown): number | undefined {
	if (duration === 0) return 0;
	if (typeof duration !== "string" || !/^(0|(\d+(y|w|d|h|ms|m|s))+)$/.test(duration)) return undefined;
	const parts = duration.matchAll(/(\d+)(y|w|d|h|ms|m|s)/g);
	return [...parts].reduce((sum, [, count = "", unit = ""]) => sum + Number(count) * (units[unit] ?? 0), 0);
}

/** What is found in a configuration: faults, and what is not known yet. */
export interface Found {
	faults: Fault[];
	unknown: string[];
}

/**
 * Retention as Loki's configuration states it (Loki documentation, "Log retention"): the compactor deletes nothing unless
 * `compactor.retention_enabled`, so that a period alone is not in force; 0 means that nothing is deleted, which states no
 * retention. A stream's own period, and a tenant's, must not be shorter.
 */
export function judgeLoki(configuration: unknown, path: string, least: number): Found {
	const limits = at(configuration, "limits_config");
	const found: Found = { faults: [], unknown: openIn(limits, `${path}limits_config`) };
	const enabled = at(configuration, "compactor", "retention_enabled");
	if (isPulumiUnknown(enabled)) found.unknown.push(`${path}compactor.retention_enabled`);
	else if (enabled !== true)
		found.faults.push({ path: `${path}compactor.retention_enabled`, what: "is not true: no retention is in force" });
	const period = at(limits, "retention_period");
	if (!isPulumiUnknown(limits) && !isPulumiUnknown(period))
		judgePeriod(period, `${path}limits_config.retention_period`, least, found);
	judgeStreams(limits, `${path}limits_config`, least, found);
	return found;
}

/** What a tenant has instead: any of its members may be absent. */
export function judgeTenants(tenants: unknown, path: string, least: number): Found {
	const found: Found = { faults: [], unknown: isPulumiUnknown(tenants) ? [path] : [] };
	if (!isTree(tenants)) return found;
	for (const [tenant, limits] of Object.entries(tenants)) {
		found.unknown.push(...openIn(limits, `${path}.${tenant}`));
		const period = at(limits, "retention_period");
		if (period !== undefined && !isPulumiUnknown(period))
			judgePeriod(period, `${path}.${tenant}.retention_period`, least, found);
		judgeStreams(limits, `${path}.${tenant}`, least, found);
	}
	return found;
}

/** What decides how long logs are kept, and is not known yet. */
function openIn(limits: unknown, path: string): string[] {
	if (isPulumiUnknown(limits)) return [path];
	return ["retention_period", "retention_stream"].flatMap(
		(member) => unknownWithin(at(limits, member), `${path}.${member}`) ?? [],
	);
}

function judgeStreams(limits: unknown, path: string, least: number, found: Found): void {
	for (const [i, stream] of elements(at(limits, "retention_stream")).entries()) {
		const period = at(stream, "period");
		if (!isPulumiUnknown(stream) && !isPulumiUnknown(period))
			judgePeriod(period, `${path}.retention_stream[${i}].period`, least, found);
	}
}

function judgePeriod(period: unknown, path: string, least: number, found: Found): void {
	const days = daysOf(period);
	if (period === undefined || days === 0) found.faults.push({ path, what: "states no retention" });
	else if (days === undefined) found.faults.push({ path, what: "is no duration" });
	else if (days < least) found.faults.push({ path, what: `is less than the ${least} days of this class` });
}

/** Said where `parsed` gives nothing. */
export const notRead = "is not YAML, or has a merge key `<<` that readers differ about";

/** The documents of a text, or undefined where it is not YAML or where readers differ in what it says. */
export function parsed(text: string): unknown[] | undefined {
	const documents = parseAllDocuments(text, { merge: true });
	if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
	return plainAlike(documents);
}

/**
 * What was found in `right` over a `left` that is not known yet in places: there, what `right` does not state itself may be stated.
 * `path` is where both begin.
 */
export function withoutCovered({ faults, unknown }: Found, left: unknown, right: unknown, path: string): Found {
	const open = covered(left, right, path).filter((place) =>
		/\.(limits_config|compactor|runtimeConfig)(\.|$)/.test(place),
	);
	const mayBeStated = (fault: Fault): boolean =>
		open.some((place) => {
			if (!fault.path.startsWith(`${place}.`)) return false;
			const [member = ""] = fault.path.slice(place.length + 1).split(/[.[]/, 1);
			const [, ...keys] = place.slice(path.length).split(".");
			return at(right, ...keys, member) === undefined;
		});
	return { faults: faults.filter((fault) => !mayBeStated(fault)), unknown: [...open, ...unknown] };
}

/** Where what is not known yet stands below a mapping that is laid over it. */
function covered(left: unknown, right: unknown, path: string): string[] {
	if (!isTree(right)) return [];
	if (isPulumiUnknown(left)) return [path];
	if (!isTree(left)) return [];
	return Object.entries(right).flatMap(([key, value]) => covered(left[key], value, `${path}.${key}`));
}

/** `right` over `left`, member by member: as Helm merges `loki.structuredConfig` into what the chart makes. */
export function overlaid(left: unknown, right: unknown): unknown {
	if (!isTree(left) || !isTree(right)) return right ?? left;
	const result: Tree = { ...left };
	for (const [key, value] of Object.entries(right)) result[key] = overlaid(left[key], value);
	return result;
}

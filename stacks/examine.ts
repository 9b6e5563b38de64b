/** From the plain values of a stack to its configuration, or to all of its faults at once. No Pulumi, no files. */
import type { z } from "zod";
import { checks, warningChecks } from "./checks";
import type { Machine, Sections } from "./checks/check";
import { type Fault, faultsOf, formatFault, type Path } from "./faults";
import { isMapping, type Mapping, merged } from "./merge";
import { defaultProfile, profiles } from "./profiles";
import { type LabConfig, labConfig, secretKeys } from "./schema";
import { node } from "./sections/nodes";
import { nearest } from "./spelling";

/** What a stack says: the values of the keys after `gxp-lab:`, and the paths of the encrypted ones among them. */
export interface StackValues {
	readonly stack: string;
	readonly values: Mapping;
	readonly encrypted: readonly Path[];
}

/** `unread`: the sections whose structure is wrong, so that not all of them was compared with the rest. */
export type Examined =
	| { readonly config: LabConfig; readonly warnings: readonly string[] }
	| { readonly faults: readonly string[]; readonly unread?: readonly string[] };

export function examine({ stack, values, encrypted }: StackValues): Examined {
	const plain = withDefaults(values);
	const misplaced = new Set(encrypted.filter(([key]) => !isSecretKey(key)).map(([key]) => key));
	const faults: Fault[] = [...secretFaults(values, encrypted), ...unknownKeys(values)];
	const sections: Partial<Record<keyof Sections, unknown>> = {};
	const unread: string[] = [];
	for (const [key, schema] of Object.entries(labConfig.shape) as [keyof LabConfig, z.ZodType][]) {
		if (misplaced.has(key)) continue;
		const parsed = schema.safeParse(plain[key]);
		if (parsed.success) sections[key] = parsed.data;
		else {
			const found = faultsOf(parsed.error);
			faults.push(...found.map(({ path, says }) => ({ path: [key, ...path], says })));
			if (parsed.error.issues.every(isOfValue)) sections[key] = plain[key];
			else {
				unread.push(key);
				if (key === "nodes" && Array.isArray(plain[key])) sections[key] = usableNodes(plain[key]);
			}
		}
	}
	if (sections.nodes !== undefined && Array.isArray(plain.nodes)) sections.machines = plain.nodes.map(machine);
	const subject = { stack, sections: sections as Partial<Sections> };
	const wrong = faults.map(({ path }) => path);
	for (const check of checks) faults.push(...[...check(subject)].filter((fault) => !follows(fault, wrong)));
	if (faults.length > 0) {
		return { faults: inOrder(faults).map(formatFault), ...(unread.length > 0 && { unread }) };
	}
	const warnings = warningChecks.flatMap((check) => [...check(subject)]);
	return { config: sections as LabConfig, warnings: inOrder(warnings).map(formatFault) };
}

/** A secret that stood in a file is in its history, in backups and on screens: it is no secret any more. */
const knownNow: Readonly<Record<keyof typeof secretKeys, string>> = {
	proxmoxApiToken:
		"revoke it (it is known now), remove it here, and set a new one with pulumi config set --secret gxp-lab:proxmoxApiToken",
	machineSecrets:
		"have new ones made for the cluster (these are known now), remove them here, and set those with pulumi config set --secret gxp-lab:machineSecrets",
};

function isSecretKey(key: PropertyKey | undefined): key is keyof typeof secretKeys {
	return typeof key === "string" && Object.hasOwn(secretKeys, key);
}

/** The stack's values over its profile's (an unknown profile is one fault, and not one for each of its defaults), and a node's optional mappings filled in for the checks. */
function withDefaults(values: Mapping): Mapping {
	const name = values.profile ?? defaultProfile;
	const known = typeof name === "string" && Object.hasOwn(profiles, name);
	const profile = profiles[known ? (name as keyof typeof profiles) : defaultProfile];
	const all = merged({ profile: defaultProfile, ...profile }, values);
	if (!isMapping(all) || !Array.isArray(all.nodes)) return isMapping(all) ? all : {};
	const nodes = all.nodes.map((entry) => (isMapping(entry) ? { labels: {}, taints: {}, ...entry } : entry));
	return { ...all, nodes };
}

/** An issue that leaves the structure as the types have it, so that the checks can still look at the section. */
function isOfValue(issue: z.core.$ZodIssue): boolean {
	return ["custom", "too_small", "too_big", "unrecognized_keys"].includes(issue.code);
}

/** Whether the fault is at a place that is wrong already, or was concluded from one. */
function follows({ path, from = [] }: Fault, wrong: readonly Path[]): boolean {
	const within = (inner: Path, outer: Path) => outer.every((part, index) => inner[index] === part);
	return wrong.some(
		(place) => within(path, place) || from.some((basis) => within(place, basis) || within(basis, place)),
	);
}

function usableNodes(entries: readonly unknown[]): Sections["nodes"] {
	return entries.map((entry) => {
		const parsed = node.safeParse(entry);
		return parsed.success || parsed.error.issues.every(isOfValue) ? (entry as Sections["nodes"][number]) : undefined;
	});
}

/** What is one's own of a node, however wrong the rest of it is. */
function machine(entry: unknown, index: number): Machine {
	const given = isMapping(entry) ? entry : {};
	const text = (key: string) => (typeof given[key] === "string" && given[key] !== "" ? { [key]: given[key] } : {});
	const vmId = typeof given.vmId === "number" && given.kind !== "bareMetal" ? { vmId: given.vmId } : {};
	const label = typeof given.name === "string" && given.name !== "" ? `node ${given.name}` : `nodes[${index}]`;
	return { label, ...text("name"), ...text("address"), ...text("mac"), ...vmId };
}

function* secretFaults(values: Mapping, encrypted: StackValues["encrypted"]): Generator<Fault> {
	for (const key of Object.keys(secretKeys)) {
		if (values[key] === undefined || encrypted.some(([first]) => first === key)) continue;
		yield { path: [key], says: `is in plain text; ${knownNow[key as keyof typeof secretKeys]}` };
	}
	for (const path of encrypted) {
		if (path.length === 1 && isSecretKey(path[0])) continue;
		const allowed = Object.keys(secretKeys).join(" and ");
		yield { path, says: `is encrypted; only ${allowed} may be, it must be in plain text` };
	}
}

function* unknownKeys(values: Mapping): Generator<Fault> {
	const known = [...Object.keys(labConfig.shape), ...Object.keys(secretKeys)];
	for (const key of Object.keys(values)) {
		if (known.includes(key)) continue;
		const meant = nearest(key, known);
		yield {
			path: [key],
			says: `is no known key; ${meant === undefined ? `it must be one of ${known.join(", ")}` : `did you mean ${meant}?`}`,
		};
	}
}

/** In the order of the sections; within one as found. */
function inOrder(faults: readonly Fault[]): Fault[] {
	const order = Object.keys(labConfig.shape);
	return [...faults].sort((one, other) => order.indexOf(String(one.path[0])) - order.indexOf(String(other.path[0])));
}

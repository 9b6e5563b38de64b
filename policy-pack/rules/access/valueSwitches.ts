import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";
import { isTree } from "../machinePatch";
import { releaseOf } from "./chartSettings";

/** A variable that decides who may sign in, wherever a chart takes variables: what it must say. */
export interface Watched {
	/** A regular expression over its whole name, without case. */
	variable: string;
	holds: (text: string) => boolean;
	what: string;
	/** Where it may be taken from: a ConfigMap's key that a rule of its own judges. */
	from?: { name: string; key: string };
}

export function watchedSwitches(
	switches: readonly { variable: string; must: "true" | "false"; from?: Watched["from"] }[],
): Watched[] {
	return switches.map(({ variable, must, from }) => ({
		variable,
		...(from === undefined ? {} : { from }),
		holds: (text) => text.trim().toLowerCase() === must,
		what: `must be ${must}`,
	}));
}

/**
 * Variables (a mapping of names, or a list of `{name, value}`) and arguments anywhere in a release's values: `server.env`,
 * `deployment.env`, `extraArgs`, … Each chart has its own places for them, and all of them end in a container: what is not known yet
 * may be one wherever it stands. Undefined where none is.
 */
export function judgeValues(
	resource: Resource,
	watched: readonly Watched[],
	noLogin?: RegExp,
): Judgement[] | undefined {
	const all = watched.map((one) => ({ ...one, pattern: new RegExp(`^(${one.variable})(__FILE)?$`, "i") }));
	let any = false;
	const judge = (name: string, value: unknown, path: string, reference: unknown): Judgement[] | undefined => {
		const found = all.filter(({ pattern }) => pattern.test(name));
		if (found.length === 0) return undefined;
		any = true;
		if (isPulumiUnknown(value)) return [undecided(path)];
		// What is taken from elsewhere has no value here: a switch is stated where it is judged.
		const text = typeof value === "object" || value === undefined ? "" : String(value);
		return found.flatMap(({ holds, from, what }) => {
			const taken = isTakenFrom(reference, from);
			if (taken === true || holds(text)) return [];
			return [taken === undefined ? undecided(path) : violated(path, what)];
		});
	};
	const visit = (value: unknown, path: string): Judgement[] => {
		if (isPulumiUnknown(value)) return [undecided(path)];
		if (Array.isArray(value)) {
			const off = noLogin?.test(value.filter((one) => typeof one === "string").join(" ")) ?? false;
			return [
				...(off ? [violated(path, "turn the sign-in off")] : []),
				...value.flatMap((one: unknown, i) => {
					const place = `${path}[${i}]`;
					if (!isTree(one) || typeof one.name !== "string") return visit(one, place);
					const judged = judge(one.name, one.value, place, one.valueFrom);
					if (judged === undefined) return visit(one, place);
					return [...judged, ...visit({ ...one, value: known(one.value), valueFrom: undefined }, place)];
				}),
			];
		}
		if (!isTree(value)) return [];
		return Object.entries(value).flatMap(([key, inner]) => {
			const place = /^[A-Za-z0-9_-]+$/.test(key) ? `${path}.${key}` : `${path}[${key}]`;
			const judged = judge(key, inner, place, isTree(inner) ? inner.valueFrom : undefined);
			if (judged === undefined) return visit(inner, place);
			return [...judged, ...visit(isTree(inner) ? { ...inner, valueFrom: undefined } : known(inner), place)];
		});
	};
	const release = releaseOf(resource);
	if (release === undefined) return undefined;
	if (isPulumiUnknown(release.values)) return [undecided("values")];
	const found = visit(release.values, "values");
	return any || found.length > 0 ? found : undefined;
}

/** What was judged as unknown is not said again. */
const known = (value: unknown): unknown => (isPulumiUnknown(value) ? undefined : value);

/** Whether a variable's `valueFrom` is of the ConfigMap and the key that another rule judges; undefined where that is not known yet. */
function isTakenFrom(reference: unknown, from: Watched["from"]): boolean | undefined {
	if (from === undefined) return false;
	const others = (["name", "key"] as const)
		.map((member) => ({ is: at(reference, "configMapKeyRef", member), must: from[member] }))
		.filter(({ is, must }) => is !== must);
	if (others.length === 0) return true;
	return others.every(({ is }) => isPulumiUnknown(is)) ? undefined : false;
}

import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { isTree, type Tree } from "../machinePatch";

/** What stands at a place of a chart's values or of a file of settings. */
export type Found = { path: string; value: unknown } | { path: string; unknown: true };

/** The settings of one application, wherever they are written. */
export interface Settings {
	/** Where they stand, for a finding about the whole. */
	path: string;
	/** A section's key: `auth`, `disable_login_form`. Undefined: it is not set. */
	at: (section: string, key: string) => Found | undefined;
	/** Every key of a section. */
	keys: (section: string) => string[];
}

/** The value below a tree; what is unknown on the way stands for all that is below it. */
export function find(tree: unknown, path: readonly string[], start: string): Found | undefined {
	let value = tree;
	let at = start;
	if (isPulumiUnknown(value)) return { path: at, unknown: true };
	for (const key of path) {
		if (!isTree(value) || !Object.hasOwn(value, key)) return undefined;
		value = value[key];
		at = /^[A-Za-z0-9_-]+$/.test(key) ? `${at}.${key}` : `${at}[${key}]`;
		if (isPulumiUnknown(value)) return { path: at, unknown: true };
	}
	return value === undefined || value === null ? undefined : { path: at, value };
}

/** Settings that are a mapping of sections to keys below a place of a chart's values. */
export function settingsBelow(values: unknown, place: readonly string[], start = "values"): Settings {
	const found = find(values, place, start);
	const whole = found ?? { path: place.length === 0 ? start : `${start}.${place.join(".")}`, value: {} };
	return {
		path: whole.path,
		at: (section, key) =>
			"unknown" in whole ? whole : find(whole.value, section === "" ? [key] : [section, key], whole.path),
		keys: (section) => {
			if ("unknown" in whole) return [];
			const inner = section === "" ? whole.value : isTree(whole.value) ? whole.value[section] : undefined;
			return isTree(inner) ? Object.keys(inner) : [];
		},
	};
}

/** A chart that the program installs, by its own name: `.cache/charts/argo-cd-10.1.1.tgz`, `oci://…/argo-cd`, `argo/argo-cd`. */
export interface Release {
	chart: string | { unknown: true };
	values: unknown;
	/** What is to be said of files of values, which only Helm reads. */
	files: Judgement[];
}

export function releaseOf({ type, properties }: Resource): Release | undefined {
	if (type !== "kubernetes:helm.sh/v3:Release" && type !== "kubernetes:helm.sh/v4:Chart") return undefined;
	const { chart, values, valueYamlFiles } = properties;
	return {
		chart: isPulumiUnknown(chart) ? { unknown: true } : chartName(chart),
		values: values ?? {},
		files: judgeFiles(valueYamlFiles),
	};
}

/** What is in an asset reaches no policy: files of values could hold anything. */
export function judgeFiles(files: unknown): Judgement[] {
	if (files === undefined || files === null || (Array.isArray(files) && files.length === 0)) return [];
	if (isPulumiUnknown(files)) return [undecided("valueYamlFiles")];
	return [violated("valueYamlFiles", "hold values that are not judged; put them in values")];
}

function chartName(chart: unknown): string {
	if (typeof chart !== "string") return "";
	const last = chart.replace(/\/+$/, "").split("/").at(-1) ?? "";
	return last
		.toLowerCase()
		.replace(/\.tgz$/, "")
		.replace(/[-@:]v?\d+\.\d+.*$/, "");
}

/**
 * Reads a file of settings in the form of Go's ini library, which Grafana and Forgejo use: a key's last value holds. Undefined
 * where a line is none of it.
 */
export function readIni(text: string): Tree | undefined {
	// Without a prototype: a section may have any name.
	const empty = <Value>(): Record<string, Value> => Object.create(null) as Record<string, Value>;
	const result = empty<Record<string, string>>();
	let section = empty<string>();
	result[""] = section;
	for (const raw of text.split(/\r?\n/)) {
		const line = raw.trim();
		if (line === "" || line.startsWith(";") || line.startsWith("#")) continue;
		const header = /^\[([^\]]+)\]$/.exec(line)?.[1];
		if (header !== undefined) {
			const name = header.trim();
			section = result[name] ?? empty<string>();
			result[name] = section;
			continue;
		}
		const split = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line);
		const [, key, value] = split ?? [];
		if (key === undefined || value === undefined) return undefined;
		section[key.trim()] = unquote(value);
	}
	return result;
}

/** A comment may follow a value; a value may stand in quotes. */
function unquote(value: string): string {
	const quoted = /^(["'`])(.*?)\1\s*([#;].*)?$/.exec(value);
	return quoted?.[2] ?? value.replace(/\s+[#;].*$/, "").trim();
}

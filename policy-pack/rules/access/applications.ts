import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { isTree } from "../machinePatch";
import { type Found, find, readIni, releaseOf, type Settings, settingsBelow } from "./chartSettings";

/** An application whose sign-in is configured by a chart's values, or by a file in a ConfigMap or a Secret. */
export interface Application {
	name: "argo-cd" | "forgejo" | "grafana" | "minio";
	settings: Settings;
	/** What decides whether it is installed at all, where that is not known yet. */
	open?: string;
}

export interface Applications {
	applications: Application[];
	/** What of them cannot be read. */
	judgements: Judgement[];
}

/** Charts that bring Grafana as a part of theirs, on unless it is turned off. */
const withGrafana = ["kube-prometheus-stack", "victoria-metrics-k8s-stack"];

/** The applications that a resource configures; undefined where it configures none. */
export function applicationsOf(resource: Resource): Applications | undefined {
	const release = releaseOf(resource);
	if (release === undefined) return filesOf(resource);
	const { chart, values, files } = release;
	if (typeof chart !== "string") return { applications: [], judgements: [undecided("chart")] };
	const applications = installed(chart, values);
	if (applications.length === 0) return undefined;
	return { applications, judgements: files };
}

function installed(chart: string, values: unknown): Application[] {
	switch (chart) {
		case "argo-cd":
			return [{ name: "argo-cd", settings: settingsBelow(values, ["configs"]) }];
		case "minio":
			return [{ name: "minio", settings: settingsBelow(values, []) }];
		case "forgejo":
		case "gitea":
			return [{ name: "forgejo", settings: forgejo(values) }];
		case "grafana":
			return [{ name: "grafana", settings: grafana(values, []) }];
	}
	const part = find(values, ["grafana"], "values");
	if (!withGrafana.includes(chart) && (part === undefined || !("value" in part) || !isTree(part.value))) return [];
	const enabled = find(values, ["grafana", "enabled"], "values");
	if (enabled !== undefined && "value" in enabled && enabled.value === false) return [];
	const open = enabled !== undefined && "unknown" in enabled ? { open: enabled.path } : {};
	return [{ name: "grafana", settings: grafana(values, ["grafana"]), ...open }];
}

/** Grafana's variables GF_<SECTION>_<KEY> hold before its file (grafana.com, Configure Grafana, "Override configuration"). */
function grafana(values: unknown, place: readonly string[]): Settings {
	const file = settingsBelow(values, [...place, "grafana.ini"]);
	const variable = (section: string, key: string): Found | undefined =>
		find(values, [...place, "env", `GF_${section}_${key}`.toUpperCase().replaceAll(/[.-]/g, "_")], "values");
	return { ...file, at: (section, key) => variable(section, key) ?? file.at(section, key) };
}

/** The chart's FORGEJO__<section>__<KEY> hold before the values' own settings (forgejo-helm, "additionalConfigFromEnvs"). */
function forgejo(values: unknown): Settings {
	const file = settingsBelow(values, ["gitea", "config"]);
	const variables = find(values, ["gitea", "additionalConfigFromEnvs"], "values");
	return {
		...file,
		at: (section, key) => {
			if (variables !== undefined && "unknown" in variables) return variables;
			const list: unknown[] = Array.isArray(variables?.value) ? variables.value : [];
			for (const [i, one] of list.entries()) {
				const path = `values.gitea.additionalConfigFromEnvs[${i}]`;
				if (isPulumiUnknown(one)) return { path, unknown: true };
				if (!isTree(one)) continue;
				if (isPulumiUnknown(one.name)) return { path: `${path}.name`, unknown: true };
				if (!isVariable(one.name, section, key)) continue;
				return isPulumiUnknown(one.value) ? { path, unknown: true } : { path, value: one.value };
			}
			return file.at(section, key);
		},
	};
}

function isVariable(name: unknown, section: string, key: string): boolean {
	return typeof name === "string" && new RegExp(`^(FORGEJO|GITEA)__${section}__${key}$`, "i").test(name);
}

const files: Readonly<Record<string, Application["name"]>> = { "grafana.ini": "grafana", "app.ini": "forgejo" };

/** The files of settings in a ConfigMap, or in a Secret. */
function filesOf({ type, properties }: Resource): Applications | undefined {
	if (!/^kubernetes:core\/v1:(ConfigMap|Secret)(Patch)?$/.test(type)) return undefined;
	const found: Applications = { applications: [], judgements: [] };
	let any = false;
	for (const member of ["data", "stringData"]) {
		const held = properties[member];
		if (isPulumiUnknown(held)) {
			found.judgements.push(undecided(member));
			any = true;
		}
		if (!isTree(held)) continue;
		for (const [key, name] of Object.entries(files)) {
			if (!Object.hasOwn(held, key)) continue;
			any = true;
			const path = `${member}.${key}`;
			const text = held[key];
			if (isPulumiUnknown(text)) {
				found.judgements.push(undecided(path));
				continue;
			}
			const encoded = type.includes(":Secret") && member === "data";
			const settings =
				typeof text === "string" ? readIni(encoded ? Buffer.from(text, "base64").toString("utf8") : text) : undefined;
			if (settings === undefined) found.judgements.push(violated(path, "cannot be read as settings"));
			else found.applications.push({ name, settings: settingsBelow(settings, [], path) });
		}
	}
	return any ? found : undefined;
}

/** Judges each application; of one that may not be installed, what is wrong is not decided. */
export function judgeEach(
	applications: readonly Application[],
	judge: (application: Application) => Judgement[],
): Judgement[] {
	return applications.flatMap((application) => {
		const found = judge(application);
		const decided = found.some(({ outcome }) => outcome === "violated");
		return decided && application.open !== undefined ? [undecided(application.open)] : found;
	});
}

/** Whether a setting is one of the values, whatever its form: `true`, `"true"`, `True`. */
export function isSetTo(value: unknown, ...texts: readonly string[]): boolean {
	return texts.includes(String(value).trim().toLowerCase());
}

/** Holds a setting to be one of the values; where it is absent, its default decides. */
export function must(
	settings: Settings,
	[section, key]: readonly [string, string],
	texts: readonly string[],
	{ ifAbsent, what }: { ifAbsent: "held" | "violated"; what: string },
): Judgement[] {
	const found = settings.at(section, key);
	const place = section === "" ? key : `${section}.${key}`;
	if (found === undefined) return ifAbsent === "held" ? [] : [violated(`${settings.path}.${place}`, what)];
	if ("unknown" in found) return [undecided(found.path)];
	return isSetTo(found.value, ...texts) ? [] : [violated(found.path, what)];
}

/** Each judgement once: what is unknown as a whole stands for every setting below it. */
export function once(judgements: readonly Judgement[]): Judgement[] {
	return [...new Map(judgements.map((one) => [`${one.outcome} ${one.finding}`, one])).values()];
}

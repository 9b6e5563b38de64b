import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, chartOf, hasUnknownChart } from "../installed";
import { isTree } from "../machinePatch";

const control = controlById("AUD-007");

/** AUD-007 over the values of the charts of MinIO, Authentik and Forgejo. */
export const componentAuditValues: ResourceRule = {
	id: control.id,
	slug: "component-audit-values",
	says: "The values of MinIO's, Authentik's and Forgejo's charts have their audit logs on.",
	fix: control.fix,
	judge,
};

const judges: Readonly<Record<string, (values: unknown) => Judgement[]>> = {
	minio: judgeMinio,
	authentik: judgeAuthentik,
	forgejo: judgeForgejo,
	gitea: judgeForgejo,
};

function judge(resource: Resource): Judgement[] | undefined {
	if (hasUnknownChart(resource)) return [undecided("chart")];
	const chart = chartOf(resource) ?? "";
	const judgeValues = Object.hasOwn(judges, chart) ? judges[chart] : undefined;
	if (judgeValues === undefined) return undefined;
	const { values } = resource.properties;
	return isPulumiUnknown(values) ? [undecided("values")] : judgeValues(values);
}

/** `environment`: MinIO sends each call to a target, where one is enabled and has an address. */
function judgeMinio(values: unknown): Judgement[] {
	const path = "values.environment";
	const environment = at(values, "environment");
	if (isPulumiUnknown(environment)) return [undecided(path)];
	const members = isTree(environment) ? environment : {};
	// A target's name ends the names of its variables: the address of another is none.
	const complete = Object.entries(members).some(([name, value]) => {
		const [, kind = "", target = ""] = /^MINIO_AUDIT_(WEBHOOK|KAFKA)_ENABLE(_\w+)?$/.exec(name) ?? [];
		const address = members[`MINIO_AUDIT_${kind}_${kind === "KAFKA" ? "BROKERS" : "ENDPOINT"}${target}`];
		const enabled = kind !== "" && ["on", "true", true].includes(value as string);
		return enabled && typeof address === "string" && address !== "" && !isPulumiUnknown(address);
	});
	if (complete) return [];
	// Of what is not known yet only a variable of an audit target may be what is missing.
	const isOpen = ([name, value]: [string, unknown]): boolean => /^MINIO_AUDIT_/.test(name) && isPulumiUnknown(value);
	const [open] = Object.entries(members).find(isOpen) ?? [];
	return [open === undefined ? violated(path, "enables no audit target") : undecided(`${path}.${open}`)];
}

/** `authentik.log_level`: an event is logged at level info. */
function judgeAuthentik(values: unknown): Judgement[] {
	const path = "values.authentik.log_level";
	const level = at(values, "authentik", "log_level");
	if (isPulumiUnknown(level)) return [undecided(path)];
	if (level === undefined || (typeof level === "string" && /^(info|debug|trace)$/i.test(level))) return [];
	return [violated(path, "leaves events out")];
}

/** `gitea.config.log`: the access logger has no output by default. */
function judgeForgejo(values: unknown): Judgement[] {
	const log = at(values, "gitea", "config", "log");
	const path = "values.gitea.config.log";
	if (isPulumiUnknown(log)) return [undecided(path)];
	const mode = isTree(log) ? Object.entries(log).find(([key]) => /^logger\.access\.mode$/i.test(key))?.[1] : undefined;
	if (isPulumiUnknown(mode)) return [undecided(`${path}[logger.access.MODE]`)];
	if (typeof mode === "string" && mode.split(",").some((output) => output.trim() !== "")) return [];
	return [violated(`${path}[logger.access.MODE]`, "has no output")];
}

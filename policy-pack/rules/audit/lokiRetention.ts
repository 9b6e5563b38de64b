import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule, Surroundings } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, chartOf, hasUnknownChart, kindOf, mayBeYaml } from "../installed";
import { isTree } from "../machinePatch";
import { logRetentionDays } from "../retentionDays";
import { type Found, judgeLoki, judgeTenants, notRead, overlaid, parsed, withoutCovered } from "./lokiConfiguration";

const control = controlById("AUD-003");

/** AUD-003 over Loki: its chart's values, the ConfigMap or Secret that holds its configuration, and the operator's LokiStack. */
export const lokiRetention: ResourceRule = {
	id: control.id,
	slug: "loki-retention",
	says: control.says,
	fix: control.fix,
	judge,
};

function judge(resource: Resource, { environmentClass }: Surroundings): Judgement[] | undefined {
	const least = logRetentionDays[environmentClass];
	const found = finds(resource, least);
	if (found === undefined) return undefined;
	return [...found.faults.map(({ path, what }) => violated(path, what)), ...found.unknown.map(undecided)];
}

function finds(resource: Resource, least: number): Found | undefined {
	if (hasUnknownChart(resource)) return { faults: [], unknown: ["chart"] };
	const chart = chartOf(resource);
	if (chart !== undefined)
		return /^loki(-stack|-distributed|-simple-scalable)?$/.test(chart) ? ofRelease(resource, least) : undefined;
	switch (kindOf(resource)) {
		case "/ConfigMap":
			return ofTexts(resource, { data: "plain", binaryData: "base64" }, least);
		case "/Secret":
			return ofTexts(resource, { stringData: "plain", data: "base64" }, least);
		case "loki.grafana.com/LokiStack":
			return ofLokiStack(resource, least);
		default:
			return undefined;
	}
}

function ofRelease({ properties: { values } }: Resource, least: number): Found {
	if (isPulumiUnknown(values)) return { faults: [], unknown: ["values"] };
	const loki = at(values, "loki");
	if (isPulumiUnknown(loki)) return { faults: [], unknown: ["values.loki"] };
	const whole = at(loki, "config");
	if (whole !== undefined)
		return {
			faults: [{ path: "values.loki.config", what: "takes the place of the values; use loki.structuredConfig" }],
			unknown: [],
		};
	const structured = at(loki, "structuredConfig");
	if (isPulumiUnknown(structured)) return { faults: [], unknown: ["values.loki.structuredConfig"] };
	const own = judgeLoki(overlaid(loki, structured), "values.loki.", least);
	const runtime = overlaid(at(loki, "runtimeConfig"), at(structured, "runtimeConfig"));
	const tenants = judgeTenants(at(runtime, "overrides"), "values.loki.runtimeConfig.overrides", least);
	return withoutCovered(together(own, tenants), loki, structured, "values.loki");
}

/** Any member whose text is a Loki configuration: `schema_config` or `limits_config` is in each. */
function ofTexts(
	{ properties }: Resource,
	members: Readonly<Record<string, "plain" | "base64">>,
	least: number,
): Found | undefined {
	const found = Object.entries(members).flatMap(([member, form]) => {
		const data = properties[member];
		if (isPulumiUnknown(data)) return [{ faults: [], unknown: [member] }];
		if (!isTree(data)) return [];
		return Object.entries(data).flatMap(([key, given]) => {
			if (isPulumiUnknown(given)) return mayBeYaml(key) ? [{ faults: [], unknown: [`${member}[${key}]`] }] : [];
			if (typeof given !== "string") return [];
			const text = form === "plain" ? given : Buffer.from(given, "base64").toString("utf8");
			return ofText(text, `${member}[${key}]`, least);
		});
	});
	return found.length === 0 ? undefined : together(...found);
}

function ofText(text: string, path: string, least: number): Found[] {
	const isLoki =
		/^["']?(schema_config|limits_config)["']?\s*:/m.test(text) || /"(schema_config|limits_config)"\s*:/.test(text);
	const isRuntime = /^["']?overrides["']?\s*:/m.test(text) && /retention_(period|stream)/.test(text);
	if (!isLoki && !isRuntime) return [];
	const documents = parsed(text);
	if (documents === undefined) return [{ faults: [{ path, what: notRead }], unknown: [] }];
	return documents.map((document) =>
		isLoki
			? judgeLoki(document, `${path}.`, least)
			: judgeTenants(at(document, "overrides"), `${path}.overrides`, least),
	);
}

/** The operator's own resource (loki-operator, api/loki/v1: `spec.limits.global.retention.days`). */
function ofLokiStack({ properties }: Resource, least: number): Found {
	const path = "spec.limits.global.retention.days";
	const days = at(properties, ...path.split("."));
	if (isPulumiUnknown(days)) return { faults: [], unknown: [path] };
	if (days === undefined) return { faults: [{ path, what: "states no retention" }], unknown: [] };
	if (typeof days === "number" && days >= least) return { faults: [], unknown: [] };
	return { faults: [{ path, what: `is less than the ${least} days of this class` }], unknown: [] };
}

function together(...found: Found[]): Found {
	return { faults: found.flatMap(({ faults }) => faults), unknown: found.flatMap(({ unknown }) => unknown) };
}

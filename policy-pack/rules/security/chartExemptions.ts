import { type Judgement, violated } from "../../../controls/judgement";
import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, chartOf, elements } from "../installed";
import { exemptingExpressions, exemptingSelector } from "./exemptions";

/**
 * Where an engine's chart takes what it leaves out (charts/gatekeeper/values.yaml of open-policy-agent/gatekeeper,
 * charts/kyverno/values.yaml of kyverno/kyverno).
 */
const exempting: Readonly<
	Record<string, Readonly<Record<"selectors" | "conditions" | "patterns" | "names" | "filters", readonly string[]>>>
> = {
	gatekeeper: {
		selectors: ["validatingWebhookObjectSelector", "mutatingWebhookObjectSelector"],
		conditions: ["validatingWebhookMatchConditions", "mutatingWebhookMatchConditions"],
		patterns: [
			"validatingWebhookExemptNamespacesLabels",
			"mutatingWebhookExemptNamespacesLabels",
			"controllerManager.exemptNamespacePrefixes",
			"controllerManager.exemptNamespaceSuffixes",
		],
		names: [],
		filters: [],
	},
	kyverno: {
		selectors: ["config.webhooks.namespaceSelector", "config.webhooks.objectSelector"],
		conditions: ["config.matchConditions"],
		patterns: [],
		names: ["config.resourceFiltersIncludeNamespaces"],
		filters: ["config.resourceFilters", "config.resourceFiltersInclude"],
	},
};

/** What the values of an engine's chart leave out by more than exact names of namespaces. */
export function chartExemptions(resource: Resource): Judgement[] {
	const where = exempting[chartOf(resource) ?? ""];
	if (where === undefined) return [];
	const { properties } = resource;
	return [
		...where.selectors.flatMap((one) => exemptingSelector(properties, `values.${one}`)),
		...where.conditions.flatMap((one) => exemptingExpressions(properties, `values.${one}`, { condition: true })),
		...where.patterns.flatMap((one) => {
			const value = at(properties.values, ...one.split("."));
			const empty = typeof value !== "object" || value === null || Object.keys(value).length === 0;
			return empty ? [] : [violated(`values.${one}`, "exempts namespaces by a pattern or a label")];
		}),
		...where.names.flatMap((one) => texts(properties.values, one, (name) => /[*?]/.test(name))),
		...where.filters.flatMap((one) => texts(properties.values, one, isPatternOfNamespaces)),
	];
}

function texts(values: unknown, key: string, exempts: (text: string) => boolean): Judgement[] {
	return elements(at(values, ...key.split("."))).flatMap((text, i) =>
		typeof text === "string" && !isPulumiUnknown(text) && exempts(text)
			? [violated(`values.${key}[${i}]`, "exempts namespaces by a pattern")]
			: [],
	);
}

/** `[kind,namespace,name]`, of which the chart's own leave out some kinds in every namespace: `[Event,*,*]`. */
function isPatternOfNamespaces(filters: string): boolean {
	return [...filters.matchAll(/\[([^\],]*),([^\],]*)[^\]]*\]/g)].some(([, kind = "", namespace = ""]) =>
		namespace.trim() === "*" ? /^\*(\/\*)*$/.test(kind.trim()) : /[*?]/.test(namespace),
	);
}

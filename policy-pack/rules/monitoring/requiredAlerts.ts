import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { parsed } from "../audit/lokiConfiguration";
import { at, chartOf, elements, holdsPlatform, kindOf, unknownRelease, unknownWithin } from "../installed";
import { isTree } from "../machinePatch";
import { alertTopics, type Topic } from "./alertTopics";
import { notifies } from "./receivers";

const control = controlById("MON-001");

/** MON-001 over the stack: an alert on each topic, and a receiver that notifies somebody. */
export const requiredAlerts: StackRule = {
	id: control.id,
	slug: "required-alerts",
	says: control.says,
	fix: control.fix,
	overObjects: true,
	judge,
};

function judge(resources: readonly Resource[], stack: Resource): StackJudgement[] | undefined {
	if (!holdsPlatform(resources)) return undefined;
	const sources = resources.filter(bringsAlerts);
	const expressions = sources.flatMap(expressionsOf);
	const open = unknownRelease(resources)?.name ?? sources.find((source) => openIn(source) !== undefined)?.name;
	const report = (path: string): StackJudgement => ({
		resource: stack,
		...(open === undefined ? violated(path, "is missing") : undecided(path)),
	});
	const missing = alertTopics.filter(
		(topic) =>
			!expressions.some((expression) => topic.reads.every((read) => read.test(expression))) &&
			!resources.some((resource) => bringsByItself(resource, topic)),
	);
	return [
		...missing.map(({ topic }) => report(`alerts[${topic}]`)),
		...(resources.some(hasReceiver) ? [] : [report("alerts[receiver]")]),
	];
}

const operator = "kube-prometheus-stack";

function bringsAlerts(resource: Resource): boolean {
	const kind = kindOf(resource);
	return (
		chartOf(resource) === operator ||
		kind === "monitoring.coreos.com/PrometheusRule" ||
		kind === "monitoring.coreos.com/AlertmanagerConfig"
	);
}

function openIn({ properties }: Resource): string | undefined {
	return unknownWithin(properties.spec, "spec") ?? unknownWithin(properties.values, "values");
}

/** The expressions of all alerts of a PrometheusRule, or of the rules that a release's values add. */
function expressionsOf({ properties }: Resource): string[] {
	const added = at(properties, "values", "additionalPrometheusRulesMap");
	const sets = [
		at(properties, "spec"),
		...(isTree(added) ? Object.values(added) : []),
		...elements(at(properties, "values", "additionalPrometheusRules")),
	];
	return sets
		.flatMap((set) => elements(at(set, "groups")))
		.flatMap((group) => elements(at(group, "rules")))
		.flatMap((rule) => {
			const alert = at(rule, "alert");
			const expression = at(rule, "expr");
			return typeof alert === "string" && typeof expression === "string" && !isPulumiUnknown(expression)
				? [expression]
				: [];
		});
}

/** The chart's own rules, which it has on where nothing is said. */
function bringsByItself(resource: Resource, { chart }: Topic): boolean {
	if (chartOf(resource) !== operator || chart === undefined) return false;
	const { values } = resource.properties;
	const switches = [["defaultRules", "create"], ...chart].map((path) => at(values, ...path));
	return switches.every((value) => value === undefined || value === true);
}

function hasReceiver(resource: Resource): boolean {
	const { properties } = resource;
	const chart = chartOf(resource);
	if (chart === operator)
		return (
			at(properties, "values", "alertmanager", "enabled") !== false &&
			notifies(at(properties, "values", "alertmanager", "config"))
		);
	if (chart === "alertmanager") return notifies(at(properties, "values", "config"));
	switch (kindOf(resource)) {
		case "monitoring.coreos.com/AlertmanagerConfig":
			return notifies(at(properties, "spec"));
		case "/Secret":
			return texts(properties).some((text) => (parsed(text) ?? []).some(notifies));
		default:
			return false;
	}
}

/** Alertmanager's configuration in the Secret that the operator reads (`alertmanager.yaml`). */
function texts({ data, stringData }: Record<string, unknown>): string[] {
	const plain = at(stringData, "alertmanager.yaml");
	const encoded = at(data, "alertmanager.yaml");
	if (typeof plain === "string" && !isPulumiUnknown(plain)) return [plain];
	if (typeof encoded !== "string" || isPulumiUnknown(encoded)) return [];
	return [Buffer.from(encoded, "base64").toString("utf8")];
}

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
	const unread = unknownRelease(resources) !== undefined;
	const alerts = resources.filter(bringsAlerts).flatMap(alertsOf);
	const report = (path: string, isThere: boolean | undefined): StackJudgement[] => {
		if (isThere === true) return [];
		const judgement = isThere === undefined || unread ? undecided(path) : violated(path, "is missing");
		return [{ resource: stack, ...judgement }];
	};
	return [
		...alertTopics.flatMap((topic) =>
			report(
				`alerts[${topic.topic}]`,
				anyOf([...alerts.map((alert) => isOn(alert, topic)), ...resources.map((one) => bringsByItself(one, topic))]),
			),
		),
		...report("alerts[receiver]", anyOf(resources.map(hasReceiver))),
	];
}

/** True where one is; undefined where one may be that is not known yet. */
function anyOf(all: readonly (boolean | undefined)[]): boolean | undefined {
	if (all.includes(true)) return true;
	return all.includes(undefined) ? undefined : false;
}

const operator = "kube-prometheus-stack";

function bringsAlerts(resource: Resource): boolean {
	return chartOf(resource) === operator || kindOf(resource) === "monitoring.coreos.com/PrometheusRule";
}

/** The rules of a PrometheusRule, or those that a release's values add; one that is not known yet may be any. */
function alertsOf({ properties }: Resource): unknown[] {
	const added = at(properties, "values", "additionalPrometheusRulesMap");
	const sets = [
		at(properties, "spec"),
		...(isTree(added) ? Object.values(added) : members(added)),
		...members(at(properties, "values", "additionalPrometheusRules")),
	];
	return sets.flatMap((set) => members(at(set, "groups"))).flatMap((group) => members(at(group, "rules")));
}

/** The elements of a list; of one that is not known yet, what stands for them. */
const members = (value: unknown): unknown[] => (isPulumiUnknown(value) ? [value] : elements(value));

function isOn(rule: unknown, { reads }: Topic): boolean | undefined {
	const alert = at(rule, "alert");
	const expression = at(rule, "expr");
	if (isPulumiUnknown(expression)) return alert === undefined ? false : undefined;
	const isRead = typeof expression === "string" && reads.every((read) => read.test(expression));
	return isPulumiUnknown(alert) && isRead ? undefined : isRead && typeof alert === "string";
}

/** The chart's own rules, which it has on where nothing is said. */
function bringsByItself(resource: Resource, { chart }: Topic): boolean | undefined {
	if (chartOf(resource) !== operator || chart === undefined) return false;
	const { values } = resource.properties;
	const switches = [["defaultRules", "create"], ...chart].map((path) => at(values, ...path));
	if (switches.every((value) => value === undefined || value === true)) return true;
	const isOff = switches.some((value) => value !== undefined && value !== true && !isPulumiUnknown(value));
	return isOff ? false : undefined;
}

function hasReceiver(resource: Resource): boolean | undefined {
	const { properties } = resource;
	const chart = chartOf(resource);
	if (chart === operator) {
		const enabled = at(properties, "values", "alertmanager", "enabled");
		if (enabled === false) return false;
		const told = isTold(at(properties, "values", "alertmanager", "config"));
		return told === true && isPulumiUnknown(enabled) ? undefined : told;
	}
	if (chart === "alertmanager") return isTold(at(properties, "values", "config"));
	switch (kindOf(resource)) {
		case "monitoring.coreos.com/AlertmanagerConfig":
			return isTold(at(properties, "spec"));
		case "/Secret":
			return anyOf(texts(properties).map((text) => (text === undefined ? text : (parsed(text) ?? []).some(notifies))));
		default:
			return false;
	}
}

/** Whether a configuration notifies somebody; undefined where what is not known yet decides it. */
function isTold(configuration: unknown): boolean | undefined {
	if (notifies(configuration)) return true;
	return unknownWithin(configuration, "") === undefined ? false : undefined;
}

/** Alertmanager's configuration in the Secret that the operator reads (`alertmanager.yaml`); undefined: not known yet. */
function texts({ data, stringData }: Record<string, unknown>): (string | undefined)[] {
	const plain = at(stringData, "alertmanager.yaml");
	const encoded = at(data, "alertmanager.yaml");
	if (isPulumiUnknown(plain)) return [undefined];
	if (typeof plain === "string") return [plain];
	if (isPulumiUnknown(encoded)) return [undefined];
	return typeof encoded === "string" ? [Buffer.from(encoded, "base64").toString("utf8")] : [];
}

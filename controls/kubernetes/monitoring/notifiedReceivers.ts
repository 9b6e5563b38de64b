import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

/** How an AlertmanagerConfig's receiver reaches somebody (prometheus-operator, alertmanager_config_types.go, v1alpha1). */
const notifications = [
	"emailConfigs",
	"pagerdutyConfigs",
	"opsgenieConfigs",
	"slackConfigs",
	"webhookConfigs",
	"pushoverConfigs",
	"victoropsConfigs",
	"telegramConfigs",
	"discordConfigs",
	"webexConfigs",
	"wechatConfigs",
	"msteamsConfigs",
	"msteamsv2Configs",
	"rocketchatConfigs",
];

const notifying = `object.spec.?receivers.orValue([]).filter(receiver, ${notifications
	.map((member) => `receiver.?${member}.orValue([]).exists(one, true)`)
	.join(" || ")}).map(receiver, receiver.?name.orValue(""))`;

/** Says of every route at a depth below the first what `holds` of its variable. */
function routesAt(depth: number, holds: (route: string) => string): string {
	const inner = (level: number): string => {
		const above = level === 1 ? "object.spec.?route" : `route${level - 1}`;
		const body = level === depth ? holds(`route${level}`) : inner(level + 1);
		return `${above}.?routes.orValue([]).all(route${level}, ${body})`;
	};
	return inner(1);
}

/** Deeper than this nobody reads a tree of routes. */
const deepest = 3;

/** MON-001, as far as one object decides it: the receiver that a route ends at notifies somebody. */
export const notifiedReceivers: KubernetesRule = {
	id: "MON-001",
	slug: "notified-receivers",
	says: "An alert's route ends at a receiver that notifies somebody.",
	why: "A control that fails unnoticed is no control: somebody has to be told while there is still time.",
	fix: "Name a receiver in the route that has an e-mail, chat, pager or webhook configuration.",
	applies: objects({
		alertmanagerconfigs: [kind("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig", "alertmanagerconfigs")],
	}),
	cel: [
		`(!has(object.spec.route) || object.spec.route.?receiver.orValue("") in ${notifying})`,
		...Array.from({ length: deepest }, (_, i) =>
			routesAt(i + 1, (route) => `!has(${route}.receiver) || ${route}.receiver in ${notifying}`),
		),
		routesAt(deepest, (route) => `size(${route}.?routes.orValue([])) == 0`),
	].join(" && "),
	finding: (path) =>
		path.endsWith("routes")
			? `${path} lie more than ${deepest} deep; write them higher up`
			: `${path} ends at a receiver that notifies nobody`,
};

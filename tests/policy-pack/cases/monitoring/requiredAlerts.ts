import { stringify } from "yaml";
import { alertTopics } from "../../../../policy-pack/rules/monitoring/alertTopics";
import { requiredAlerts } from "../../../../policy-pack/rules/monitoring/requiredAlerts";
import { resource, root, type StackRuleCases, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, exceptedStack } = wordingOf(requiredAlerts);
type Tree = Record<string, unknown>;
const release = (chart: unknown, values: unknown, name = "proof") =>
	resource("kubernetes:helm.sh/v3:Release", { name, namespace: name, chart, values }, {}, name);
const other = release(".cache/charts/minio-5.4.0.tgz", {}, "storage");

const expressions: Readonly<Record<string, string>> = {
	etcd: "etcd_server_has_leader == 0",
	"certificate expiry": "certmanager_certificate_expiration_timestamp_seconds - time() < 1209600",
	"backup failure": 'kube_job_status_failed{job_name=~"etcd-snapshot-.*"} > 0',
	disk: "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1",
	"policy violation": "increase(apiserver_validating_admission_policy_check_total[5m]) > 0",
	"Falco critical": 'increase(falcosecurity_falcosidekick_falco_events_total{priority_raw="critical"}[5m]) > 0',
};
const rulesOf = (of: Readonly<Record<string, unknown>>): Tree => ({
	groups: [
		{
			name: "required",
			rules: Object.entries(of).map(([topic, expr]) => ({ alert: topic.replaceAll(" ", ""), expr })),
		},
	],
});
const prometheusRule = (of: Readonly<Record<string, unknown>>) =>
	resource("kubernetes:monitoring.coreos.com/v1:PrometheusRule", {
		metadata: { name: "required", namespace: "monitoring" },
		spec: rulesOf(of),
	});
const all = prometheusRule(expressions);
const without = (topic: string) =>
	prometheusRule(Object.fromEntries(Object.entries(expressions).filter(([one]) => one !== topic)));

const onCall = { name: "on-call", email_configs: [{ to: "on-call@gxp.example" }] };
const alertmanager = (receiver: string, receivers: Tree[] = [onCall, { name: "null" }]) => ({
	route: { receiver },
	receivers,
});
const secret = (configuration: unknown) =>
	resource("kubernetes:core/v1:Secret", {
		metadata: { name: "alertmanager" },
		stringData: { "alertmanager.yaml": stringify(configuration) },
	});
const receiver = secret(alertmanager("on-call"));
const custom = resource("kubernetes:monitoring.coreos.com/v1alpha1:AlertmanagerConfig", {
	spec: {
		route: { receiver: "on-call" },
		receivers: [{ name: "on-call", emailConfigs: [{ to: "on-call@gxp.example" }] }],
	},
});
const operator = (values: unknown) => release(".cache/charts/kube-prometheus-stack-79.0.0.tgz", values);

const missing = (topic: string) => fail(`alerts[${topic}] is missing`, root.name);
const everything = [...Object.keys(expressions), "receiver"].map(missing);

const lookalikes: [string, string][] = [
	["etcd", "my_etcd_total > 0"],
	["certificate expiry", "certmanager_certificate_ready_status == 0"],
	["backup failure", 'kube_job_status_failed{job_name="report"} > 0'],
	["disk", "node_memory_MemAvailable_bytes < 1"],
	["policy violation", "gatekeeper_constraints > 0"],
	["Falco critical", 'increase(falco_events_total{priority="notice"}[5m]) > 0'],
];

export const requiredAlertsCases: StackRuleCases = {
	policy: "mon-001-required-alerts",
	compliant: [
		{ says: "every alert, and a receiver in a Secret", resources: [other, all, receiver], messages: [] },
		{ says: "every alert, and an AlertmanagerConfig", resources: [other, all, custom], messages: [] },
		{
			says: "the operator's chart with the alerts in its values",
			resources: [
				operator({
					additionalPrometheusRulesMap: { required: rulesOf(expressions) },
					alertmanager: { config: alertmanager("on-call") },
				}),
			],
			messages: [],
		},
	],
	violating: [
		{ says: "a stack without alerts", resources: [other], messages: everything },
		...alertTopics.map(({ topic }) => ({
			says: `no alert on ${topic}`,
			resources: [other, without(topic), receiver],
			messages: [missing(topic)],
		})),
		...lookalikes.map(([topic, expr]) => ({
			says: `another metric in the place of ${topic}`,
			resources: [other, prometheusRule({ ...expressions, [topic]: expr }), receiver],
			messages: [missing(topic)],
		})),
		{
			says: "a recording rule in the place of an alert",
			resources: [
				other,
				without("etcd"),
				resource("kubernetes:monitoring.coreos.com/v1:PrometheusRule", {
					spec: { groups: [{ rules: [{ record: "a", expr: expressions.etcd }] }] },
				}),
				receiver,
			],
			messages: [missing("etcd")],
		},
		{
			says: "a receiver that notifies nobody",
			resources: [other, all, secret(alertmanager("null"))],
			messages: [missing("receiver")],
		},
		{
			says: "a receiver with an empty list",
			resources: [other, all, secret(alertmanager("on-call", [{ name: "on-call", email_configs: [] }]))],
			messages: [missing("receiver")],
		},
		...[
			[{ receiver: "null", matchers: ['severity=~".*"'] }],
			[{ receiver: "on-call", routes: [{ receiver: "null" }] }],
			[{ matchers: ['namespace="etcd"'], routes: [{ receiver: "null", match: { alertname: "etcdNoLeader" } }] }],
			[{ receiver: "null", matchers: ['alertname =~ "Watchdog|.*"'] }],
		].map((routes) => ({
			says: `a route below that takes alerts to nobody, ${JSON.stringify(routes)}`,
			resources: [other, all, secret({ ...alertmanager("on-call"), route: { receiver: "on-call", routes } })],
			messages: [missing("receiver")],
		})),
		{
			says: "the chart's own receiver, which is none",
			resources: [all, operator({})],
			messages: [missing("receiver")],
		},
		{
			says: "an Alertmanager that is off",
			resources: [all, operator({ alertmanager: { enabled: false, config: alertmanager("on-call") } })],
			messages: [missing("receiver")],
		},
		{
			says: "the chart's own alerts on etcd switched off",
			resources: [operator({ kubeEtcd: { enabled: false } }), without("etcd"), receiver],
			messages: [missing("etcd")],
		},
	],
	absent: [
		{
			says: "a rule without groups",
			resources: [other, resource("kubernetes:monitoring.coreos.com/v1:PrometheusRule", { spec: {} }), receiver],
			messages: everything.slice(0, -1),
		},
	],
	nearMiss: [
		...[
			[{ receiver: "null", matchers: ['alertname = "Watchdog"'] }],
			[{ receiver: "null", matchers: ['alertname =~ "InfoInhibitor|Watchdog"'] }],
			[{ receiver: "null", match: { alertname: "Watchdog" } }],
			[{ matchers: ['severity="critical"'], routes: [{ receiver: "on-call" }] }],
		].map((routes) => ({
			says: `a heartbeat that nobody is told of, or a route to a person, ${JSON.stringify(routes)}`,
			resources: [other, all, secret({ ...alertmanager("on-call"), route: { receiver: "on-call", routes } })],
			messages: [],
		})),
		{
			says: "the chart's own alerts on etcd and disks",
			resources: [operator({}), prometheusRule({ ...expressions, etcd: "a", disk: "b" }), receiver],
			messages: [],
		},
		{
			says: "alerts spread over two objects",
			resources: [other, without("disk"), prometheusRule({ disk: expressions.disk }), receiver],
			messages: [],
		},
	],
	otherKind: [
		{ says: "machines only", resources: [resource("talos:machine/bootstrap:Bootstrap", {})], messages: [] },
		{ says: "a namespace only", resources: [resource("kubernetes:core/v1:Namespace", {})], messages: [] },
	],
	unknown: {
		alone: [
			{
				says: "an unknown expression",
				resources: [other, prometheusRule({ ...expressions, disk: unknown }), receiver],
				messages: [notKnown("alerts[disk]", root.name)],
			},
			{
				says: "a release of an unknown chart",
				resources: [release(unknown, {}), without("etcd"), receiver],
				messages: [notKnown("alerts[etcd]", root.name)],
			},
		],
		besideViolation: [
			{
				says: "an unknown password beside no alert",
				resources: [
					release(".cache/charts/minio-5.4.0.tgz", { password: unknown }, "storage"),
					without("etcd"),
					receiver,
				],
				messages: [missing("etcd")],
			},
		],
	},
	excepted: exceptedStack([other, without("etcd"), receiver], "alerts", "alerts[etcd] is missing"),
};

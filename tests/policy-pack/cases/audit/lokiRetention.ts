import { stringify } from "yaml";
import { lokiRetention } from "../../../../policy-pack/rules/audit/lokiRetention";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(lokiRetention);

type Tree = Record<string, unknown>;
const enabled = { retention_enabled: true };
const notInAdmission = "YAML inside a text, and the days depend on the environment's class.";
const release = (loki: unknown, chart: unknown = ".cache/charts/loki-6.30.1.tgz") =>
	resource("kubernetes:helm.sh/v3:Release", { name: "loki", namespace: "loki", chart, values: { loki } });
const configuration = (period: unknown, more: Tree = {}): Tree => ({
	schema_config: { configs: [] },
	limits_config: { retention_period: period },
	compactor: enabled,
	...more,
});
const text = (tree: unknown) => stringify(tree);
const object = (kind: string, member: string, value: unknown) =>
	resource(`kubernetes:core/v1:${kind}`, {
		metadata: { name: "proof", namespace: "proof" },
		[member]: { "config.yaml": value },
	});
const configMap = (tree: unknown) => object("ConfigMap", "data", text(tree));
const secret = (tree: unknown) => object("Secret", "data", Buffer.from(text(tree)).toString("base64"));
const lokiStack = (days: unknown) =>
	resource("kubernetes:loki.grafana.com/v1:LokiStack", {
		metadata: { name: "proof", namespace: "proof" },
		spec: { limits: { global: { retention: { days } } } },
	});

const at = "values.loki.limits_config.retention_period";
const inText = "data[config.yaml].limits_config.retention_period";
const less = "is less than the 365 days of this class";
const off = "compactor.retention_enabled is not true: no retention is in force";

const periods: [string, unknown, string][] = [
	["a day less than a year", "364d", less],
	["hours that are less than a year", "8759h", less],
	["nothing, written as 0s", "0s", "states no retention"],
	["nothing, written as 0", 0, "states no retention"],
	["what is no duration", "forever", "is no duration"],
	["a number without a unit", "365", "is no duration"],
];

export const lokiRetentionCases: RuleCases = {
	policy: "aud-003-loki-retention",
	compliant: [
		{ says: "a year in the chart's values", resource: release(configuration("365d")), messages: [] },
		{ says: "a year in a ConfigMap", resource: configMap(configuration("8760h")), messages: [], notInAdmission },
		{ says: "a year in a Secret", resource: secret(configuration("1y")), messages: [], notInAdmission },
		{ says: "a year in a LokiStack", resource: lokiStack(365), messages: [], notInAdmission },
	],
	violating: [
		...periods.map(
			([says, period, what]): Case => ({
				says,
				resource: release(configuration(period)),
				messages: [fail(`${at} ${what}`)],
			}),
		),
		{
			says: "30 days in a ConfigMap",
			resource: configMap(configuration("30d")),
			messages: [fail(`${inText} ${less}`)],
			notInAdmission,
		},
		{
			says: "30 days in a ConfigMap, as JSON",
			resource: object("ConfigMap", "data", JSON.stringify(configuration("30d"))),
			messages: [fail(`${inText} ${less}`)],
			notInAdmission,
		},
		{
			says: "30 days in a Secret",
			resource: secret(configuration("30d")),
			messages: [fail(`${inText} ${less}`)],
			notInAdmission,
		},
		{
			says: "a stream that is kept shorter",
			resource: release(
				configuration("365d", {
					limits_config: { retention_period: "365d", retention_stream: [{ selector: "{}", period: "24h" }] },
				}),
			),
			messages: [fail(`values.loki.limits_config.retention_stream[0].period ${less}`)],
		},
		{
			says: "a tenant that is kept shorter",
			resource: release(configuration("365d", { runtimeConfig: { overrides: { lab: { retention_period: "7d" } } } })),
			messages: [fail(`values.loki.runtimeConfig.overrides.lab.retention_period ${less}`)],
		},
		{
			says: "a period that structuredConfig shortens",
			resource: release(configuration("365d", { structuredConfig: { limits_config: { retention_period: "7d" } } })),
			messages: [fail(`${at} ${less}`)],
		},
		{
			says: "a period that the compactor does not act on",
			resource: release(configuration("365d", { compactor: {} })),
			messages: [fail(`values.loki.${off}`)],
		},
		{
			says: "a whole configuration in the place of the values",
			resource: release({ ...configuration("365d"), config: "{{ tpl . }}" }),
			messages: [fail("values.loki.config takes the place of the values; use loki.structuredConfig")],
		},
		{
			says: "a configuration that is no YAML",
			resource: object("ConfigMap", "data", "schema_config: ["),
			messages: [fail("data[config.yaml] is not YAML, or has a merge key `<<` that readers differ about")],
			notInAdmission,
		},
		{
			says: "a merge key behind what it takes back, which Loki's reader lets hold",
			resource: object(
				"ConfigMap",
				"data",
				'limits_config:\n  retention_period: "8760h"\n  <<: {retention_period: 1h}\ncompactor: {retention_enabled: true}\n',
			),
			messages: [fail("data[config.yaml] is not YAML, or has a merge key `<<` that readers differ about")],
			notInAdmission,
		},
		{
			says: "tenants' overrides in a ConfigMap of their own",
			resource: configMap({ overrides: { lab: { retention_period: "7d" } } }),
			messages: [fail(`data[config.yaml].overrides.lab.retention_period ${less}`)],
			notInAdmission,
		},
		{
			says: "a LokiStack of 30 days",
			resource: lokiStack(30),
			messages: [fail(`spec.limits.global.retention.days ${less}`)],
			notInAdmission,
		},
		{
			says: "89 days in a validation",
			resource: release(configuration("89d")),
			messages: [fail(`${at} is less than the 90 days of this class`)],
			environmentClass: "validation",
		},
	],
	absent: [
		{
			says: "the chart without values",
			resource: release(undefined),
			messages: [fail(`values.loki.${off}`), fail(`${at} states no retention`)],
		},
		{
			says: "a configuration without limits",
			resource: configMap({ schema_config: {} }),
			messages: [fail(`data[config.yaml].${off}`), fail(`${inText} states no retention`)],
			notInAdmission,
		},
		{
			says: "a LokiStack that says nothing",
			resource: lokiStack(undefined),
			messages: [fail("spec.limits.global.retention.days states no retention")],
			notInAdmission,
		},
	],
	nearMiss: [
		{ says: "a week in a lab", resource: release(configuration("1w")), messages: [], environmentClass: "lab" },
		{
			says: "90 days in a validation",
			resource: release(configuration("90d")),
			messages: [],
			environmentClass: "validation",
		},
		{ says: "weeks and days that are a year", resource: release(configuration("52w1d")), messages: [] },
	],
	otherKind: [
		release(configuration("1d"), ".cache/charts/loki-canary-1.0.0.tgz"),
		release(configuration("1d"), "lokistack"),
		object("ConfigMap", "data", "retention_period: 1d"),
		object("ConfigMap", "data", "schema_config is a word: here"),
	],
	unknown: {
		alone: [
			{ says: "unknown values", resource: release(unknown), messages: [notKnown("values.loki")] },
			{ says: "an unknown period", resource: release(configuration(unknown)), messages: [notKnown(at)] },
			{ says: "an unknown chart", resource: release({}, unknown), messages: [notKnown("chart")] },
			{
				says: "an unknown file",
				resource: object("ConfigMap", "data", unknown),
				messages: [notKnown("data[config.yaml]")],
			},
			{
				says: "unknown data",
				resource: resource("kubernetes:core/v1:Secret", { metadata: { name: "proof" }, data: unknown }),
				messages: [notKnown("data")],
			},
			{
				says: "unknown limits, of which structuredConfig states others",
				resource: release({
					...configuration("365d", { structuredConfig: { limits_config: { max_query_series: 1 } } }),
					limits_config: unknown,
				}),
				messages: [notKnown("values.loki.limits_config")],
			},
		],
		besideViolation: [
			{
				says: "an unknown period that is not in force",
				resource: release(configuration(unknown, { compactor: {} })),
				messages: [fail(`values.loki.${off}`), notKnown(at)],
			},
			{
				says: "unknown limits over which structuredConfig lays a week",
				resource: release({
					...configuration("365d", { structuredConfig: { limits_config: { retention_period: "7d" } } }),
					limits_config: unknown,
				}),
				messages: [fail(`${at} ${less}`), notKnown("values.loki.limits_config")],
			},
		],
	},
	excepted: excepted(release(configuration("30d")), at, `${at} ${less}`),
};

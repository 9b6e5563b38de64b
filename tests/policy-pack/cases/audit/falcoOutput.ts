import { stringify } from "yaml";
import { falcoOutput } from "../../../../policy-pack/rules/audit/falcoOutput";
import { type RuleCases, resource, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(falcoOutput);
const notInAdmission = "YAML inside a text.";
const release = (values: unknown, chart: unknown = ".cache/charts/falco-6.2.1.tgz") =>
	resource("kubernetes:helm.sh/v3:Release", { name: "falco", namespace: "falco", chart, values });
const configMap = (value: unknown, key = "falco.yaml") =>
	resource("kubernetes:core/v1:ConfigMap", { metadata: { name: "proof", namespace: "proof" }, data: { [key]: value } });
const text = (outputs: Record<string, unknown>) =>
	stringify({ rules_files: ["/etc/falco/falco_rules.yaml"], ...outputs });
const off = { stdout_output: { enabled: false } };
const inMap = "data[falco.yaml] has no output that keeps events";
const inValues = "values.falco has no output that keeps events";

export const falcoOutputCases: RuleCases = {
	policy: "aud-005-falco-output",
	compliant: [
		{
			says: "standard output in falco.yaml",
			resource: configMap(text({ stdout_output: { enabled: true } })),
			messages: [],
			notInAdmission,
		},
		{
			says: "the sidekick in the values",
			resource: release({ falco: off, falcosidekick: { enabled: true } }),
			messages: [],
		},
	],
	violating: [
		{ says: "every output off", resource: configMap(text(off)), messages: [fail(inMap)], notInAdmission },
		{
			says: "a file alone",
			resource: configMap(text({ file_output: { enabled: true, filename: "/events" } })),
			messages: [fail(inMap)],
			notInAdmission,
		},
		{
			says: "syslog alone",
			resource: configMap(text({ syslog_output: { enabled: true } })),
			messages: [fail(inMap)],
			notInAdmission,
		},
		{
			says: "HTTP without an address",
			resource: configMap(text({ http_output: { enabled: true, url: "" } })),
			messages: [fail(inMap)],
			notInAdmission,
		},
		{
			says: "an output that is on in text",
			resource: configMap(text({ stdout_output: { enabled: "true" } })),
			messages: [fail(inMap)],
			notInAdmission,
		},
		{
			says: "what is no YAML",
			resource: configMap("stdout_output: ["),
			messages: [fail("data[falco.yaml] is not YAML, or has a merge key `<<` that readers differ about")],
			notInAdmission,
		},
		{
			says: "every output off under another key",
			resource: configMap(text({ ...off, file_output: {} }), "config.yaml"),
			messages: [fail(inMap.replace("falco.yaml", "config.yaml"))],
			notInAdmission,
		},
		{ says: "the chart's only output off", resource: release({ falco: off }), messages: [fail(inValues)] },
		{
			says: "a sidekick that is off",
			resource: release({ falco: off, falcosidekick: { enabled: false } }),
			messages: [fail(inValues)],
		},
	],
	absent: [
		{
			says: "a configuration that says nothing",
			resource: configMap(text({})),
			messages: [fail(inMap)],
			notInAdmission,
		},
		{ says: "a chart without values, which prints to standard output", resource: release(undefined), messages: [] },
	],
	nearMiss: [
		{
			says: "HTTP with an address",
			resource: configMap(text({ ...off, http_output: { enabled: true, url: "http://sidekick:2801" } })),
			messages: [],
			notInAdmission,
		},
		{
			says: "HTTP beside standard output that is off, in the values",
			resource: release({ falco: { ...off, http_output: { enabled: true, url: "http://sidekick:2801" } } }),
			messages: [],
		},
	],
	otherKind: [
		release({ falco: off }, ".cache/charts/falcosidekick-0.10.2.tgz"),
		configMap("stdout_output:\n  enabled: false\n", "other.yaml"),
		resource("kubernetes:core/v1:Secret", { data: {} }),
	],
	unknown: {
		alone: [
			{ says: "an unknown configuration", resource: configMap(unknown), messages: [notKnown("data[falco.yaml]")] },
			{ says: "unknown values", resource: release(unknown), messages: [notKnown("values")] },
			{ says: "an unknown chart", resource: release({}, unknown), messages: [notKnown("chart")] },
			{
				says: "an unknown file of another name",
				resource: configMap(unknown, "config.yaml"),
				messages: [notKnown("data[config.yaml]")],
			},
			{
				says: "unknown data",
				resource: resource("kubernetes:core/v1:ConfigMap", { metadata: { name: "proof" }, data: unknown }),
				messages: [notKnown("data")],
			},
			{
				says: "an unknown address",
				resource: release({ falco: { ...off, http_output: { enabled: true, url: unknown } } }),
				messages: [notKnown("values.falco.http_output.url")],
			},
		],
		besideViolation: [
			{
				says: "an unknown priority beside no output",
				resource: resource("kubernetes:core/v1:ConfigMap", { metadata: unknown, data: { "falco.yaml": text(off) } }),
				messages: [fail(inMap)],
			},
		],
	},
	excepted: excepted(release({ falco: off }), "values.falco", inValues),
};

import { stringify } from "yaml";
import { type Case, dated, type RuleCases, resource, unknown } from "../case";

const fix =
	"Give every control plane an audit policy whose rules record Metadata for all writes and for Secrets, and leave the audit log's arguments at what Talos sets (30 days, 10 files of 100 MB).";
const at = "cluster.apiServer.auditPolicy";
const fail = (text: string): string => `[AUD-001] FAIL proof: ${text}; ${fix}`;
const undecided = (path: string): string => `[AUD-001] NOT EVALUATED proof: ${path} is not known yet; ${fix}`;

const type = "talos:machine/configurationApply:ConfigurationApply";
const apply = (machineConfigurationInput: unknown, more: Record<string, unknown> = {}) =>
	resource(type, { node: "10.20.0.21", machineConfigurationInput, ...more });

type Rules = Record<string, unknown>[];
const everything = { level: "Metadata" };
const policyOf = (rules: Rules, more: Record<string, unknown> = {}) => ({
	apiVersion: "audit.k8s.io/v1",
	kind: "Policy",
	rules,
	...more,
});

/** A machine configuration as Talos writes it: the first document without a kind, others after it. */
function configuration(apiServer: Record<string, unknown>, machineType = "controlplane"): string {
	const main = { version: "v1alpha1", machine: { type: machineType }, cluster: { apiServer } };
	const hostname = { apiVersion: "v1alpha1", kind: "HostnameConfig", hostname: "lab-cp-1", auto: "off" };
	return [main, hostname].map((document) => stringify(document)).join("---\n");
}

const audited = (rules: Rules, more: Record<string, unknown> = {}) =>
	apply(configuration({ auditPolicy: policyOf(rules, more) }));
const patchTo = (apiServer: unknown): string => stringify({ cluster: { apiServer } });
const good = configuration({ auditPolicy: policyOf([everything]) });

const secrets = [{ group: "", resources: ["secrets"] }];
const writes = ["create", "update", "patch", "delete", "deletecollection"];
const nothing = "records nothing of a write";
const body = "records the body of Secrets";

const cases: [string, Rules, string[]][] = [
	["no rule", [], [`${at}.rules end without a rule for every write`]],
	["None for everything", [{ level: "None" }], [`${at}.rules[0].level ${nothing}`]],
	[
		"None for one verb that writes",
		[{ level: "None", verbs: ["delete"] }, everything],
		[`${at}.rules[0].level ${nothing}`],
	],
	[
		"None for one user's writes",
		[{ level: "None", users: ["system:kube-scheduler"] }, everything],
		[`${at}.rules[0].level ${nothing}`],
	],
	[
		"None for a group's writes",
		[{ level: "None", userGroups: ["system:nodes"] }, everything],
		[`${at}.rules[0].level ${nothing}`],
	],
	[
		"None in one namespace",
		[{ level: "None", namespaces: ["minio"] }, everything],
		[`${at}.rules[0].level ${nothing}`],
	],
	[
		"None for one resource",
		[{ level: "None", resources: [{ group: "coordination.k8s.io", resources: ["leases"] }] }, everything],
		[`${at}.rules[0].level ${nothing}`],
	],
	[
		"writes of one group of resources only",
		[{ level: "Metadata", resources: [{ group: "" }] }],
		[`${at}.rules end without a rule for every write`],
	],
	[
		"writes of some verbs only",
		[{ level: "Metadata", verbs: writes.slice(1) }],
		[`${at}.rules end without a rule for every write`],
	],
	["Request on Secrets", [{ level: "Request", resources: secrets }, everything], [`${at}.rules[0].level ${body}`]],
	[
		"RequestResponse on one Secret",
		[
			{ level: "RequestResponse", resources: [{ group: "", resources: ["secrets"], resourceNames: ["a"] }] },
			everything,
		],
		[`${at}.rules[0].level ${body}`],
	],
	[
		"RequestResponse on reads of Secrets",
		[{ level: "RequestResponse", verbs: ["get"] }, everything],
		[`${at}.rules[0].level ${body}`],
	],
	[
		"RequestResponse on every group",
		[{ level: "RequestResponse", resources: [{ group: "*", resources: ["*"] }] }, everything],
		[`${at}.rules[0].level ${body}`],
	],
	[
		"RequestResponse after some Secrets",
		[{ level: "Metadata", resources: secrets, namespaces: ["minio"] }, { level: "RequestResponse" }],
		[`${at}.rules[1].level ${body}`],
	],
	[
		"a stage left out",
		[{ ...everything, omitStages: ["ResponseComplete"] }],
		[`${at}.rules[0].omitStages leaves out what became of a write`],
	],
	["a level that does not exist", [{ level: "metadata" }], [`${at}.rules[0].level is not as audit.k8s.io/v1 has it`]],
	[
		"a member that does not exist",
		[{ level: "Metadata", verb: ["get"] }],
		[`${at}.rules[0] is not as audit.k8s.io/v1 has it`],
	],
];

const admitted: [string, Rules][] = [
	["None on reads", [{ level: "None", verbs: ["get", "list", "watch"] }, everything]],
	["None on what is no resource", [{ level: "None", nonResourceURLs: ["/healthz*", "/version"] }, everything]],
	[
		"None that an earlier rule shadows",
		[{ level: "Metadata", resources: secrets }, { level: "None", resources: secrets }, everything],
	],
	["RequestResponse after all Secrets", [{ level: "Metadata", resources: secrets }, { level: "RequestResponse" }]],
	[
		"RequestResponse on another group's secrets",
		[{ level: "RequestResponse", resources: [{ group: "example.org", resources: ["secrets"] }] }, everything],
	],
	["writes, then nothing", [{ level: "Metadata", verbs: writes }]],
	["only the first stage left out", [{ ...everything, omitStages: ["RequestReceived"] }]],
];

const withArguments = (extraArgs: Record<string, unknown>) =>
	apply(configuration({ auditPolicy: policyOf([everything]), extraArgs }));
const argument = (name: string, value: unknown, what: string): Case => ({
	says: `${name} ${JSON.stringify(value)}`,
	resource: withArguments({ [name]: value }),
	messages: [fail(`cluster.apiServer.extraArgs.${name} ${what}`)],
});
const less = (least: number): string => `keeps less of the audit log than ${least}`;
const replaces = "takes the place of the audit policy or its log";

/** The form of documents, as Talos has it from contract 1.14 on. */
const inDocuments = (rules: Rules, extraArgs: Record<string, unknown> = {}) =>
	apply(
		[
			{ version: "v1alpha1", machine: { type: "controlplane" }, cluster: {} },
			{ apiVersion: "v1alpha1", kind: "KubeAPIServerConfig", image: "a", extraArgs },
			{ apiVersion: "v1alpha1", kind: "KubeAuditPolicyConfig", configuration: policyOf(rules) },
		]
			.map((document) => stringify(document))
			.join("---\n"),
	);

export const auditedApiServer: RuleCases = {
	policy: "aud-001-audited-api-server",
	compliant: [{ says: "Metadata for everything", resource: audited([everything]), messages: [] }],
	violating: [
		...cases.map(([says, rules, found]): Case => ({ says, resource: audited(rules), messages: found.map(fail) })),
		{
			says: "a stage left out for all rules",
			resource: audited([everything], { omitStages: ["ResponseComplete"] }),
			messages: [fail(`${at}.omitStages leaves out what became of a write`)],
		},
		{
			says: "another policy by an argument",
			resource: apply(
				configuration({ auditPolicy: policyOf([everything]), extraArgs: { "audit-policy-file": "/var/none.yaml" } }),
			),
			messages: [fail("cluster.apiServer.extraArgs.audit-policy-file takes the place of the audit policy or its log")],
		},
		argument("audit_log_path", "/dev/null", replaces),
		argument("--audit-policy-file", "/var/none.yaml", replaces),
		argument("audit-log-maxage", "0", less(30)),
		argument("audit-log-maxage", 29, less(30)),
		argument("audit-log-maxbackup", "1", less(10)),
		argument("audit-log-maxbackup", ["10", "1"], less(10)),
		// An empty argument takes away the one that Talos sets.
		argument("audit-log-maxbackup", "", less(10)),
		argument("audit-log-path", "", replaces),
		argument("audit-log-path", null, replaces),
		argument("audit-policy-file", [], replaces),
		{
			says: "an empty argument in a patch",
			resource: apply(good, { configPatches: [patchTo({ extraArgs: { "audit-log-path": "" } })] }),
			messages: [fail(`cluster.apiServer.extraArgs.audit-log-path ${replaces}`)],
		},
		argument("audit_log_maxsize", "1", less(100)),
		argument("audit-log-maxsize", "-100", less(100)),
		argument("audit-log-mode", "batch", "is not blocking or blocking-strict"),
		argument("audit-log-format", "legacy", "is not json"),
		argument("audit-log-version", "audit.k8s.io/v1beta1", "is not audit.k8s.io/v1"),
		{
			says: "a document with a policy that records nothing, and one with an argument",
			resource: inDocuments([{ level: "None" }], { "audit-log-maxage": "1" }),
			messages: [
				fail(`KubeAPIServerConfig.extraArgs.audit-log-maxage ${less(30)}`),
				fail(`KubeAuditPolicyConfig.configuration.rules[0].level ${nothing}`),
			],
		},
		{
			says: "a patch with another policy",
			resource: apply(good, { configPatches: [patchTo({ auditPolicy: policyOf([{ level: "None" }]) })] }),
			messages: [fail(`${at}.rules[0].level ${nothing}`)],
		},
		{
			says: "a patch that removes the policy",
			resource: apply(good, { configPatches: [patchTo({ auditPolicy: { $patch: "delete" } })] }),
			messages: [fail(`${at} is missing`)],
		},
		{
			says: "a patch that removes the section around it",
			resource: apply(good, { configPatches: [patchTo({ $patch: "delete" })] }),
			messages: [fail(`${at} is missing`)],
		},
		{
			says: "a JSON patch on it",
			resource: apply(good, { configPatches: ['[{"op":"remove","path":"/cluster/apiServer/auditPolicy/rules/0"}]'] }),
			messages: [
				fail("configPatches[0] is a JSON patch on the API server's audit; write it as a strategic merge patch"),
			],
		},
		{
			says: "what is no YAML",
			resource: apply("machine: [\n  type: x"),
			messages: [fail("machineConfigurationInput is not YAML"), fail(`${at} is missing`)],
		},
		{
			says: "a machine without a type",
			resource: apply(stringify({ cluster: { apiServer: { auditPolicy: policyOf([everything]) } } })),
			messages: [fail("machineConfigurationInput.machine.type is missing")],
		},
	],
	absent: [
		{
			says: "no audit policy",
			resource: apply(configuration({ certSANs: ["10.20.0.5"] })),
			messages: [fail(`${at} is missing`)],
		},
		{
			says: "no configuration",
			resource: resource(type, { node: "10.20.0.21" }),
			messages: [fail("machineConfigurationInputWo is not a machine configuration"), fail(`${at} is missing`)],
		},
	],
	nearMiss: [
		...admitted.map(([says, rules]): Case => ({ says, resource: audited(rules), messages: [] })),
		{
			says: "more of the log than Talos keeps",
			resource: withArguments({
				"audit-log-maxage": "90",
				"audit-log-maxbackup": ["10"],
				"audit-log-maxsize": 100,
				"audit-log-mode": "blocking-strict",
				"audit-log-compress": "true",
			}),
			messages: [],
		},
		{ says: "a policy in a document of its own", resource: inDocuments([everything]), messages: [] },
		{
			says: "a good policy in a patch, after a bad one",
			resource: apply(configuration({ auditPolicy: policyOf([]) }), {
				configPatches: [patchTo({ auditPolicy: policyOf([everything]) })],
			}),
			messages: [],
		},
		{
			says: "a JSON patch on something else",
			resource: apply(good, { configPatches: ['[{"op":"add","path":"/machine/sysctls","value":{}}]'] }),
			messages: [],
		},
	],
	otherKind: [
		apply(configuration({}, "worker")),
		resource("talos:machine/bootstrap:Bootstrap", {}),
		resource("kubernetes:core/v1:ConfigMap", { data: { "audit.yaml": "level: None" } }),
	],
	unknown: {
		alone: [
			{
				says: "an unknown configuration",
				resource: apply(unknown),
				messages: [undecided("machineConfigurationInput")],
			},
			{
				says: "an unknown configuration under a patch that is known",
				resource: apply(unknown, { configPatches: [patchTo({ certSANs: ["a"] })] }),
				messages: [undecided("machineConfigurationInput")],
			},
			{
				says: "an unknown patch",
				resource: apply(good, { configPatches: [unknown] }),
				messages: [undecided("configPatches[0]")],
			},
			{
				says: "an unknown patch on a worker, which may make it a control plane",
				resource: apply(configuration({}, "worker"), { configPatches: unknown }),
				messages: [undecided("configPatches")],
			},
		],
		besideViolation: [
			{
				says: "a bad policy in a patch on an unknown configuration",
				resource: apply(unknown, { configPatches: [patchTo({ auditPolicy: policyOf([{ level: "None" }]) })] }),
				messages: [fail(`${at}.rules[0].level ${nothing}`), undecided("machineConfigurationInput")],
			},
			{
				says: "an argument that takes its place, in a configuration with an unknown node",
				resource: resource(type, {
					node: unknown,
					machineConfigurationInput: configuration({
						auditPolicy: policyOf([everything]),
						extraArgs: { "audit-log-path": "/dev/null" },
					}),
				}),
				messages: [fail("cluster.apiServer.extraArgs.audit-log-path takes the place of the audit policy or its log")],
			},
		],
	},
	excepted: {
		resource: audited([{ level: "None", resources: [{ group: "", resources: ["events"] }] }, everything]),
		exception: { control: "AUD-001", resource: { type, name: "proof" }, finding: `${at}.rules[0]`, ...dated },
		waived: [
			`[AUD-001] WAIVED proof: ${at}.rules[0].level ${nothing} (excepted until 2026-12-31, rehearsal - not approved); ${fix}`,
		],
		expired: [`[AUD-001] FAIL proof: ${at}.rules[0].level ${nothing} (its exception ended on 2026-12-31); ${fix}`],
	},
};

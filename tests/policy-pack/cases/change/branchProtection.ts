import { branchProtection as rule } from "../../../../controls/kubernetes/change/branchProtection";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const protection = {
	rule_name: "main",
	required_approvals: "1",
	dismiss_stale_approvals: "true",
	apply_to_admins: "true",
	require_signed_commits: "true",
	enable_push: "false",
};
const must: Readonly<Record<string, string>> = {
	rule_name: "main",
	required_approvals: "1 or more",
	dismiss_stale_approvals: "true",
	apply_to_admins: "true",
	require_signed_commits: "true",
	enable_push: "false: a push past review",
	enable_force_push: "false",
	ignore_stale_approvals: "false",
	unprotected_file_patterns: "empty",
};
const finding = (key: string) => `data.${key} must be ${must[key]}`;
const configMap = (data: unknown, settings = "branch-protection") =>
	resource("kubernetes:core/v1:ConfigMap", {
		metadata: { name: "proof", namespace: "proof", labels: { "gxp-lab.io/settings": settings } },
		data,
	});
const changed = (change: Record<string, unknown>) => configMap({ ...protection, ...change });
const wrong: readonly [string, string][] = [
	["rule_name", "Main"],
	["rule_name", "main2"],
	["rule_name", "release/*"],
	["required_approvals", "0"],
	["required_approvals", "-1"],
	["required_approvals", "one"],
	["dismiss_stale_approvals", "false"],
	["apply_to_admins", "false"],
	["require_signed_commits", "True"],
	["enable_push", "true"],
	["enable_force_push", "true"],
	["ignore_stale_approvals", "true"],
	["unprotected_file_patterns", "**"],
];

export const branchProtection: RuleCases = {
	policy: "chg-004-branch-protection",
	compliant: [
		{ says: "the main branch protected", resource: configMap(protection), messages: [] },
		{ says: "two approvals", resource: changed({ required_approvals: "2" }), messages: [] },
	],
	violating: [
		...wrong.map(([key, value]) => ({
			says: `${key} ${value}`,
			resource: changed({ [key]: value }),
			messages: [fail(finding(key))],
		})),
		{
			says: "settings in one text that nothing reads",
			resource: configMap({ "protection.yaml": "rule_name: main" }),
			messages: Object.keys(protection).map((key) => fail(finding(key))),
		},
	],
	absent: [
		{
			says: "no data",
			resource: configMap(undefined),
			messages: Object.keys(protection).map((key) => fail(finding(key))),
		},
		...Object.keys(protection).map((key) => ({
			says: `no ${key}`,
			resource: configMap(Object.fromEntries(Object.entries(protection).filter(([one]) => one !== key))),
			messages: [fail(finding(key))],
		})),
	],
	nearMiss: [
		{ says: "settings of another thing", resource: configMap({}, "branch-protection-notes"), messages: [] },
		{
			says: "a ConfigMap without labels",
			resource: resource("kubernetes:core/v1:ConfigMap", { metadata: { name: "proof", namespace: "proof" } }),
			messages: [],
		},
		{
			says: "force push and stale approvals off by name",
			resource: changed({ enable_force_push: "false", ignore_stale_approvals: "false" }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:core/v1:Secret", { metadata: { labels: { "gxp-lab.io/settings": "branch-protection" } } }),
	],
	unknown: {
		alone: [
			{ says: "unknown data", resource: configMap(unknown), messages: [undecided("data")] },
			{
				says: "an unknown number of approvals",
				resource: changed({ required_approvals: unknown }),
				messages: [undecided("data.required_approvals")],
			},
		],
		besideViolation: [
			{
				says: "an unknown number of approvals beside a push past review",
				resource: changed({ required_approvals: unknown, enable_push: "true" }),
				messages: [undecided("data.required_approvals"), fail(finding("enable_push"))],
			},
		],
	},
	excepted: {
		resource: changed({ enable_push: "true" }),
		exception: {
			control: "CHG-004",
			resource: { type: "kubernetes:core/v1:ConfigMap", name: "proof" },
			finding: "data.enable_push",
			...dated,
		},
		waived: [waived(finding("enable_push"))],
		expired: [expired(finding("enable_push"))],
	},
};

import { protectedRepository as rule } from "../../../../policy-pack/rules/change/protectedRepository";
import { dated, resource, type StackRuleCases, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, waived, expired } = messagesOf(rule);
const finding = "nothing protects its main branch";
const forgejo = (chart: unknown = "./.cache/charts/forgejo-18.0.1.tgz") =>
	resource("kubernetes:helm.sh/v3:Release", { chart });
const repository = resource("github:index/repository:Repository", { name: "platform" });
const another = resource("github:index/repository:Repository", { name: "pipelines", nodeId: "R_1" }, {}, "another");
const protection = (pattern: unknown, repositoryId: unknown = "platform") =>
	resource("github:index/branchProtection:BranchProtection", { pattern, repositoryId }, {}, "protection");
const ruleset = (refName: Record<string, unknown>) =>
	resource(
		"github:index/repositoryRuleset:RepositoryRuleset",
		{ repository: "platform", target: "branch", conditions: { refName } },
		{},
		"ruleset",
	);
const notKnown = (name = "proof") => messagesOf(rule, name).undecided("protection");
const settings = (value: string) =>
	resource("kubernetes:core/v1:ConfigMap", { metadata: { labels: { "gxp-lab.io/settings": value } } }, {}, "settings");

export const protectedRepository: StackRuleCases = {
	policy: "chg-004-protected-repository",
	compliant: [
		{ says: "a repository with a protection", resources: [repository, protection("main")], messages: [] },
		{
			says: "two repositories, each with its own",
			resources: [repository, another, protection("main"), protection("main", "R_1")],
			messages: [],
		},
		{ says: "a ruleset", resources: [repository, ruleset({ includes: ["~DEFAULT_BRANCH"] })], messages: [] },
		{ says: "a forge with settings", resources: [forgejo(), settings("branch-protection")], messages: [] },
	],
	violating: [
		{ says: "a repository alone", resources: [repository], messages: [fail(finding)] },
		{
			says: "a protection of another branch",
			resources: [repository, protection("release")],
			messages: [fail(finding)],
		},
		{
			says: "the second of two repositories",
			resources: [repository, another, protection("main")],
			messages: [messagesOf(rule, "another").fail(finding)],
		},
		{
			says: "a protection of another repository",
			resources: [repository, protection("main", "platform2")],
			messages: [fail(finding)],
		},
		{
			says: "a pattern of other branches",
			resources: [repository, protection("release-*")],
			messages: [fail(finding)],
		},
		{
			says: "a ruleset that leaves out the main branch",
			resources: [repository, ruleset({ includes: ["~ALL"], excludes: ["refs/heads/m*"] })],
			messages: [fail(finding)],
		},
		{ says: "a forge alone", resources: [forgejo()], messages: [fail(finding)] },
		{
			says: "a forge by its registry",
			resources: [forgejo("oci://code.forgejo.org/forgejo-helm/forgejo")],
			messages: [fail(finding)],
		},
		{ says: "Gitea by its name", resources: [forgejo("gitea")], messages: [fail(finding)] },
	],
	absent: [
		{
			says: "settings without the label",
			resources: [forgejo(), resource("kubernetes:core/v1:ConfigMap", {}, {}, "settings")],
			messages: [fail(finding)],
		},
	],
	nearMiss: [
		{ says: "a protection by a pattern", resources: [repository, protection("ma*")], messages: [] },
		{ says: "a protection by alternatives", resources: [repository, protection("{main,release-*}")], messages: [] },
		{
			says: "a ruleset that leaves out other branches",
			resources: [repository, ruleset({ includes: ["~ALL"], excludes: ["refs/heads/wip-*"] })],
			messages: [],
		},
		{ says: "a chart whose name begins alike", resources: [forgejo("forgejo-runner")], messages: [] },
	],
	otherKind: [{ says: "no forge and no repository", resources: [settings("other")], messages: [] }],
	unknown: {
		alone: [
			{
				says: "a protection of a branch that is not known",
				resources: [repository, protection(unknown)],
				messages: [notKnown()],
			},
			{
				says: "a protection of a repository that is not known",
				resources: [repository, protection("main", unknown)],
				messages: [notKnown()],
			},
		],
		besideViolation: [
			{
				says: "one protection of an unknown repository for two",
				resources: [repository, another, protection("main", unknown)],
				messages: [fail(finding), messagesOf(rule, "another").fail(finding)],
			},
			{
				says: "an unknown name of a repository alone",
				resources: [resource("github:index/repository:Repository", { name: unknown })],
				messages: [fail(finding)],
			},
		],
	},
	excepted: {
		resources: [repository],
		exception: {
			control: "CHG-004",
			resource: { type: "github:index/repository:Repository", name: "proof" },
			finding: "protection",
			...dated,
		},
		waived: [waived(finding)],
		expired: [expired(finding)],
	},
};

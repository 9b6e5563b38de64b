import { protectedBranch as rule } from "../../../../policy-pack/rules/change/protectedBranch";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const reviews = { requiredApprovingReviewCount: 1, dismissStaleReviews: true, requireLastPushApproval: true };
const github = {
	pattern: "main",
	requiredPullRequestReviews: [reviews],
	enforceAdmins: true,
	requireSignedCommits: true,
};
const protection = (change: Record<string, unknown> = {}) =>
	resource("github:index/branchProtection:BranchProtection", { ...github, ...change });
const reviewed = (change: Record<string, unknown>) =>
	protection({ requiredPullRequestReviews: [{ ...reviews, ...change }] });
const v3 = (change: Record<string, unknown> = {}) =>
	resource("github:index/branchProtectionV3:BranchProtectionV3", {
		branch: "main",
		requiredPullRequestReviews: reviews,
		enforceAdmins: true,
		requireSignedCommits: true,
		...change,
	});
const rules = {
	pullRequest: { requiredApprovingReviewCount: 1, dismissStaleReviewsOnPush: true, requireLastPushApproval: true },
	requiredSignatures: true,
	nonFastForward: true,
	deletion: true,
};
const ruleset = (change: Record<string, unknown> = {}) =>
	resource("github:index/repositoryRuleset:RepositoryRuleset", {
		target: "branch",
		enforcement: "active",
		conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
		rules,
		...change,
	});
const forge = (name: "forgejo" | "gitea", change: Record<string, unknown> = {}) =>
	resource(`${name}:index/branchProtection:BranchProtection`, {
		ruleName: "main",
		requiredApprovals: 1,
		dismissStaleApprovals: true,
		requireSignedCommits: true,
		enablePush: false,
		[name === "gitea" ? "blockAdminMergeOverride" : "applyToAdmins"]: true,
		...change,
	});
const review = "requiredPullRequestReviews[0]";
const selfApproval = `${review}.requireLastPushApproval must be true`;

export const protectedBranch: RuleCases = {
	policy: "chg-004-protected-branch",
	compliant: [
		{ says: "a protection of GitHub", resource: protection(), messages: [] },
		{ says: "one of its older interface", resource: v3(), messages: [] },
		{ says: "a ruleset", resource: ruleset(), messages: [] },
		{ says: "a protection of Forgejo", resource: forge("forgejo"), messages: [] },
		{ says: "a protection of Gitea", resource: forge("gitea"), messages: [] },
	],
	violating: [
		{
			says: "approval of one's own last push",
			resource: reviewed({ requireLastPushApproval: false }),
			messages: [fail(selfApproval)],
		},
		{
			says: "no approval",
			resource: reviewed({ requiredApprovingReviewCount: 0 }),
			messages: [fail(`${review}.requiredApprovingReviewCount must be 1 or more`)],
		},
		{
			says: "a stale approval",
			resource: reviewed({ dismissStaleReviews: false }),
			messages: [fail(`${review}.dismissStaleReviews must be true`)],
		},
		{
			says: "somebody who goes past review",
			resource: reviewed({ pullRequestBypassers: ["/admin"] }),
			messages: [fail(`${review}.pullRequestBypassers must be empty: nobody goes past review`)],
		},
		{
			says: "administrators left out",
			resource: protection({ enforceAdmins: false }),
			messages: [fail("enforceAdmins must be true")],
		},
		{
			says: "commits without a signature",
			resource: protection({ requireSignedCommits: false }),
			messages: [fail("requireSignedCommits must be true")],
		},
		{
			says: "force push",
			resource: protection({ allowsForcePushes: true }),
			messages: [fail("allowsForcePushes must be false")],
		},
		{
			says: "force push for somebody",
			resource: protection({ forcePushBypassers: ["/admin"] }),
			messages: [fail("forcePushBypassers must be empty: nobody goes past review")],
		},
		{
			says: "deletion",
			resource: protection({ allowsDeletions: true }),
			messages: [fail("allowsDeletions must be false")],
		},
		{
			says: "a pattern of every first letter but one",
			resource: protection({ pattern: "[!d]*", enforceAdmins: false }),
			messages: [fail("enforceAdmins must be true")],
		},
		{
			says: "a pattern that covers main",
			resource: protection({ pattern: "*", enforceAdmins: false }),
			messages: [fail("enforceAdmins must be true")],
		},
		{
			says: "somebody who goes past review in the older interface",
			resource: v3({ requiredPullRequestReviews: { ...reviews, bypassPullRequestAllowances: { users: ["admin"] } } }),
			messages: [
				fail("requiredPullRequestReviews.bypassPullRequestAllowances.users must be empty: nobody goes past review"),
			],
		},
		{
			says: "a ruleset that only evaluates",
			resource: ruleset({ enforcement: "evaluate" }),
			messages: [fail("enforcement must be active")],
		},
		{
			says: "a ruleset with somebody who goes past it",
			resource: ruleset({ bypassActors: [{ actorId: 5 }] }),
			messages: [fail("bypassActors must be empty: nobody goes past review")],
		},
		{
			says: "a ruleset that lets history be rewritten",
			resource: ruleset({ rules: { ...rules, nonFastForward: false } }),
			messages: [fail("rules.nonFastForward must be true")],
		},
		{
			says: "push past review in Forgejo",
			resource: forge("forgejo", { enablePush: true }),
			messages: [fail("enablePush must be false")],
		},
		{
			says: "administrators left out in Forgejo",
			resource: forge("forgejo", { applyToAdmins: false }),
			messages: [fail("applyToAdmins must be true")],
		},
		{
			says: "files that need no review in Forgejo",
			resource: forge("forgejo", { unprotectedFilePatterns: "**" }),
			messages: [fail("unprotectedFilePatterns must be empty: nobody goes past review")],
		},
		{
			says: "force push in Gitea",
			resource: forge("gitea", { enableForcePush: true }),
			messages: [fail("enableForcePush must be false")],
		},
	],
	absent: [
		{
			says: "no review at all",
			resource: protection({ requiredPullRequestReviews: undefined }),
			messages: [
				fail(`${review}.requiredApprovingReviewCount must be 1 or more`),
				fail(`${review}.dismissStaleReviews must be true`),
				fail(selfApproval),
			],
		},
		{
			says: "no pattern",
			resource: protection({ pattern: undefined, enforceAdmins: undefined }),
			messages: [fail("enforceAdmins must be true")],
		},
	],
	nearMiss: [
		{ says: "two approvals", resource: reviewed({ requiredApprovingReviewCount: 2 }), messages: [] },
		{
			says: "nobody in the lists of those who go past",
			resource: protection({ forcePushBypassers: [] }),
			messages: [],
		},
	],
	otherKind: [
		protection({ pattern: "feature" }),
		protection({ pattern: "[!m]*", enforceAdmins: false }),
		resource("github:index/repository:Repository", {}),
		resource("github:index/branchDefault:BranchDefault", {}),
		ruleset({ target: "tag", enforcement: "disabled" }),
	],
	unknown: {
		alone: [
			{
				says: "an unknown setting",
				resource: protection({ enforceAdmins: unknown }),
				messages: [undecided("enforceAdmins")],
			},
			{
				says: "an unknown pattern, which may be of main",
				resource: protection({ pattern: unknown, allowsForcePushes: true }),
				messages: [undecided("pattern")],
			},
		],
		besideViolation: [
			{
				says: "an unknown setting beside force push",
				resource: protection({ enforceAdmins: unknown, allowsForcePushes: true }),
				messages: [undecided("enforceAdmins"), fail("allowsForcePushes must be false")],
			},
		],
	},
	excepted: {
		resource: protection({ allowsForcePushes: true }),
		exception: {
			control: "CHG-004",
			resource: { type: "github:index/branchProtection:BranchProtection", name: "proof" },
			finding: "allowsForcePushes",
			...dated,
		},
		waived: [waived("allowsForcePushes must be false")],
		expired: [expired("allowsForcePushes must be false")],
	},
};

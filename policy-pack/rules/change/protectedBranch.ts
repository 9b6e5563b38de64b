import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { lookUp } from "../member";

const control = controlById("CHG-004");

/** What a field of a protection must be. */
interface Requirement {
	path: string;
	/** Undefined: the field is not there. */
	holds: (value: unknown) => boolean;
	must: string;
}

const isTrue = (path: string): Requirement => ({ path, holds: (value) => value === true, must: "must be true" });
const isOff = (path: string): Requirement => ({
	path,
	holds: (value) => value === undefined || value === null || value === false,
	must: "must be false",
});
const nobody = (path: string): Requirement => ({
	path,
	holds: (value) => value === undefined || value === null || (Array.isArray(value) && value.length === 0),
	must: "must be empty: nobody goes past review",
});
const approved = (path: string): Requirement => ({
	path,
	holds: (value) => typeof value === "number" && Number.isInteger(value) && value >= 1,
	must: "must be 1 or more",
});

/** One provider's resource: which branch it protects, and what it must say. */
interface Protection {
	branches: (properties: Resource["properties"]) => unknown;
	requirements: readonly Requirement[];
}

/*
 * The names are those of the providers' schemas: @pulumi/github 6.14 (branchProtection, branchProtectionV3,
 * repositoryRuleset), and of Forgejo's and Gitea's API (CreateBranchProtectionOption) in the bridged providers' spelling.
 * In GitHub an author cannot approve; who pushed last can, unless the last push needs an approval.
 */
const reviews = "requiredPullRequestReviews";
const github: Protection = {
	branches: ({ pattern }) => pattern,
	requirements: [
		approved(`${reviews}[0].requiredApprovingReviewCount`),
		isTrue(`${reviews}[0].dismissStaleReviews`),
		isTrue(`${reviews}[0].requireLastPushApproval`),
		nobody(`${reviews}[0].pullRequestBypassers`),
		isTrue("enforceAdmins"),
		isTrue("requireSignedCommits"),
		isOff("allowsForcePushes"),
		nobody("forcePushBypassers"),
		isOff("allowsDeletions"),
	],
};
const githubV3: Protection = {
	branches: ({ branch }) => branch,
	requirements: [
		approved(`${reviews}.requiredApprovingReviewCount`),
		isTrue(`${reviews}.dismissStaleReviews`),
		isTrue(`${reviews}.requireLastPushApproval`),
		...["users", "teams", "apps"].map((who) => nobody(`${reviews}.bypassPullRequestAllowances.${who}`)),
		isTrue("enforceAdmins"),
		isTrue("requireSignedCommits"),
	],
};
const githubRuleset: Protection = {
	branches: ({ conditions, target }) => {
		if (target === "tag" || target === "push") return "refs/tags/none";
		const excluded = lookUp({ conditions }, ["conditions", "refName", "excludes"]);
		if ("value" in excluded && Array.isArray(excluded.value) && isOfMain(excluded.value)) return "refs/tags/none";
		const included = lookUp({ conditions }, ["conditions", "refName", "includes"]);
		return "value" in included && Array.isArray(included.value) ? included.value : "main";
	},
	requirements: [
		{ path: "enforcement", holds: (value) => value === "active", must: "must be active" },
		nobody("bypassActors"),
		approved("rules.pullRequest.requiredApprovingReviewCount"),
		isTrue("rules.pullRequest.dismissStaleReviewsOnPush"),
		isTrue("rules.pullRequest.requireLastPushApproval"),
		isTrue("rules.requiredSignatures"),
		isTrue("rules.nonFastForward"),
		isTrue("rules.deletion"),
	],
};
const forgejo: Protection = {
	branches: ({ ruleName, branchName }) => ruleName ?? branchName,
	requirements: [
		approved("requiredApprovals"),
		isTrue("dismissStaleApprovals"),
		isTrue("requireSignedCommits"),
		isOff("enablePush"),
		isOff("enableForcePush"),
		isOff("ignoreStaleApprovals"),
		// Whoever may write pushes these without a review.
		{
			path: "unprotectedFilePatterns",
			holds: (value) => value === undefined || value === null || value === "",
			must: "must be empty: nobody goes past review",
		},
	],
};
const forAdministrators: readonly Requirement[] = [isTrue("applyToAdmins")];
const gitea: readonly Requirement[] = [isTrue("blockAdminMergeOverride")];

/** The protection that a resource of this type is; undefined for another type. */
export function protectionOf(type: string): Protection | undefined {
	if (type === "github:index/branchProtection:BranchProtection") return github;
	if (type === "github:index/branchProtectionV3:BranchProtectionV3") return githubV3;
	if (type === "github:index/repositoryRuleset:RepositoryRuleset") return githubRuleset;
	const forge = /^(forgejo|gitea):index\/(branchProtection|repositoryBranchProtection):/.exec(type)?.[1];
	if (forge === undefined) return undefined;
	const more = forge === "gitea" ? gitea : forAdministrators;
	return { ...forgejo, requirements: [...forgejo.requirements, ...more] };
}

/** Whether a protection is of the main branch, by name or by a pattern (fnmatch); undefined where that is not known. */
export function isOfMain(branches: unknown): boolean | undefined {
	const all = (Array.isArray(branches) ? branches : [branches]).map(matchesMain);
	return all.includes(true) ? true : all.includes(undefined) ? undefined : false;
}

function matchesMain(branch: unknown): boolean | undefined {
	if (typeof branch !== "string" || isPulumiUnknown(branch)) return undefined;
	if (["~DEFAULT_BRANCH", "~ALL"].includes(branch)) return true;
	const name = branch.replace(/^refs\/heads\//, "");
	const pattern = name
		.replaceAll(/[.+^$()|\\]/g, "\\$&")
		.replaceAll("{", "(")
		.replaceAll("}", ")")
		.replaceAll(",", "|")
		.replaceAll(/\*+/g, ".*")
		.replaceAll("?", ".")
		.replaceAll("[!", "[^");
	try {
		return new RegExp(`^${pattern}$`).test("main");
	} catch {
		return undefined;
	}
}

/** CHG-004 over what protects a branch in GitHub, Forgejo or Gitea. */
export const protectedBranch: ResourceRule = {
	id: control.id,
	slug: "protected-branch",
	says: "A protection of the main branch asks for a review by another person and signed commits, and refuses force push.",
	fix: control.fix,
	programOnly: true,
	judge: ({ type, properties }) => {
		const protection = protectionOf(type);
		if (protection === undefined || isOfMain(protection.branches(properties)) === false) return undefined;
		return protection.requirements.flatMap(({ path, holds, must }): Judgement[] => {
			const found = lookUp(properties, path.replaceAll("[", ".").replaceAll("]", "").split("."));
			if ("unknown" in found) return [undecided(path)];
			return holds(found.value) ? [] : [violated(path, must)];
		});
	},
};

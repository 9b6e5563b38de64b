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

/** Whether a protection is of the main branch; undefined where nobody can say, and where it is not known yet, what decides it. */
export type OfMain = boolean | undefined | { unknown: string };

/** One provider's resource: which branch it protects, and what it must say. */
interface Protection {
	ofMain: (properties: Resource["properties"]) => OfMain;
	requirements: readonly Requirement[];
}

/*
 * The names are those of the providers' schemas: @pulumi/github 6.14 (branchProtection, branchProtectionV3,
 * repositoryRuleset), and of Forgejo's and Gitea's API (CreateBranchProtectionOption) in the bridged providers' spelling.
 * In GitHub an author cannot approve; who pushed last can, unless the last push needs an approval.
 */
const reviews = "requiredPullRequestReviews";
const github: Protection = {
	ofMain: (properties) => isOfMain(properties, "pattern"),
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
	ofMain: (properties) => isOfMain(properties, "branch"),
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
	ofMain: (properties) => {
		const { target } = properties;
		if (target === "tag" || target === "push") return false;
		const included = isOfMain(properties, "conditions.refName.includes", true);
		if (included === false) return false;
		const excluded = isOfMain(properties, "conditions.refName.excludes", false);
		if (excluded === true) return false;
		if (isPulumiUnknown(target)) return { unknown: "target" };
		return typeof excluded === "object" ? excluded : included;
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
	ofMain: (properties) =>
		isOfMain(properties, (properties.ruleName ?? undefined) === undefined ? "branchName" : "ruleName"),
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

/** Whether what stands at a path, one branch or a list, is or holds the main branch, by name or by a pattern (fnmatch). */
function isOfMain(properties: Resource["properties"], path: string, unlessList?: boolean): OfMain {
	const found = lookUp(properties, path.split("."));
	if ("unknown" in found) return found;
	const branches: unknown = found.value;
	if (unlessList !== undefined && !Array.isArray(branches)) return unlessList;
	const list: unknown[] = Array.isArray(branches) ? branches : [branches];
	const all = list.map(matchesMain);
	if (all.includes(true)) return true;
	if (list.some(isPulumiUnknown)) return { unknown: path };
	return all.includes(undefined) ? undefined : false;
}

function matchesMain(branch: unknown): boolean | undefined {
	if (typeof branch !== "string") return undefined;
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
		const ofMain = protection?.ofMain(properties);
		if (protection === undefined || ofMain === false) return undefined;
		const judgements = protection.requirements.flatMap(({ path, holds, must }): Judgement[] => {
			const found = lookUp(properties, path.replaceAll("[", ".").replaceAll("]", "").split("."));
			if ("unknown" in found) return [undecided(path)];
			return holds(found.value) ? [] : [violated(path, must)];
		});
		const decided = judgements.some(({ outcome }) => outcome === "violated");
		// What it must say it must say of the main branch only.
		return decided && typeof ofMain === "object" ? [undecided(ofMain.unknown)] : judgements;
	},
};

import { controlById } from "../../../controls/catalogue";
import { undecided } from "../../../controls/judgement";
import { BRANCH_PROTECTION, SETTINGS_LABEL } from "../../../controls/kubernetes/change/branchProtection";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { lookUp } from "../member";
import { type OfMain, protectionOf } from "./protectedBranch";

const control = controlById("CHG-004");

/** CHG-004 where nothing protects: a forge and each repository of a stack have a protection of their main branch. */
export const protectedRepository: StackRule = {
	id: control.id,
	slug: "protected-repository",
	says: "Each repository of a stack, and its forge, has a protection of its main branch.",
	fix: control.fix,
	overObjects: false,
	judge,
};

function judge(resources: readonly Resource[]): StackJudgement[] | undefined {
	const releases = resources.filter(({ type }) => /^kubernetes:helm\.sh\/v[34]:(Release|Chart)$/.test(type));
	const forges = releases.filter(isForge);
	const unknownReleases = releases.filter(({ properties }) => isPulumiUnknown(properties.chart));
	const repositories = resources.filter(({ type }) => /^(github|forgejo|gitea):index\/repository:/.test(type));
	if (forges.length + repositories.length + unknownReleases.length === 0) return undefined;
	const protections = resources.flatMap((resource) => protectionsIn(resource));
	const known = new Set(protections.filter(({ ofMain }) => ofMain === true).flatMap(({ refersTo }) => refersTo ?? []));
	const unmatched = repositories.filter((repository) => !identities(repository).some((one) => known.has(one)));
	// What is not known yet may be one repository's each.
	const open = protections.filter(({ ofMain, refersTo }) => ofMain !== true || refersTo === undefined).length;
	const named = new Set(repositories.flatMap(identities));
	const strays = [...known].filter((one) => !named.has(one)).length;
	const missing = (resource: Resource): StackJudgement => ({
		outcome: "violated",
		path: "protection",
		finding: "nothing protects its main branch",
		resource,
	});
	const waiting = (resource: Resource): StackJudgement => ({ ...undecided("protection"), resource });
	// The platform repository of a forge is one: its protection is a resource of the forge, or settings in the cluster.
	const settings = resources.map(isSettings);
	const hasOne = protections.some(({ ofMain }) => typeof ofMain !== "object") || settings.includes(true);
	const mayHaveOne = protections.length > 0 || settings.includes(undefined);
	return [
		...unmatched.map((resource) => {
			const candidates = open + (hasUnknownIdentity(resource) ? strays : 0);
			return candidates >= unmatched.length ? waiting(resource) : missing(resource);
		}),
		...(hasOne ? [] : forges.map((resource) => (mayHaveOne ? waiting(resource) : missing(resource)))),
		...(hasOne ? [] : unknownReleases.map((resource) => ({ ...undecided("chart"), resource }))),
	];
}

/** A release of a forge's chart, whatever its version and where it lies. */
function isForge({ properties: { chart } }: Resource): boolean {
	return typeof chart === "string" && /(^|\/)(forgejo|gitea)(-v?\d[^/]*\.tgz)?$/.test(chart);
}

/** A protection that may be of a main branch; its settings are `protected-branch`'s to judge. */
interface Referring {
	ofMain: Exclude<OfMain, false>;
	/** The repository, by its name or one of its ids; undefined where that is not known yet. */
	refersTo: string | undefined;
}

function protectionsIn({ type, properties }: Resource): Referring[] {
	const protection = protectionOf(type);
	const ofMain = protection?.ofMain(properties);
	if (protection === undefined || ofMain === false) return [];
	// By the names of @pulumi/github 6.14, and of the bridged providers of Forgejo and Gitea.
	const reference = properties.repositoryId ?? properties.repository ?? properties.name ?? "";
	return [{ ofMain, refersTo: isPulumiUnknown(reference) ? undefined : String(reference) }];
}

/** What a protection may call a repository. */
function namesOf({ properties: { name, fullName, nodeId, repoId, id } }: Resource): unknown[] {
	return [name, fullName, nodeId, repoId, id];
}

function identities(repository: Resource): string[] {
	return namesOf(repository).flatMap((one) =>
		(typeof one === "string" && one !== "" && !isPulumiUnknown(one)) || typeof one === "number" ? [String(one)] : [],
	);
}

function hasUnknownIdentity(repository: Resource): boolean {
	return namesOf(repository).some(isPulumiUnknown);
}

/** Undefined: not known yet. */
function isSettings({ type, properties }: Resource): boolean | undefined {
	if (type !== "kubernetes:core/v1:ConfigMap") return false;
	const settings = lookUp(properties, ["metadata", "labels", SETTINGS_LABEL]);
	return "unknown" in settings ? undefined : settings.value === BRANCH_PROTECTION;
}

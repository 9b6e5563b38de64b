import { controlById } from "../../../controls/catalogue";
import { undecided } from "../../../controls/judgement";
import { BRANCH_PROTECTION, SETTINGS_LABEL } from "../../../controls/kubernetes/change/branchProtection";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { lookUp } from "../member";
import { protectionOf } from "./protectedBranch";

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
	const forges = resources.filter(isForge);
	const repositories = resources.filter(({ type }) => /^(github|forgejo|gitea):index\/repository:/.test(type));
	if (forges.length + repositories.length === 0) return undefined;
	const protections = resources.flatMap((resource) => protectionsIn(resource));
	const known = new Set(protections.filter(({ ofMain }) => ofMain === true).flatMap(({ refersTo }) => refersTo ?? []));
	const unmatched = repositories.filter((repository) => !identities(repository).some((one) => known.has(one)));
	// What is not known yet may be one repository's each.
	const open = protections.filter(({ ofMain, refersTo }) => ofMain === undefined || refersTo === undefined).length;
	const missing = (resource: Resource): StackJudgement => ({
		outcome: "violated",
		path: "protection",
		finding: "nothing protects its main branch",
		resource,
	});
	return [
		...unmatched.map((resource) =>
			open >= unmatched.length ? { ...undecided("protection"), resource } : missing(resource),
		),
		// The platform repository of a forge is one: its protection is a resource of the forge, or settings in the cluster.
		...(protections.length > 0 || resources.some(isSettings) ? [] : forges.map(missing)),
	];
}

/** A release of a forge's chart, whatever its version and where it lies. */
function isForge({ type, properties: { chart } }: Resource): boolean {
	if (!/^kubernetes:helm\.sh\/v[34]:(Release|Chart)$/.test(type)) return false;
	return typeof chart === "string" && /(^|\/)(forgejo|gitea)(-v?\d[^/]*\.tgz)?$/.test(chart);
}

/** A protection that may be of a main branch; its settings are `protected-branch`'s to judge. */
interface Referring {
	ofMain: true | undefined;
	/** The repository, by its name or one of its ids; undefined where that is not known yet. */
	refersTo: string | undefined;
}

function protectionsIn({ type, properties }: Resource): Referring[] {
	const protection = protectionOf(type);
	const ofMain = protection?.ofMain(properties);
	if (protection === undefined || ofMain === false) return [];
	// By the names of @pulumi/github 6.14, and of the bridged providers of Forgejo and Gitea.
	const reference = properties.repositoryId ?? properties.repository ?? properties.name ?? "";
	return [
		{
			ofMain: ofMain === true ? true : undefined,
			refersTo: isPulumiUnknown(reference) ? undefined : String(reference),
		},
	];
}

/** What a protection may call a repository. */
function identities({ properties }: Resource): string[] {
	const { name, fullName, nodeId, repoId, id } = properties;
	return [name, fullName, nodeId, repoId, id].flatMap((one) =>
		(typeof one === "string" && one !== "" && !isPulumiUnknown(one)) || typeof one === "number" ? [String(one)] : [],
	);
}

function isSettings({ type, properties }: Resource): boolean {
	const settings = lookUp(properties, ["metadata", "labels", SETTINGS_LABEL]);
	return type === "kubernetes:core/v1:ConfigMap" && "value" in settings && settings.value === BRANCH_PROTECTION;
}

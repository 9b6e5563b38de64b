import { controlById } from "../../../controls/catalogue";
import { BRANCH_PROTECTION, SETTINGS_LABEL } from "../../../controls/kubernetes/change/branchProtection";
import type { Resource, StackRule } from "../../rule";
import { lookUp } from "../member";
import { isOfMain, protectionOf } from "./protectedBranch";

const control = controlById("CHG-004");

/** CHG-004 where nothing protects: a stack that has a forge or a repository has a protection of its main branch. */
export const protectedRepository: StackRule = {
	id: control.id,
	slug: "protected-repository",
	says: "A stack with a forge or a repository has a protection of its main branch.",
	fix: control.fix,
	overObjects: false,
	judge: (resources) => {
		const repositories = resources.filter(isRepository);
		if (repositories.length === 0) return undefined;
		if (resources.some(isProtection)) return [];
		return repositories.map((resource) => ({
			outcome: "violated",
			path: "protection",
			finding: "nothing protects its main branch",
			resource,
		}));
	},
};

/** A repository that the program makes, or a release of a forge's chart, whatever its version and where it lies. */
function isRepository({ type, properties: { chart } }: Resource): boolean {
	if (/^(github|forgejo|gitea):index\/repository:/.test(type)) return true;
	if (!/^kubernetes:helm\.sh\/v[34]:(Release|Chart)$/.test(type)) return false;
	return typeof chart === "string" && /(^|\/)(forgejo|gitea)(-v?\d[^/]*\.tgz)?$/.test(chart);
}

/** Its settings are `protected-branch`'s and `branch-protection`'s to judge. */
function isProtection({ type, properties }: Resource): boolean {
	const protection = protectionOf(type);
	if (protection !== undefined) return isOfMain(protection.branches(properties));
	const settings = lookUp(properties, ["metadata", "labels", SETTINGS_LABEL]);
	return type === "kubernetes:core/v1:ConfigMap" && "value" in settings && settings.value === BRANCH_PROTECTION;
}

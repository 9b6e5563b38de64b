import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

/** Says that a ConfigMap holds the protection of the platform repository's main branch, which a job sets in the forge. */
export const SETTINGS_LABEL = "gxp-lab.io/settings";
export const BRANCH_PROTECTION = "branch-protection";

/**
 * The settings by the names of Forgejo's API (CreateBranchProtectionOption: rule_name, required_approvals, apply_to_admins, …),
 * each a key of the ConfigMap: in one YAML text CEL could not see them.
 */
const required: Readonly<Record<string, { condition: string; must: string }>> = {
	rule_name: { condition: `== "main"`, must: "main" },
	required_approvals: { condition: `.matches("^[1-9][0-9]*$")`, must: "1 or more" },
	dismiss_stale_approvals: { condition: `== "true"`, must: "true" },
	apply_to_admins: { condition: `== "true"`, must: "true" },
	require_signed_commits: { condition: `== "true"`, must: "true" },
	enable_push: { condition: `== "false"`, must: "false: a push past review" },
	// Gitea has these two, and Forgejo refuses both by itself: absent is off.
	enable_force_push: { condition: `in ["", "false"]`, must: "false" },
	ignore_stale_approvals: { condition: `in ["", "false"]`, must: "false" },
	// Whoever may write pushes these without a review.
	unprotected_file_patterns: { condition: `== ""`, must: "empty" },
};

const isSettings = `object.metadata.?labels.orValue({})[?"${SETTINGS_LABEL}"].orValue("") == "${BRANCH_PROTECTION}"`;

/** CHG-004 over the forge's settings in the cluster. */
export const branchProtection: KubernetesRule = {
	id: "CHG-004",
	slug: "branch-protection",
	says: "The settings of the platform repository protect its main branch.",
	why: "A change that nobody else read, or whose history can be rewritten, is no controlled change.",
	fix: "State the protection in the ConfigMap's keys, as docs/controls/CHG-004.md shows.",
	applies: objects({ settings: [kind("v1", "ConfigMap", "configmaps")] }),
	cel: Object.entries(required)
		.map(([key, { condition }]) => `(!(${isSettings}) || object.?data.?${key}.orValue("") ${condition})`)
		.join(" && ")
		.replaceAll(" .matches", ".matches"),
	finding: (path) => {
		const must = required[path.slice(path.lastIndexOf(".") + 1)]?.must;
		return must === undefined ? `${path} does not protect the main branch` : `${path} must be ${must}`;
	},
};

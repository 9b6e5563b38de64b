import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { defaultRoleSwitches } from "../../../controls/kubernetes/access/signInSettings";
import type { ResourceRule } from "../../rule";
import { type Application, applicationsOf, isSetTo, judgeEach, must, once } from "./applications";
import type { Settings } from "./chartSettings";
import { judgeValues, type Watched, watchedSwitches } from "./valueSwitches";

const control = controlById("ACC-002");

/** ACC-002 over charts' values and files of settings; admission judges Argo CD's ConfigMap. */
export const mappedRoles: ResourceRule = {
	id: control.id,
	slug: "mapped-roles",
	says: control.says,
	fix: control.fix,
	judge: (resource) => {
		const read = applicationsOf(resource);
		const judged = read?.applications.filter(({ name }) => name !== "forgejo") ?? [];
		const switched = judgeValues(resource, watched);
		const unread = read?.judgements ?? [];
		if (judged.length + unread.length === 0 && switched === undefined) return undefined;
		return once([...judgeEach(judged, judge), ...(switched ?? []), ...unread]);
	},
};

const watched: readonly Watched[] = [
	...watchedSwitches(defaultRoleSwitches),
	{
		variable: "GF_USERS_AUTO_ASSIGN_ORG_ROLE",
		holds: (text) => text.trim().toLowerCase() === "none",
		what: "must be None: it is the role of whoever has no other",
	},
	{
		variable: "MINIO_IDENTITY_OPENID_ROLE_POLICY(_[A-Z0-9_]+)?",
		holds: (text) => text === "",
		what: "gives a policy to whoever signs in",
	},
];

function judge({ name, settings }: Application): Judgement[] {
	switch (name) {
		case "argo-cd":
			return must(settings, ["rbac", "policy.default"], [""], {
				ifAbsent: "held",
				what: "gives a role to whoever signs in",
			});
		case "grafana":
			return grafana(settings);
		case "minio":
			return openIdPolicy(settings);
		case "forgejo":
			return [];
	}
}

/**
 * Grafana gives whoever has no role the role of `users.auto_assign_org_role`, Viewer by default; and a `role_attribute_path` that
 * ends in a role for everybody else does so too (grafana.com, Configure generic OAuth authentication, "Role mapping").
 */
function grafana(settings: Settings): Judgement[] {
	const assigned = settings.at("users", "auto_assign_org");
	return [
		...(assigned !== undefined && "unknown" in assigned
			? [undecided(assigned.path)]
			: assigned !== undefined && isSetTo(assigned.value, "false")
				? []
				: must(settings, ["users", "auto_assign_org_role"], ["none"], {
						ifAbsent: "violated",
						what: "must be None: it is the role of whoever has no other",
					})),
		...judgeStrict(settings),
		...must(settings, ["auth.generic_oauth", "skip_org_role_sync"], ["false"], {
			ifAbsent: "held",
			what: "must be false: a role that was taken away would stay",
		}),
		...fallback(settings),
	];
}

/** Of nobody, where the sign-in by OAuth is off. */
function judgeStrict(settings: Settings): Judgement[] {
	const oauth = settings.at("auth.generic_oauth", "enabled");
	if (oauth === undefined || ("value" in oauth && !isSetTo(oauth.value, "true"))) return [];
	const found = must(settings, ["auth.generic_oauth", "role_attribute_strict"], ["true"], {
		ifAbsent: "violated",
		what: "must be true: whoever has no role is not let in",
	});
	return "unknown" in oauth && found.length > 0 ? [undecided(oauth.path)] : found;
}

function fallback(settings: Settings): Judgement[] {
	const found = settings.at("auth.generic_oauth", "role_attribute_path");
	if (found === undefined) return [];
	if ("unknown" in found) return [undecided(found.path)];
	// JMESPath: a literal after the last `||`, or alone, is a role for everybody.
	const last = String(found.value).split("||").at(-1)?.trim() ?? "";
	return /^(['"`])(?!None\1)[^'"`&|]*\1$/.test(last.replace(/^\(+|\)+$/g, "").trim())
		? [violated(found.path, "ends in a role for everybody")]
		: [];
}

/** A role policy is given to every user of the provider, whatever groups it has (min.io, OpenID, "Role Policy"). */
function openIdPolicy(settings: Settings): Judgement[] {
	const whole = settings.at("", "environment");
	if (whole !== undefined && "unknown" in whole) return [undecided(whole.path)];
	return settings.keys("environment").flatMap((key) => {
		if (!/^MINIO_IDENTITY_OPENID_ROLE_POLICY/i.test(key)) return [];
		return must(settings, ["environment", key], [""], { ifAbsent: "held", what: "gives a policy to whoever signs in" });
	});
}

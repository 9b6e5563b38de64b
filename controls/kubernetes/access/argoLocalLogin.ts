import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("ACC-001");
/** Passwords that Dex itself keeps (dexidp.io, Storage and static configuration). */
export const passwordsOfDex = "(?i)(enablePasswordDB|staticPasswords)[\"']?\\s*:";
const other = `object.metadata.?name.orValue("") != "argocd-cm"`;

/**
 * ACC-001 for Argo CD, which reads the ConfigMap `argocd-cm` of its namespace: `admin.enabled` (on where it is absent),
 * `accounts.<name>` with the capability `login`, `users.anonymous.enabled` (argo-cd docs, operator-manual/user-management).
 * The one break-glass account is `accounts.break-glass`. Dex may have passwords of its own (`dex.config`: `enablePasswordDB`), and
 * `server.disable.auth` in `argocd-cmd-params-cm` lets everybody in without any.
 */
export const argoLocalLogin: KubernetesRule = {
	id: control.id,
	slug: "argo-local-login",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: objects({ configmaps: [kind("v1", "ConfigMap", "configmaps")] }),
	cel: [
		`(${other} || object.?data[?"admin.enabled"].orValue("true") == "false")`,
		`(${other} || object.?data[?"users.anonymous.enabled"].orValue("false") == "false")`,
		`(${other} || object.?data.orValue({}).all(key, !key.startsWith("accounts.") || key == "accounts.break-glass" || !object.data[key].contains("login")))`,
		`(${other} || !object.?data[?"dex.config"].orValue("").matches(${JSON.stringify(passwordsOfDex)}))`,
		`(object.metadata.?name.orValue("") != "argocd-cmd-params-cm" || object.?data[?"server.disable.auth"].orValue("false") == "false")`,
	].join(" && "),
	finding: (path) =>
		path === "data"
			? 'data must say admin.enabled: "false", let nobody in anonymously or by a password of Dex, give no other account login and leave authentication on'
			: `${path} gives a local account login`,
};

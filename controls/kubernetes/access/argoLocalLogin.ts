import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("ACC-001");
const other = `object.metadata.?name.orValue("") != "argocd-cm"`;

/**
 * ACC-001 for Argo CD, which reads the ConfigMap `argocd-cm` of its namespace: `admin.enabled` (on where it is absent),
 * `accounts.<name>` with the capability `login`, `users.anonymous.enabled` (argo-cd docs, operator-manual/user-management).
 * The one break-glass account is `accounts.break-glass`.
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
	].join(" && "),
	finding: (path) =>
		path === "data"
			? 'data must say admin.enabled: "false", let nobody in anonymously and give no other account login'
			: `${path} gives a local account login`,
};

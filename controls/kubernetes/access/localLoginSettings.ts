import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";
import {
	grafanaStates,
	localLoginSwitches,
	noPrefix,
	prefixFinding,
	switchesOfConfigMap,
	switchesOfContainer,
} from "./signInSettings";

const control = controlById("ACC-001");

/**
 * Flags that let everybody in: argocd-server's --disable-auth, the Kubernetes dashboard's --enable-skip-login, Argo Workflows'
 * --auth-mode=server, which acts for everybody as itself (argo-workflows docs, "Argo Server Auth Mode").
 */
export const noLogin =
	"(^|[\\s\"'])--?((disable-auth|enable-skip-login)(=[\"']?[1tT]|[^=a-z-]|$)|auth-mode[= ][\"']?server)";

const finding = (path: string): string => {
	const ofPrefix = prefixFinding(path);
	if (ofPrefix !== undefined) return ofPrefix;
	if (path.endsWith(".env")) return `${path} leaves Grafana's own login on`;
	return /\.(command|args)$/.test(path) ? `${path} turns the sign-in off` : `${path} lets local users in`;
};

/** ACC-001 over what a container is started with: a setting there holds before every file. */
export const localLoginSettings: KubernetesRule = {
	id: control.id,
	slug: "local-login-settings",
	says: "No variable and no argument of a container lets local or anonymous users into Argo CD, Forgejo or Grafana.",
	why: control.why,
	fix: control.fix,
	applies: workloads,
	cel: `containers.all(container, ${[
		...switchesOfContainer(localLoginSwitches),
		...["command", "args"].map(
			(list) => `!container.?${list}.orValue([]).join(" ").matches(${JSON.stringify(noLogin)})`,
		),
		noPrefix,
		`(${grafanaStates("GF_AUTH_DISABLE_LOGIN_FORM", "auth.disable_login_form")})`,
		`(${grafanaStates("GF_AUTH_BASIC_ENABLED", "auth.basic.enabled")})`,
	].join(" && ")})`,
	finding,
};

/** The same where a ConfigMap gives the variables (`envFrom`). */
export const localLoginVariables: KubernetesRule = {
	id: control.id,
	slug: "local-login-variables",
	says: "No variable that a ConfigMap gives lets local or anonymous users into Argo CD, Forgejo or Grafana.",
	why: control.why,
	fix: control.fix,
	applies: objects({ configmaps: [kind("v1", "ConfigMap", "configmaps")] }),
	cel: switchesOfConfigMap(localLoginSwitches).join(" && "),
	finding,
};

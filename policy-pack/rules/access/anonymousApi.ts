import { controlById } from "../../../controls/catalogue";
import type { ResourceRule } from "../../rule";
import { type ApiServerArgument, apiServerArguments } from "../apiServerArguments";
import { elements } from "../installed";
import {
	documentsOf,
	judgeMachine,
	type MachineConfiguration,
	type MachineFinding,
	memberOf,
	type Tree,
} from "../machineConfiguration";

const control = controlById("ACC-004");

/**
 * ACC-004 over the machine configuration of each control plane. Talos starts the API server with `anonymous-auth=false`, or with
 * the authentication configuration of the document KubeAuthenticationConfig (siderolabs/talos, k8s/control_plane_final.go). There,
 * Talos' own example lets anonymous requests at the health endpoints; here they are off, because Kubernetes' default where
 * `anonymous` is absent is on, and a list of paths can be added to. Who is told who somebody is by a file of tokens, or lets
 * everybody do everything, has no use for it being off (kubernetes.io: kube-apiserver, `token-auth-file`, `authorization-mode`). Who may do
 * what is Node's and RBAC's to say, which ACC-003 judges: a webhook's answer nobody here sees, so that one is a dated exception.
 */
export const anonymousApi: ResourceRule = {
	id: control.id,
	slug: "anonymous-api",
	says: control.says,
	fix: control.fix,
	judge: (resource) =>
		judgeMachine(resource, {
			controlPlanesOnly: true,
			guarded: ["/cluster/apiServer/extraArgs", "/cluster/apiServer/authorizationConfig"],
			guardedAs: "who the API server lets in",
			judge: judgeApiServer,
		}),
};

function judgeApiServer(configuration: MachineConfiguration): MachineFinding[] {
	return [
		...apiServerArguments(configuration).flatMap(judgeArgument),
		...documentsOf(configuration, "KubeAuthenticationConfig").flatMap(judgeAuthentication),
		...judgeAuthorizers(configuration),
	];
}

function judgeArgument({ name, path, values }: ApiServerArgument): MachineFinding[] {
	if (name === "authentication-config")
		return [{ path, what: "takes the place of the authentication that is judged here" }];
	if (name === "token-auth-file") return [{ path, what: "takes tokens that never end from a file" }];
	if (name === "authorization-config")
		return [{ path, what: "takes the place of the authorisation that is judged here" }];
	if (name === "authorization-mode") {
		const modes = values.flatMap((one) => String(one).split(",")).map((mode) => mode.trim());
		const own = modes.length > 0 && modes.every((mode) => authorizers.includes(mode));
		return own ? [] : [{ path, what: "must hold Node and RBAC only" }];
	}
	if (name !== "anonymous-auth") return [];
	const off = values.length > 0 && values.every((one) => one === false || one === "false");
	return off ? [] : [{ path, what: "must be false" }];
}

function judgeAuthentication(document: Tree): MachineFinding[] {
	const enabled = memberOf(document, "configuration", "anonymous", "enabled");
	const path = "KubeAuthenticationConfig.configuration.anonymous.enabled";
	return enabled === false ? [] : [{ path, what: "must be false", ...(enabled === undefined && { absent: true }) }];
}

const authorizers: readonly unknown[] = ["Node", "RBAC"];

/** Talos puts Node and RBAC before what is listed; from contract 1.14 on each is a document (k8s/control_plane.go). */
function judgeAuthorizers(configuration: MachineConfiguration): MachineFinding[] {
	const listed = elements(memberOf(configuration.main, "cluster", "apiServer", "authorizationConfig"));
	return [
		...listed.map((one, i) => ({ path: `cluster.apiServer.authorizationConfig[${i}].type`, one })),
		...documentsOf(configuration, "KubeAuthorizerConfig").map((one, i) => ({
			path: `KubeAuthorizerConfig[${i}].type`,
			one,
		})),
	]
		.filter(({ one }) => !authorizers.includes(memberOf(one, "type")))
		.map(({ path }) => ({ path, what: "is not Node or RBAC" }));
}

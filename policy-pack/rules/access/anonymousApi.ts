import { controlById } from "../../../controls/catalogue";
import type { ResourceRule } from "../../rule";
import { type ApiServerArgument, apiServerArguments } from "../apiServerArguments";
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
 * everybody do everything, has no use for it being off (kubernetes.io: kube-apiserver, `token-auth-file`, `authorization-mode`).
 */
export const anonymousApi: ResourceRule = {
	id: control.id,
	slug: "anonymous-api",
	says: control.says,
	fix: control.fix,
	judge: (resource) =>
		judgeMachine(resource, {
			controlPlanesOnly: true,
			guarded: ["/cluster/apiServer/extraArgs"],
			guardedAs: "the API server's arguments",
			judge: judgeApiServer,
		}),
};

function judgeApiServer(configuration: MachineConfiguration): MachineFinding[] {
	return [
		...apiServerArguments(configuration).flatMap(judgeArgument),
		...documentsOf(configuration, "KubeAuthenticationConfig").flatMap(judgeAuthentication),
	];
}

function judgeArgument({ name, path, values }: ApiServerArgument): MachineFinding[] {
	if (name === "authentication-config")
		return [{ path, what: "takes the place of the authentication that is judged here" }];
	if (name === "token-auth-file") return [{ path, what: "takes tokens that never end from a file" }];
	if (name === "authorization-mode") {
		const modes = values.flatMap((one) => String(one).split(",")).map((mode) => mode.trim());
		return modes.includes("AlwaysAllow") ? [{ path, what: "must not hold AlwaysAllow" }] : [];
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

import { controlById } from "../../../controls/catalogue";
import type { ResourceRule } from "../../rule";
import {
	documentsOf,
	isTree,
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
 * `anonymous` is absent is on, and a list of paths can be added to.
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
	const { main, documents } = configuration;
	return [
		...judgeArguments(memberOf(main, "cluster", "apiServer", "extraArgs"), "cluster.apiServer.extraArgs"),
		...documents.flatMap((document) => judgeArguments(document.extraArgs, `${String(document.kind)}.extraArgs`)),
		...documentsOf(configuration, "KubeAuthenticationConfig").flatMap(judgeAuthentication),
	];
}

function judgeArguments(given: unknown, path: string): MachineFinding[] {
	if (!isTree(given)) return [];
	return Object.entries(given).flatMap(([argument, value]): MachineFinding[] => {
		// The API server takes an underscore for a dash.
		const name = argument.trim().replace(/^-+/, "").replaceAll("_", "-");
		if (name === "authentication-config")
			return [{ path: `${path}.${argument}`, what: "takes the place of the authentication that is judged here" }];
		if (name !== "anonymous-auth") return [];
		const values: unknown[] = Array.isArray(value) ? value : [value];
		const off = values.length > 0 && values.every((one) => one === false || one === "false");
		return off ? [] : [{ path: `${path}.${argument}`, what: "must be false" }];
	});
}

function judgeAuthentication(document: Tree): MachineFinding[] {
	const enabled = memberOf(document, "configuration", "anonymous", "enabled");
	const path = "KubeAuthenticationConfig.configuration.anonymous.enabled";
	return enabled === false ? [] : [{ path, what: "must be false" }];
}

import { isTree, type MachineConfiguration, memberOf } from "./machineConfiguration";

/** An argument that a machine configuration gives the API server beside those that Talos sets. */
export interface ApiServerArgument {
	/** Without dashes before it, and with dashes inside: the API server takes an underscore for one (component-base, WordSepNormalizeFunc). */
	name: string;
	path: string;
	/** Given once or as a list; each replaces what Talos sets (siderolabs/talos, k8s/control_plane_final.go). */
	values: readonly unknown[];
}

/** Those of `cluster.apiServer`, and of the documents that have arguments (KubeAPIServerConfig, from contract 1.14 on). */
export function apiServerArguments({ main, documents }: MachineConfiguration): ApiServerArgument[] {
	return [
		...argumentsOf(memberOf(main, "cluster", "apiServer", "extraArgs"), "cluster.apiServer.extraArgs"),
		...documents.flatMap(({ kind, extraArgs }) => argumentsOf(extraArgs, `${String(kind)}.extraArgs`)),
	];
}

/** The arguments of an `extraArgs`; a kubelet reads their names alike. */
export function argumentsOf(given: unknown, path: string): ApiServerArgument[] {
	if (!isTree(given)) return [];
	return Object.entries(given).map(([argument, value]) => ({
		name: argument.trim().replace(/^-+/, "").replaceAll("_", "-"),
		path: `${path}.${argument}`,
		values: Array.isArray(value) ? value : [value],
	}));
}

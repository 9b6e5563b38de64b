import { controlById } from "../../../controls/catalogue";
import type { ResourceRule } from "../../rule";
import { argumentsOf } from "../apiServerArguments";
import {
	documentsOf,
	judgeMachine,
	type MachineConfiguration,
	type MachineFinding,
	memberOf,
} from "../machineConfiguration";
import { talosObjects } from "../talosObjects";

const control = controlById("CHG-006");

/**
 * CHG-006 over what a machine configuration brings into the cluster beside charts: what Talos fetches from an address has neither
 * version nor checksum (it downloads it at a boot), and what cannot be read is judged by no rule. What can be read, the rules over
 * objects judge (`overTalosObjects`).
 */
export const talosManifests: ResourceRule = {
	id: control.id,
	slug: "talos-manifests",
	says: "A machine's configuration fetches no manifest and no pod, and the rules can read those that it has.",
	fix: "Declare the objects in the program, or install a chart that charts.lock.yaml has; an inline manifest is plain YAML.",
	judge: (resource) =>
		judgeMachine(resource, {
			guarded: [
				"/machine/pods",
				"/machine/kubelet/extraArgs",
				"/machine/kubelet/extraConfig",
				"/cluster/inlineManifests",
				"/cluster/extraManifests",
				"/cluster/externalCloudProvider",
			],
			guardedAs: "what Talos installs in the cluster",
			judge: (configuration) => [
				...talosObjects(configuration).faults,
				...fetched(configuration),
				...judgeKubelet(configuration),
			],
		}),
};

/** `cluster.network.cni.urls`, which is fetched too, is SEC-003's: it refuses every plugin of the kind custom. */
function fetched(configuration: MachineConfiguration): MachineFinding[] {
	const lists = [
		["cluster", "extraManifests"],
		["cluster", "externalCloudProvider", "manifests"],
	].flatMap((path) => {
		const list = memberOf(configuration.main, ...path);
		return list === undefined || (Array.isArray(list) && list.length === 0) ? [] : [path.join(".")];
	});
	const documents = documentsOf(configuration, "KubeExternalManifestConfig").map(
		(_, i) => `KubeExternalManifestConfig[${i}].url`,
	);
	return [...lists, ...documents].map((path) => ({
		path,
		what: "is fetched from an address, which has neither version nor checksum",
	}));
}

/**
 * Where else a kubelet takes pods from (kubernetes.io, "Create static Pods"), and a folder of settings that says so (kubelet,
 * `config-dir`). Talos lets nobody set `staticPodPath`, but what follows here it does.
 */
const sources = ["manifest-url", "pod-manifest-path", "config-dir"];

function judgeKubelet(configuration: MachineConfiguration): MachineFinding[] {
	const given = [
		{ path: "machine.kubelet", from: memberOf(configuration.main, "machine", "kubelet"), config: "extraConfig" },
		...documentsOf(configuration, "KubeletConfig").map((from) => ({ path: "KubeletConfig", from, config: "config" })),
	];
	return given.flatMap(({ path, from, config }) => [
		...argumentsOf(memberOf(from, "extraArgs"), `${path}.extraArgs`)
			.filter(({ name }) => sources.includes(name))
			.map((one) => ({ path: one.path, what: "brings pods that no rule sees" })),
		...["staticPodURL", "staticPodPath"]
			.filter((member) => memberOf(from, config, member) !== undefined)
			.map((member) => ({ path: `${path}.${config}.${member}`, what: "brings pods that no rule sees" })),
	]);
}

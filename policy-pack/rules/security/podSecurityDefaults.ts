import { controlById } from "../../../controls/catalogue";
import type { ResourceRule } from "../../rule";
import { elements } from "../installed";
import {
	documentsOf,
	isTree,
	judgeMachine,
	type MachineConfiguration,
	type MachineFinding,
	memberOf,
} from "../machineConfiguration";

const control = controlById("SEC-011");
const plugin = "PodSecurity";

/**
 * SEC-011 over each control plane: Pod Security admission for namespaces that say no level of their own. Talos generates `baseline`
 * with an exemption of kube-system (machinery, types/k8s/admission_control.go); without a configuration Kubernetes' default is
 * `privileged` (kubernetes.io, "Apply Pod Security Standards by Configuring the Built-in Admission Controller").
 */
export const podSecurityDefaults: ResourceRule = {
	id: control.id,
	slug: "pod-security-defaults",
	says: "A namespace without a Pod Security level has baseline or restricted, and no more than kube-system is exempt.",
	fix: "Leave PodSecurity in the API server's admissionControl with defaults.enforce baseline or restricted; label a namespace that needs more, as a dated exception (SEC-001).",
	judge: (resource) =>
		judgeMachine(resource, {
			controlPlanesOnly: true,
			guarded: ["/cluster/apiServer/admissionControl"],
			guardedAs: "the API server's admission",
			judge: judgeAdmission,
		}),
};

function judgeAdmission(configuration: MachineConfiguration): MachineFinding[] {
	const path = "cluster.apiServer.admissionControl";
	const list = memberOf(configuration.main, "cluster", "apiServer", "admissionControl");
	const settings = [
		...elements(list).map((one) => ({ path: `${path}[${plugin}]`, one })),
		...documentsOf(configuration, "KubeAdmissionControlConfig").map((one) => ({
			path: `KubeAdmissionControlConfig[${plugin}]`,
			one,
		})),
	].filter(({ one }) => isTree(one) && one.name === plugin);
	if (settings.length === 0)
		return [{ path: `${path}[${plugin}]`, what: "is missing, and Kubernetes' default is privileged", absent: true }];
	return settings.flatMap(({ path, one }) => judgeSettings(memberOf(one, "configuration"), `${path}.configuration`));
}

function judgeSettings(settings: unknown, path: string): MachineFinding[] {
	const enforce = memberOf(settings, "defaults", "enforce");
	const held = enforce === "baseline" || enforce === "restricted";
	const level = {
		path: `${path}.defaults.enforce`,
		what: "is not baseline or restricted",
		...(enforce === undefined && { absent: true as const }),
	};
	const exempt = (member: string, allowed: readonly unknown[], what: string): MachineFinding[] => {
		const list = memberOf(settings, "exemptions", member);
		if (list === undefined || (Array.isArray(list) && list.every((one) => allowed.includes(one)))) return [];
		return [{ path: `${path}.exemptions.${member}`, what }];
	};
	return [
		...(held ? [] : [level]),
		...exempt("namespaces", ["kube-system"], "exempts more than kube-system"),
		...exempt("usernames", [], "exempts whoever has the name"),
		...exempt("runtimeClasses", [], "exempts whatever names the class"),
	];
}

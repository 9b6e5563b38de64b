import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import {
	at,
	chartOf,
	elements,
	holdsPlatform,
	imageName,
	judgeInstalled,
	kindOf,
	podSpecOf,
	unknownWithin,
} from "../installed";
import { isTree, machineConfigurationType, memberOf, readMachineConfiguration } from "../machineConfiguration";
import { controlPlaneTaint, type Taint, tolerates } from "../tolerations";

const control = controlById("AUD-005");

/** AUD-005 over the stack: Falco is there, and tolerates every taint that the stack's machine configurations put on a node. */
export const runtimeDetection: StackRule = {
	id: control.id,
	slug: "runtime-detection",
	says: "Runtime detection is installed and tolerates the taints of every node.",
	fix: control.fix,
	overObjects: true,
	judge,
};

/** What the chart tolerates where nothing is said (falcosecurity/charts, values.yaml). */
const byDefault = ["master", "control-plane"].map((role) => ({
	key: `node-role.kubernetes.io/${role}`,
	effect: "NoSchedule",
	operator: "Exists",
}));

function judge(resources: readonly Resource[], stack: Resource): StackJudgement[] | undefined {
	if (!holdsPlatform(resources)) return undefined;
	const taints = [controlPlaneTaint, ...resources.flatMap(taintsOf)];
	return judgeInstalled(resources, stack, {
		name: "runtime detection",
		isOne: (resource) => chartOf(resource) === "falco" || isFalcoDaemonSet(resource),
		judge: (resource) => judgeDetector(resource, taints),
	});
}

function isFalcoDaemonSet(resource: Resource): boolean {
	if (kindOf(resource) !== "apps/DaemonSet") return false;
	const names = elements(at(podSpecOf(resource), "containers")).map((container) => imageName(at(container, "image")));
	return names.some((name) => /^falco(-no-driver|-debian)?$/.test(name));
}

/** `machine.nodeTaints` and the worker's own, `<key>: <value>:<effect>` (Talos, machine configuration reference). */
function taintsOf({ type, properties }: Resource): Taint[] {
	if (type !== machineConfigurationType) return [];
	const taints = memberOf(readMachineConfiguration(properties).main, "machine", "nodeTaints");
	if (!isTree(taints)) return [];
	return Object.entries(taints).flatMap(([key, text]) => {
		if (typeof text !== "string") return [];
		const colon = text.lastIndexOf(":");
		return [{ key, value: colon < 0 ? "" : text.slice(0, colon), effect: text.slice(colon + 1) }];
	});
}

function judgeDetector(resource: Resource, taints: readonly Taint[]): Judgement[] {
	if (chartOf(resource) !== "falco") {
		const path = "spec.template.spec.tolerations";
		return judgeTolerations(at(podSpecOf(resource), "tolerations"), path, taints);
	}
	const { values } = resource.properties;
	const found = judgeTolerations(at(values, "tolerations") ?? byDefault, "values.tolerations", taints);
	for (const [path, allowed] of [
		[["controller", "kind"], ["daemonset"]],
		[["driver", "enabled"], [true]],
	] as const) {
		const value = at(values, ...path);
		const where = ["values", ...path].join(".");
		const open = unknownWithin(value, where);
		if (open !== undefined) found.push(undecided(open));
		else if (value !== undefined && !(allowed as readonly unknown[]).includes(value))
			found.push(violated(where, "leaves the nodes unwatched"));
	}
	const selector = at(values, "nodeSelector");
	if (isTree(selector) && Object.keys(selector).some((label) => label !== "kubernetes.io/os"))
		found.push(violated("values.nodeSelector", "leaves nodes out"));
	return found;
}

function judgeTolerations(tolerations: unknown, path: string, taints: readonly Taint[]): Judgement[] {
	// A taint that only prefers other nodes keeps no pod away.
	const missing = taints.filter((taint) => taint.effect !== "PreferNoSchedule" && !tolerates(tolerations, taint));
	if (missing.length === 0) return [];
	const open = unknownWithin(tolerations, path);
	if (open !== undefined) return [undecided(open)];
	return [...new Set(missing.map(({ key }) => key))].map((key) => violated(path, `do not tolerate ${key}`));
}

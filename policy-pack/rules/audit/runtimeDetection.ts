import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, chartOf, holdsPlatform, podSpecOf, unknownWithin } from "../installed";
import { type IsOne, isDaemonSetOf, judgeInstalled } from "../judgeInstalled";
import { isTree, machineConfigurationType, memberOf, readMachineConfiguration } from "../machineConfiguration";
import { anyTaint, controlPlaneTaint, type Taint, tolerates } from "../tolerations";

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
	const machines = resources.filter(({ type }) => type === machineConfigurationType);
	const taints = [controlPlaneTaint, ...machines.flatMap(taintsOf)];
	const open = machines.some(({ properties }) => readMachineConfiguration(properties).settled !== undefined);
	return judgeInstalled(resources, stack, {
		name: "runtime detection",
		isOne: (resource) => chartOf(resource) === "falco" || isFalcoDaemonSet(resource),
		judge: (resource) => judgeDetector(resource, { taints, open }),
	});
}

function isFalcoDaemonSet(resource: Resource): IsOne {
	return isDaemonSetOf(resource, (image) => /^falco(-no-driver|-debian)?$/.test(image));
}

/** The taints of the nodes; `open`: there may be more than are known yet. */
interface Taints {
	taints: readonly Taint[];
	open: boolean;
}

/** `machine.nodeTaints` and the worker's own, `<key>: <value>:<effect>` (Talos, machine configuration reference). */
function taintsOf({ properties }: Resource): Taint[] {
	const configuration = readMachineConfiguration(properties);
	const { main } = configuration.settled ?? configuration;
	const taints = memberOf(main, "machine", "nodeTaints");
	if (!isTree(taints)) return [];
	return Object.entries(taints).flatMap(([key, text]) => {
		if (typeof text !== "string") return [];
		const colon = text.lastIndexOf(":");
		return [{ key, value: colon < 0 ? "" : text.slice(0, colon), effect: text.slice(colon + 1) }];
	});
}

function judgeDetector(resource: Resource, taints: Taints): Judgement[] {
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
	if (isPulumiUnknown(selector)) found.push(undecided("values.nodeSelector"));
	else if (isTree(selector))
		for (const [label, value] of Object.entries(selector))
			if (label === "kubernetes.io/os" && isPulumiUnknown(value))
				found.push(undecided(`values.nodeSelector[${label}]`));
			else if (label !== "kubernetes.io/os" || value !== "linux")
				found.push(violated(`values.nodeSelector[${label}]`, "leaves nodes out"));
	const required = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
	const terms = at(values, ...required);
	const affinity = ["values", ...required].join(".");
	if (isPulumiUnknown(terms)) found.push(undecided(affinity));
	else if (terms !== undefined) found.push(violated(affinity, "leaves nodes out"));
	return found;
}

function judgeTolerations(tolerations: unknown, path: string, { taints, open }: Taints): Judgement[] {
	// A taint that only prefers other nodes keeps no pod away.
	const all = taints
		.filter(({ effect }) => effect !== "PreferNoSchedule")
		.map((taint) => ({ ...taint, tolerated: tolerates(tolerations, taint) }));
	const missing = new Set(all.filter(({ tolerated }) => tolerated === false).map(({ key }) => key));
	if (missing.size > 0) return [...missing].map((key) => violated(path, `do not tolerate ${key}`));
	if (all.some(({ tolerated }) => tolerated === "unknown"))
		return [undecided(unknownWithin(tolerations, path) ?? path)];
	return open && tolerates(tolerations, anyTaint) !== true ? [undecided("the taints of the machines")] : [];
}

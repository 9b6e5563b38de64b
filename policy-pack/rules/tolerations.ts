import { isPulumiUnknown } from "../unknown";
import { elements, every, type Known, same, some } from "./known";
import { isTree } from "./machinePatch";

/** A taint as Talos' `machine.nodeTaints` and Kubernetes write it. */
export interface Taint {
	key: string;
	value: string;
	effect: string;
}

export const controlPlaneTaint: Taint = {
	key: "node-role.kubernetes.io/control-plane",
	value: "",
	effect: "NoSchedule",
};

/** A taint that nothing but a toleration of every taint admits. */
export const anyTaint: Taint = { key: " any", value: " any", effect: " any" };

/** Whether one of the tolerations admits the taint (k8s.io/api core/v1, Toleration). */
export function tolerates(tolerations: unknown, taint: Taint): Known {
	return some(elements(tolerations).map((one) => admits(one, taint)));
}

function admits(one: unknown, taint: Taint): Known {
	if (isPulumiUnknown(one)) return "unknown";
	if (!isTree(one)) return false;
	const { key, operator, value, effect } = one;
	const exists = same(operator, "Exists");
	const equals = every(same(operator ?? "Equal", "Equal"), same(value ?? "", taint.value));
	return every(
		some([same(effect ?? "", ""), same(effect, taint.effect)]),
		some([every(same(key ?? "", ""), exists), every(same(key, taint.key), some([exists, equals]))]),
	);
}

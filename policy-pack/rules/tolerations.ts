import { isTree, type Tree } from "./machinePatch";

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

/** Whether one of the tolerations admits the taint (k8s.io/api core/v1, Toleration). */
export function tolerates(tolerations: unknown, taint: Taint): boolean {
	return Array.isArray(tolerations) && tolerations.some((one) => isTree(one) && admits(one, taint));
}

function admits({ key, operator, value, effect }: Tree, taint: Taint): boolean {
	if ((effect ?? "") !== "" && effect !== taint.effect) return false;
	const exists = operator === "Exists";
	if ((key ?? "") === "") return exists;
	if (key !== taint.key) return false;
	return exists || ((operator ?? "Equal") === "Equal" && (value ?? "") === taint.value);
}

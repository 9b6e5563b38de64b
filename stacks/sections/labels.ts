/** Kubernetes' grammar of labels and taints (kubernetes.io: Concepts, Labels and Selectors; Taints and Tolerations). */

const name = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const prefix = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

function keyFault(key: string): string | undefined {
	const parts = key.split("/");
	const last = parts.at(-1) ?? "";
	const legal = name.test(last) && (parts.length === 1 || (parts.length === 2 && prefix.test(parts[0] ?? "")));
	return legal
		? undefined
		: "is no label key; it must be [<domain>/]<name>, the name at most 63 letters, digits, -, _ and .";
}

/**
 * The kubelet's NodeRestriction lets a node set only some labels of kubernetes.io itself; Talos sets the others for it
 * (machine.nodeLabels are applied by a controller with its own rights), so only the grammar is checked.
 */
export function labelFault(key: string, value: string): string | undefined {
	return (
		keyFault(key) ??
		(value === "" || name.test(value)
			? undefined
			: `${value} is no label value; it must be at most 63 letters, digits, -, _ and .`)
	);
}

export function taintFault(key: string, value: string): string | undefined {
	const fault = keyFault(key)?.replace("label", "taint");
	if (fault !== undefined) return fault;
	const match = /^(?:([^:]*):)?(NoSchedule|PreferNoSchedule|NoExecute)$/.exec(value);
	const given = match?.[1] ?? "";
	if (match !== null && (given === "" || name.test(given))) return undefined;
	return `${value} is no taint; it must be <value>:<effect> with the effect NoSchedule, PreferNoSchedule or NoExecute`;
}

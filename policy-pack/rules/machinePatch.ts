/** A mapping of a machine configuration. The whole of it is secret: what is printed of it is paths. */
export type Tree = Record<string, unknown>;

export interface Fault {
	path: string;
	what: string;
}

export const isTree = (value: unknown): value is Tree =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * An argument is text or a list of texts; either takes the place of the other (v1alpha1_types.go, Args.Merge). An empty one does too:
 * it takes away the argument that Talos itself sets (argsbuilder_args.go, Merge and Args).
 */
const argument = /^(cluster\.[A-Za-z]+|machine\.kubelet|Kube[A-Za-z]+)\.extraArgs\.[^.]+$/;

/** Lists and mappings that a patch replaces as a whole (machinery v1.13.0, `merge:"replace"`). */
const replaced = [
	/^cluster\.apiServer\.auditPolicy$/,
	/^cluster\.network\.(pod|service)Subnets$/,
	/^NetworkRuleConfig\.(ingress|portSelector\.ports)$/,
	// From contract 1.14 on.
	/^Kube(Authentication|AuditPolicy)Config\.configuration$/,
	/^KubeStaticPodConfig\.pod$/,
];

/** Lists whose elements are merged by a member of theirs; of the others, what a patch has comes after what was there. */
const keyed: readonly [RegExp, string, "merged" | "replaced"][] = [
	[/^cluster\.apiServer\.admissionControl$/, "name", "merged"],
	[/^machine\.network\.interfaces$/, "interface", "merged"],
	[/^machine\.network\.interfaces\.vlans$/, "vlanId", "merged"],
	[/^ImageVerificationConfig\.rules$/, "image", "replaced"],
];

/**
 * Puts a strategic merge patch on a mapping, as Talos does (machinery v1.13.0, config/merge and configloader's delete
 * selectors): mappings by their members, lists one after the other, `$patch: delete` removes, and what is empty (null, 0, "")
 * changes nothing but an argument. `at` is where the mapping is: `machine.install`, or the kind of another document.
 */
export function patchTree(left: Tree, right: Tree, at: string, faults: Fault[]): void {
	for (const [key, value] of Object.entries(right)) {
		const path = at === "" ? key : `${at}.${key}`;
		if (key === "$patch") continue;
		if (isTree(value) && value.$patch === "delete") delete left[key];
		else if (argument.test(path)) left[key] = value;
		else if (value !== null && value !== undefined && value !== "" && value !== 0)
			left[key] = patched(Object.hasOwn(left, key) ? left[key] : undefined, value, path, faults);
	}
}

function patched(left: unknown, right: unknown, path: string, faults: Fault[]): unknown {
	const whole = replaced.some((pattern) => pattern.test(path));
	if (isTree(right)) {
		const base = isTree(left) && !whole ? left : {};
		if (left !== undefined && left !== null && !isTree(left)) faults.push({ path, what: "is patched with a mapping" });
		patchTree(base, right, path, faults);
		return base;
	}
	if (Array.isArray(right)) {
		if (left !== undefined && left !== null && !Array.isArray(left) && !whole)
			faults.push({ path, what: "is patched with a list" });
		return patchedList(Array.isArray(left) && !whole ? left : [], right, path, faults);
	}
	if (isTree(left) || (Array.isArray(left) && !whole)) faults.push({ path, what: "is patched with a scalar" });
	return right;
}

function patchedList(left: unknown[], right: unknown[], path: string, faults: Fault[]): unknown[] {
	const [, key, how] = keyed.find(([pattern]) => pattern.test(path)) ?? [];
	const result = [...left];
	for (const element of right) {
		if (isTree(element) && element.$patch === "delete") {
			// The first member beside `$patch` says which element goes.
			const [name, value] = Object.entries(element).find(([member]) => member !== "$patch") ?? [];
			const found = result.findIndex((one) => isTree(one) && name !== undefined && one[name] === value);
			if (found >= 0) result.splice(found, 1);
			continue;
		}
		const same =
			key !== undefined && isTree(element)
				? result.findIndex((one) => isTree(one) && one[key] !== undefined && one[key] === element[key])
				: -1;
		if (same < 0) result.push(isTree(element) ? patched(undefined, element, path, faults) : element);
		else result[same] = how === "replaced" ? element : patched(result[same], element, path, faults);
	}
	return result;
}

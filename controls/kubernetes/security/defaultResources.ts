import { isRecord } from "../../cel/bind";
import type { IsUnknown } from "../../cel/unknown";
import type { Remedy, Setting } from "../remedy";

/** What a container gets that says nothing: enough for a small one to run, and little enough to be seen. */
export const defaultResources = { cpu: "50m", memory: "128Mi" } as const;

/**
 * SEC-002's remedy in class lab: requests for CPU and memory and a limit for memory, in every container that lacks them and whose
 * pod does not state them. A request that is alone gets itself as its limit, and a limit itself as its request, as Kubernetes
 * does for the latter; so no limit is below its request.
 */
export const containerDefaults: Remedy = (podSpec, at, isUnknown) => {
	const made: Setting[] = [];
	for (const list of ["containers", "initContainers"]) {
		const containers = podSpec[list];
		if (!Array.isArray(containers)) continue;
		// By its places: the policy host's lists are proxies, on which map and its like throw.
		for (let i = 0; i < containers.length; i++) {
			const container: unknown = containers[i];
			if (isRecord(container)) made.push(...settings(container, podSpec, [...at, list, i], isUnknown));
		}
	}
	return made;
};

type Found = { stated: string } | "absent" | "unreadable";

function settings(
	container: Record<string, unknown>,
	podSpec: Record<string, unknown>,
	at: readonly (string | number)[],
	isUnknown: IsUnknown,
): Setting[] {
	const own = (kind: string, name: string): Found => read(container, ["resources", kind, name], isUnknown);
	const isOpen = (kind: string, name: string): boolean =>
		own(kind, name) === "absent" && read(podSpec, ["resources", kind, name], isUnknown) === "absent";
	const setting = (kind: string, name: string, value: string): Setting => ({
		path: [...at, "resources", kind, name],
		value,
	});
	const like = (found: Found, otherwise: string): string | undefined => {
		if (found === "unreadable") return undefined;
		return found === "absent" ? otherwise : found.stated;
	};
	const made: Setting[] = [];
	for (const name of ["cpu", "memory"] as const) {
		const value = isOpen("requests", name) ? like(own("limits", name), defaultResources[name]) : undefined;
		if (value !== undefined) made.push(setting("requests", name, value));
	}
	const limit = isOpen("limits", "memory") ? like(own("requests", "memory"), defaultResources.memory) : undefined;
	if (limit !== undefined) made.push(setting("limits", "memory", limit));
	return made;
}

/** A value that is not known yet, or of another form, is left alone: it may be what was asked for. */
function read(tree: Record<string, unknown>, path: readonly string[], isUnknown: IsUnknown): Found {
	let value: unknown = tree;
	for (const key of path) {
		if (!isRecord(value)) return "unreadable";
		value = value[key];
		if (isUnknown(value)) return "unreadable";
		if (value === undefined || value === null) return "absent";
	}
	return typeof value === "string" || typeof value === "number" ? { stated: String(value) } : "unreadable";
}

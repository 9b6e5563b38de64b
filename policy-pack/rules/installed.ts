import { familyOf } from "../../controls/kubernetes/scope";
import { workloads } from "../../controls/kubernetes/workloads";
import { kindOfToken } from "../kubernetes";
import type { Resource } from "../rule";
import { isPulumiUnknown } from "../unknown";

/**
 * The value below a tree: `at(properties, "values", "loki")`. Undefined where a member on the way is absent or null, and Pulumi's
 * sentinel where one is not known yet.
 */
export function at(tree: unknown, ...path: readonly string[]): unknown {
	let value = tree;
	for (const key of path) {
		if (isPulumiUnknown(value)) return value;
		if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
		value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
	}
	return value ?? undefined;
}

/** Where the first unknown value below a tree is, or undefined. */
export function unknownWithin(value: unknown, path: string): string | undefined {
	if (isPulumiUnknown(value)) return path;
	if (typeof value !== "object" || value === null) return undefined;
	for (const [key, member] of Object.entries(value)) {
		const found = unknownWithin(member, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
		if (found !== undefined) return found;
	}
	return undefined;
}

export const releaseType = "kubernetes:helm.sh/v3:Release";

/**
 * The name of a release's chart: of `oci://registry/charts/loki`, `repo/loki`, `loki` or the path of an archive
 * (`.cache/charts/loki-6.30.1.tgz`). Undefined where the resource is no release, or its chart is not known yet.
 */
export function chartOf({ type, properties }: Pick<Resource, "type" | "properties">): string | undefined {
	const { chart } = properties;
	if (type !== releaseType || typeof chart !== "string" || isPulumiUnknown(chart)) return undefined;
	const last = chart.replace(/\/+$/, "").split("/").at(-1) ?? "";
	return last.replace(/\.tgz$/, "").replace(/-v?\d+\.\d+\.\d+.*$/, "");
}

/** Whether a resource is a release whose chart is not known yet: it may be any. */
export function hasUnknownChart({ type, properties }: Pick<Resource, "type" | "properties">): boolean {
	return type === releaseType && isPulumiUnknown(properties.chart);
}

/** Whether a file of this name may be YAML, while its text is not known yet. */
export function mayBeYaml(key: string): boolean {
	return /\.ya?ml$/i.test(key);
}

/** The kind of a Kubernetes object, whatever its API's version: `apps/DaemonSet`, `/ConfigMap`. */
export function kindOf({ type }: Pick<Resource, "type">): string | undefined {
	const token = kindOfToken(type);
	if (token === undefined || type === releaseType) return undefined;
	const group = token.apiVersion.includes("/") ? token.apiVersion.split("/", 1)[0] : "";
	return `${group}/${token.kind}`;
}

/** Where the pod of a workload stands: the members of its `metadata` and `spec`; undefined for what carries none. */
export function podPlace({ type }: Pick<Resource, "type">): string[] | undefined {
	const token = kindOfToken(type);
	if (token === undefined) return undefined;
	const path = familyOf(workloads, token.apiVersion, token.kind)?.paths.podSpec;
	return path === undefined ? undefined : path.split(".").slice(0, -1);
}

/** Whether the stack installs something in a cluster, so that what is asked of the whole cluster is asked of it. */
export function holdsPlatform(resources: readonly Resource[]): boolean {
	return resources.some((resource) => resource.type === releaseType || podPlace(resource) !== undefined);
}

/** The last part of an image's name, without tag and digest: `falco` of `docker.io/falcosecurity/falco:0.41`. */
export function imageName(image: unknown): string {
	if (typeof image !== "string" || isPulumiUnknown(image)) return "";
	return (
		image
			.replace(/@.*$/, "")
			.split("/")
			.at(-1)
			?.replace(/:[^:]*$/, "") ?? ""
	);
}

/** The elements of a list, where it is one. */
export function elements(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

/** The pod's specification of a workload, undefined for what carries none. */
export function podSpecOf(resource: Resource): unknown {
	const place = podPlace(resource);
	return place === undefined ? undefined : at(resource.properties, ...place, "spec");
}

/** A release whose chart is not known yet: it may be any. */
export function unknownRelease(resources: readonly Resource[]): Resource | undefined {
	return resources.find(hasUnknownChart);
}

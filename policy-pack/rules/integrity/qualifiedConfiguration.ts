import { createHash } from "node:crypto";
import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, elements, kindOf, podPlace } from "../installed";
import { isTree } from "../machinePatch";

const control = controlById("INT-008");
const impact = "gxp-lab.io/gxp-impact";

/**
 * INT-008 over the stack: the ConfigMaps that a workload with direct GxP impact uses are immutable, or their content's sha256 is
 * an annotation of the pod, so that another content is another pod. The kubelet's own `kube-root-ca.crt` is in no manifest.
 */
export const qualifiedConfiguration: StackRule = {
	id: control.id,
	slug: "qualified-configuration",
	says: "What configures a workload with direct GxP impact is immutable, or part of its digest.",
	fix: control.fix,
	overObjects: true,
	judge,
};

function judge(resources: readonly Resource[]): StackJudgement[] | undefined {
	const workloads = resources.filter((resource) => podPlace(resource) !== undefined && isQualified(resource));
	if (workloads.length === 0) return undefined;
	const configMaps = new Map(
		resources.flatMap((resource) => {
			const { namespace, name } = trees(resource.properties.metadata);
			return kindOf(resource) === "/ConfigMap" && typeof name === "string"
				? [[`${String(namespace ?? "default")}/${name}`, resource.properties] as const]
				: [];
		}),
	);
	return workloads.flatMap((resource): StackJudgement[] => {
		if (impactsOf(resource).every((one) => one !== "direct")) return [{ resource, ...undecided("metadata.labels") }];
		const place = podPlace(resource) ?? [];
		const namespace = String(at(resource.properties, "metadata", "namespace") ?? "default");
		const annotations = trees(at(resource.properties, ...place, "metadata", "annotations"));
		return [...used(at(resource.properties, ...place, "spec"), [...place, "spec"].join("."))].flatMap(
			({ path, name }): StackJudgement[] => {
				if (isPulumiUnknown(name)) return [{ resource, ...undecided(path) }];
				const configMap = configMaps.get(`${namespace}/${String(name)}`);
				if (configMap === undefined)
					return [{ resource, ...violated(path, "is a ConfigMap that is not in the stack") }];
				if (configMap.immutable === true) return [];
				if (isPulumiUnknown(configMap.immutable)) return [{ resource, ...undecided(path) }];
				const digest = annotations[`gxp-lab.io/config-digest.${String(name)}`];
				if (digest !== undefined && digest === digestOf(configMap)) return [];
				if (isPulumiUnknown(digest)) return [{ resource, ...undecided(path) }];
				return [{ resource, ...violated(path, "is a ConfigMap that can change, and not part of the pod's digest") }];
			},
		);
	});
}

const trees = (value: unknown): Record<string, unknown> => (isTree(value) ? value : {});

/** What the workload says of itself, and of its pods. */
function impactsOf(resource: Resource): unknown[] {
	const place = podPlace(resource) ?? [];
	return [[], place].map((one) => at(resource.properties, ...one, "metadata", "labels", impact));
}

/** A label that is not known yet may be the one. */
function isQualified(resource: Resource): boolean {
	return impactsOf(resource).some((one) => one === "direct" || isPulumiUnknown(one));
}

/** The ConfigMaps of a pod: its volumes, those that are projected, and the environment of every container. */
function* used(spec: unknown, root: string): Generator<{ path: string; name: unknown }> {
	for (const [i, volume] of elements(at(spec, "volumes")).entries()) {
		const path = `${root}.volumes[${i}]`;
		yield* one(at(volume, "configMap"), `${path}.configMap`);
		for (const [j, source] of elements(at(volume, "projected", "sources")).entries())
			yield* one(at(source, "configMap"), `${path}.projected.sources[${j}].configMap`);
	}
	for (const list of ["containers", "initContainers", "ephemeralContainers"])
		for (const [i, container] of elements(at(spec, list)).entries()) {
			const path = `${root}.${list}[${i}]`;
			for (const [j, source] of elements(at(container, "envFrom")).entries())
				yield* one(at(source, "configMapRef"), `${path}.envFrom[${j}].configMapRef`);
			for (const [j, variable] of elements(at(container, "env")).entries())
				yield* one(at(variable, "valueFrom", "configMapKeyRef"), `${path}.env[${j}].valueFrom.configMapKeyRef`);
		}
}

function* one(reference: unknown, path: string): Generator<{ path: string; name: unknown }> {
	if (reference !== undefined) yield { path, name: isPulumiUnknown(reference) ? reference : at(reference, "name") };
}

/** `sha256:` of the JSON of `data` and `binaryData`, their keys in order. */
export function digestOf({ data, binaryData }: Record<string, unknown>): string {
	const sorted = (value: unknown) =>
		Object.fromEntries(Object.entries(trees(value)).sort(([a], [b]) => (a < b ? -1 : 1)));
	const text = JSON.stringify({ data: sorted(data), binaryData: sorted(binaryData) });
	return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

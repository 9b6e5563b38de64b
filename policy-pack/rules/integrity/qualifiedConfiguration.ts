import { createHash } from "node:crypto";
import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, kindOf, podPlace, unknownWithin } from "../installed";
import { elements, type Known, same, some } from "../known";
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
	const configMaps = objectsNamed(resources);
	return workloads.flatMap((resource): StackJudgement[] => {
		if (impactsOf(resource).every((one) => one !== "direct")) return [{ resource, ...undecided("metadata.labels") }];
		const place = podPlace(resource) ?? [];
		const namespace = at(resource.properties, "metadata", "namespace") ?? "default";
		const annotations = at(resource.properties, ...place, "metadata", "annotations");
		return [...used(at(resource.properties, ...place, "spec"), [...place, "spec"].join("."))].flatMap(
			({ path, name }): StackJudgement[] => {
				if (isPulumiUnknown(name) || isPulumiUnknown(namespace)) return [{ resource, ...undecided(path) }];
				const configMap = configMaps(namespace, name);
				if (configMap === "unknown") return [{ resource, ...undecided(path) }];
				if (configMap === undefined)
					return [{ resource, ...violated(path, "is a ConfigMap that is not in the stack"), missing: true }];
				const holds = isQualifiedBy(configMap, at(annotations, `gxp-lab.io/config-digest.${String(name)}`));
				if (holds === true) return [];
				if (holds === "unknown") return [{ resource, ...undecided(path) }];
				return [{ resource, ...violated(path, "is a ConfigMap that can change, and not part of the pod's digest") }];
			},
		);
	});
}

/** The ConfigMaps by their names; one whose name is not known yet may be the one that is not there. */
function objectsNamed(
	resources: readonly Resource[],
): (namespace: unknown, name: unknown) => Resource["properties"] | "unknown" | undefined {
	const named = new Map<string, Resource["properties"]>();
	let isOpen = false;
	for (const resource of resources) {
		if (kindOf(resource) !== "/ConfigMap") continue;
		const namespace = at(resource.properties, "metadata", "namespace") ?? "default";
		const name = at(resource.properties, "metadata", "name");
		const key = `${String(namespace)}/${String(name)}`;
		if (isPulumiUnknown(namespace) || isPulumiUnknown(name)) isOpen = true;
		else if (!named.has(key)) named.set(key, resource.properties);
	}
	return (namespace, name) => named.get(`${String(namespace)}/${String(name)}`) ?? (isOpen ? "unknown" : undefined);
}

/** Whether it cannot change, or its content's digest is the pod's. */
function isQualifiedBy(configMap: Resource["properties"], digest: unknown): Known {
	const content = [configMap.data, configMap.binaryData];
	const isOpen = content.some((one) => unknownWithin(one, "") !== undefined);
	return some([
		same(configMap.immutable, true),
		digest === undefined ? false : isOpen ? "unknown" : same(digest, digestOf(configMap)),
	]);
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

interface Use {
	path: string;
	/** The ConfigMap's name, or what is not known yet and may hold one. */
	name: unknown;
}

/** The ConfigMaps of a pod: its volumes, those that are projected, and the environment of every container. */
function* used(spec: unknown, root: string): Generator<Use> {
	yield* each(spec, "volumes", root, function* (volume, path) {
		yield* one(at(volume, "configMap"), `${path}.configMap`);
		yield* each(at(volume, "projected"), "sources", `${path}.projected`, function* (source, place) {
			yield* one(at(source, "configMap"), `${place}.configMap`);
		});
	});
	for (const list of isPulumiUnknown(spec) ? [] : ["containers", "initContainers", "ephemeralContainers"])
		yield* each(spec, list, root, function* (container, path) {
			yield* each(container, "envFrom", path, function* (source, place) {
				yield* one(at(source, "configMapRef"), `${place}.configMapRef`);
			});
			yield* each(container, "env", path, function* (variable, place) {
				yield* one(at(variable, "valueFrom", "configMapKeyRef"), `${place}.valueFrom.configMapKeyRef`);
			});
		});
}

/** The elements of a list below an owner; what is not known yet of the way to them is told once. */
function* each(
	owner: unknown,
	member: string,
	root: string,
	visit: (element: unknown, path: string) => Generator<Use>,
): Generator<Use> {
	if (isPulumiUnknown(owner)) return void (yield { path: root, name: owner });
	const list = at(owner, member);
	const path = `${root}.${member}`;
	if (isPulumiUnknown(list)) return void (yield { path, name: list });
	for (const [i, element] of elements(list).entries()) {
		if (isPulumiUnknown(element)) yield { path: `${path}[${i}]`, name: element };
		else yield* visit(element, `${path}[${i}]`);
	}
}

function* one(reference: unknown, path: string): Generator<Use> {
	if (reference !== undefined) yield { path, name: isPulumiUnknown(reference) ? reference : at(reference, "name") };
}

/** `sha256:` of the JSON of `data` and `binaryData`, their keys in order. */
export function digestOf({ data, binaryData }: Record<string, unknown>): string {
	const sorted = (value: unknown) =>
		Object.fromEntries(Object.entries(trees(value)).sort(([a], [b]) => (a < b ? -1 : 1)));
	const text = JSON.stringify({ data: sorted(data), binaryData: sorted(binaryData) });
	return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";
import { isTree } from "../machinePatch";

const control = controlById("SEC-003");
const namespaceType = "kubernetes:core/v1:Namespace";
const policyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const clusterwideType = "kubernetes:cilium.io/v2:CiliumClusterwideNetworkPolicy";
const releaseType = "kubernetes:helm.sh/v3:Release";

/** SEC-003: a namespace without its deny is seen in the whole set only. What undoes a deny is judged on its own (open-…-policies). */
export const defaultDeny: StackRule = {
	id: control.id,
	slug: "default-deny",
	says: "Every namespace has a NetworkPolicy that selects all pods, for ingress and egress, and allows nothing.",
	fix: control.fix,
	overObjects: true,
	judge,
};

/** Which namespaces a policy denies everything in: one, all, none, or not known yet. */
type Denies = { namespace: string } | "all" | "none" | { unknown: true };

function judge(resources: readonly Resource[]): StackJudgement[] | undefined {
	const places = resources.flatMap(placesOf);
	if (places.length === 0) return undefined;
	const denies = resources.map(deniedBy);
	if (denies.includes("all")) return [];
	const named = new Set(
		denies.flatMap((one) => (typeof one === "object" && "namespace" in one ? [one.namespace] : [])),
	);
	const isOpen = denies.some((one) => typeof one === "object" && "unknown" in one);
	return places.flatMap(({ resource, path, name, open = false }): StackJudgement[] => {
		if (isPulumiUnknown(name)) return [{ ...undecided(path), resource }];
		if (typeof name === "string" && named.has(name)) return [];
		if (open) return [{ ...undecided(path), resource }];
		// A policy whose namespace or rules are not known yet may be the one.
		if (isOpen)
			return [{ outcome: "undecided", path, finding: `${path}: its network policies are not known yet`, resource }];
		return [
			{ ...violated(path, "is of a namespace without a policy that denies everything"), resource, missing: true },
		];
	});
}

interface Place {
	resource: Resource;
	path: string;
	name: unknown;
	/** Whether it does so is not known yet. */
	open?: boolean;
}

/** Where a namespace comes into being: it is declared, or a release makes it on the way. */
function placesOf(resource: Resource): Place[] {
	const { type, properties } = resource;
	if (type === namespaceType) return [{ resource, path: "metadata.name", name: at(properties, "metadata", "name") }];
	const { createNamespace, namespace } = properties;
	if (type !== releaseType || (createNamespace !== true && !isPulumiUnknown(createNamespace))) return [];
	return [{ resource, path: "createNamespace", name: namespace, open: isPulumiUnknown(createNamespace) }];
}

function deniedBy({ type, properties }: Resource): Denies {
	if (type === policyType) {
		const verdict = all([
			isEmptySelector(at(properties, "spec", "podSelector")),
			hasBothTypes(properties),
			hasNoRules(properties),
		]);
		const namespace = at(properties, "metadata", "namespace") ?? "default";
		if (verdict === false) return "none";
		if (verdict === undefined || isPulumiUnknown(namespace)) return { unknown: true };
		return typeof namespace === "string" ? { namespace } : "none";
	}
	if (type === clusterwideType) {
		const verdict = all([isEmptySelector(at(properties, "spec", "endpointSelector")), deniesBothWays(properties)]);
		return verdict === undefined ? { unknown: true } : verdict ? "all" : "none";
	}
	return "none";
}

/** Undefined: not known yet. */
type Verdict = boolean | undefined;

function all(verdicts: readonly Verdict[]): Verdict {
	if (verdicts.includes(false)) return false;
	return verdicts.includes(undefined) ? undefined : true;
}

function isEmptySelector(selector: unknown): Verdict {
	if (isPulumiUnknown(selector)) return undefined;
	if (!isTree(selector)) return false;
	return all(
		Object.values(selector).map((member) => {
			if (isPulumiUnknown(member)) return undefined;
			return member === null || member === undefined || Object.keys(member as object).length === 0;
		}),
	);
}

/** Without policyTypes egress is not isolated (kubernetes.io: Network Policies, The NetworkPolicy resource). */
function hasBothTypes(properties: Record<string, unknown>): Verdict {
	const types = at(properties, "spec", "policyTypes");
	if (isPulumiUnknown(types)) return undefined;
	if (!Array.isArray(types)) return false;
	if (["Ingress", "Egress"].every((type) => types.includes(type))) return true;
	return types.some(isPulumiUnknown) ? undefined : false;
}

function hasNoRules(properties: Record<string, unknown>): Verdict {
	return all(
		["ingress", "egress"].map((direction) => {
			const rules = at(properties, "spec", direction);
			if (isPulumiUnknown(rules)) return undefined;
			return rules === undefined || (Array.isArray(rules) && rules.length === 0);
		}),
	);
}

/** Cilium isolates a direction by one empty rule of it; an empty list isolates nothing (docs.cilium.io: Layer 3 policies, deny all). */
function deniesBothWays(properties: Record<string, unknown>): Verdict {
	const spec = at(properties, "spec");
	if (isPulumiUnknown(spec)) return undefined;
	return all(
		["ingress", "egress"].map((direction) => {
			const rules = at(spec, direction);
			const switched = at(spec, "enableDefaultDeny", direction);
			if (isPulumiUnknown(rules) || isPulumiUnknown(switched)) return undefined;
			if (switched !== undefined && switched !== true) return false;
			if (!Array.isArray(rules) || rules.length !== 1) return false;
			const [rule]: unknown[] = rules;
			return isPulumiUnknown(rule) ? undefined : isTree(rule) && Object.keys(rule).length === 0;
		}),
	);
}

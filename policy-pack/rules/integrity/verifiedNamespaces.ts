import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { enforcingImageVerification } from "../../../controls/kubernetes/integrity/imageVerification";
import { judgeObject } from "../../../controls/kubernetes/judge";
import { allowedRegistries } from "../../../controls/registries";
import { kindOfToken } from "../../kubernetes";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, elements, holdsPlatform, kindOf, podPlace, releaseType, unknownWithin } from "../installed";
import { documentsOf, isTree, machineConfigurationType, readMachineConfiguration } from "../machineConfiguration";

const control = controlById("INT-003");

/**
 * INT-003 over the stack: every namespace with workloads is under an enforcing policy whose images cover every allowed registry
 * (INT-002), or Talos verifies on every node. Talos lets an image pass that no rule matches, so that its last rule has to match all.
 */
export const verifiedNamespaces: StackRule = {
	id: control.id,
	slug: "verified-namespaces",
	says: "Images are verified in every namespace with workloads.",
	fix: control.fix,
	overObjects: true,
	judge,
};

function judge(resources: readonly Resource[], stack: Resource): StackJudgement[] | undefined {
	if (!holdsPlatform(resources)) return undefined;
	const nodes = resources.filter(({ type }) => type === machineConfigurationType);
	const verified = nodes.map(({ properties }) => verifiesAll(properties));
	if (verified.length > 0 && verified.every((one) => one === true)) return [];
	const policies = resources.filter(enforces);
	const namespaces = new Map<string, Resource>();
	const open: StackJudgement[] = [];
	for (const resource of resources) {
		const namespace = namespaceOf(resource);
		if (namespace === undefined) continue;
		if (isPulumiUnknown(namespace)) open.push({ resource, ...undecided("metadata.namespace") });
		else if (!namespaces.has(namespace)) namespaces.set(namespace, resource);
	}
	const labels = new Map(
		resources.flatMap((resource) => {
			const name = at(resource.properties, "metadata", "name");
			return kindOf(resource) === "/Namespace" && typeof name === "string"
				? [[name, at(resource.properties, "metadata", "labels")] as const]
				: [];
		}),
	);
	const waiting = verified.includes("unknown") ? undecided("ImageVerificationConfig") : undefined;
	const found = [...namespaces.keys()].sort().flatMap((namespace): StackJudgement[] => {
		const of = { "kubernetes.io/metadata.name": namespace, ...trees(labels.get(namespace)) };
		const covering = policies.filter((policy) => covers(policy, namespace, of));
		const globs = covering.flatMap(imageGlobs);
		// An image may lie deeper than its registry's name.
		const images = allowedRegistries.flatMap((registry) => [`${registry}image`, `${registry}folder/image`]);
		if (images.every((image) => globs.some((glob) => glob.test(image)))) return [];
		const path = `image verification[${namespace}]`;
		const judgement: Judgement = waiting ?? unread(policies, path) ?? violated(path, "is missing");
		return [{ resource: stack, ...judgement }];
	});
	return [...found, ...open];
}

const trees = (value: unknown): Record<string, unknown> => (isTree(value) ? value : {});

/** Where a workload's pods are, or a release's. */
function namespaceOf(resource: Resource): string | undefined {
	const namespace =
		resource.type === releaseType
			? (at(resource.properties, "namespace") ?? "default")
			: podPlace(resource) === undefined
				? undefined
				: (at(resource.properties, "metadata", "namespace") ?? "default");
	return typeof namespace === "string" ? namespace : undefined;
}

/** Whether Talos verifies every image on the node; `unknown` where its configuration is not known yet. */
function verifiesAll(properties: Record<string, unknown>): boolean | "unknown" {
	const configuration = readMachineConfiguration(properties);
	const rules = documentsOf(configuration, "ImageVerificationConfig").flatMap(({ rules }) => elements(rules));
	if (rules.length === 0) return configuration.unknown.length > 0 ? "unknown" : false;
	if (configuration.faults.length > 0 || !rules.every(isTree) || rules.some(({ skip }) => skip === true)) return false;
	const last = rules.at(-1);
	return last?.image === "*" || last?.image === "**";
}

/** A policy that enforcing-image-verification admits. */
function enforces(resource: Resource): boolean {
	const token = kindOfToken(resource.type);
	if (token === undefined) return false;
	const verdicts = judgeObject(enforcingImageVerification, token, resource.properties, isPulumiUnknown);
	return verdicts?.every(({ outcome }) => outcome === "undecided") ?? false;
}

function covers(policy: Resource, namespace: string, labels: Record<string, unknown>): boolean {
	const { spec } = policy.properties;
	if (kindOf(policy) === sigstore)
		return labels["policy.sigstore.dev/include"] === "true" && elements(at(spec, "match")).length === 0;
	const constraints = at(spec, "matchConstraints");
	if (!namesPods(constraints) || narrows(spec, constraints)) return false;
	if (kindOf(policy) === "policies.kyverno.io/NamespacedImageValidatingPolicy")
		return at(policy.properties, "metadata", "namespace") === namespace;
	return selects(at(constraints, "namespaceSelector"), labels);
}

const sigstore = "policy.sigstore.dev/ClusterImagePolicy";

/** Whether a rule is about the making of pods, whatever their names. */
function namesPods(constraints: unknown): boolean {
	return elements(at(constraints, "resourceRules")).some((rule) => {
		const holds = (member: string, ...either: string[]): boolean =>
			elements(at(rule, member)).some((one) => either.includes(String(one)));
		return (
			holds("resources", "pods", "*") &&
			holds("operations", "CREATE", "*") &&
			holds("apiGroups", "", "*") &&
			elements(at(rule, "resourceNames")).length === 0
		);
	});
}

/** What leaves pods of a namespace out: by their labels, by what they are, or by a condition. */
function narrows(spec: unknown, constraints: unknown): boolean {
	const selector = at(constraints, "objectSelector");
	return (
		[at(selector, "matchLabels"), at(selector, "matchExpressions")].some((one) => Object.keys(one ?? {}).length > 0) ||
		elements(at(constraints, "excludeResourceRules")).length > 0 ||
		elements(at(spec, "matchConditions")).length > 0
	);
}

/** A label selector (k8s.io/apimachinery meta/v1); an operator that is not known selects nothing. */
function selects(selector: unknown, labels: Record<string, unknown>): boolean {
	const equal = Object.entries(trees(at(selector, "matchLabels"))).every(([key, value]) => labels[key] === value);
	return (
		equal &&
		elements(at(selector, "matchExpressions")).every((expression) => {
			const { key, operator, values } = trees(expression);
			const value = typeof key === "string" ? labels[key] : undefined;
			if (operator === "In") return value !== undefined && elements(values).includes(value);
			if (operator === "NotIn") return value === undefined || !elements(values).includes(value);
			if (operator === "Exists") return value !== undefined;
			return operator === "DoesNotExist" && value === undefined;
		})
	);
}

/** The images that a policy is about: `images[].glob` of sigstore's, `matchImageReferences[].glob` of Kyverno's. */
function imageGlobs(policy: Resource): RegExp[] {
	const { spec } = policy.properties;
	const references = [...elements(at(spec, "images")), ...elements(at(spec, "matchImageReferences"))];
	const globs = references.map((one) => at(one, "glob")).filter((glob) => typeof glob === "string");
	return globs.map((glob) => patternOf(glob, kindOf(policy) === sigstore));
}

/** To sigstore one asterisk ends at a slash, and two do not; to Kyverno one goes on. */
function patternOf(glob: string, endsAtSlash: boolean): RegExp {
	const pattern = glob
		.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
		.replaceAll(/\*+/g, (stars) => (endsAtSlash && stars.length === 1 ? "[^/]*" : ".*"))
		.replaceAll("?", ".");
	return new RegExp(`^${pattern}$`);
}

/** A policy that is not wholly known may cover what is missing. */
function unread(policies: readonly Resource[], path: string): Judgement | undefined {
	return policies.some(({ properties }) => unknownWithin(properties.spec, "spec") !== undefined)
		? undecided(path)
		: undefined;
}

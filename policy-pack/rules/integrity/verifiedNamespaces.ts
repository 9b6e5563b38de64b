import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import { enforcingImageVerification } from "../../../controls/kubernetes/integrity/imageVerification";
import { judgeObject } from "../../../controls/kubernetes/judge";
import { allowedRegistries } from "../../../controls/registries";
import { kindOfToken } from "../../kubernetes";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, holdsPlatform, kindOf, podPlace, releaseType } from "../installed";
import { elements, every, type Known, same, some } from "../known";
import { documentsOf, isTree, machineConfigurationType, readMachineConfiguration } from "../machineConfiguration";
import { selects } from "../selectors";

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
	const policies = resources.flatMap((resource) => {
		const enforced = enforces(resource);
		return enforced === false ? [] : [{ resource, enforced, globs: imageGlobs(resource) }];
	});
	const namespaces = new Map<string, Resource>();
	const open: StackJudgement[] = [];
	for (const resource of resources) {
		const namespace = namespaceOf(resource);
		if (namespace === undefined) continue;
		if (isPulumiUnknown(namespace)) open.push({ resource, ...undecided("metadata.namespace") });
		else if (!namespaces.has(namespace)) namespaces.set(namespace, resource);
	}
	const labelsOf = labelled(resources);
	// One node that verifies nothing is enough for a namespace to need a policy.
	const waiting =
		verified.includes("unknown") && !verified.includes(false) ? undecided("ImageVerificationConfig") : undefined;
	const found = [...namespaces.keys()].sort().flatMap((namespace): StackJudgement[] => {
		const covering = policies.map((policy) => ({
			...policy,
			covers: every(policy.enforced, covers(policy.resource, namespace, labelsOf(namespace))),
		}));
		// An image may lie deeper than its registry's name.
		const images = allowedRegistries.flatMap((registry) => [`${registry}image`, `${registry}folder/image`]);
		const verifies = every(
			...images.map((image) =>
				some(covering.map(({ covers, globs }) => every(covers, some(globs.map((glob) => glob(image)))))),
			),
		);
		if (verifies === true) return [];
		const path = `image verification[${namespace}]`;
		const missing = verifies === "unknown" ? undecided(path) : violated(path, "is missing");
		return [{ resource: stack, ...(waiting ?? missing) }];
	});
	return [...found, ...open];
}

/** The labels of each namespace; one whose name is not known yet may be any. */
function labelled(resources: readonly Resource[]): (namespace: string) => unknown {
	const all = resources.filter((resource) => kindOf(resource) === "/Namespace").map(({ properties }) => properties);
	const named = new Map(all.map((one) => [at(one, "metadata", "name"), at(one, "metadata", "labels")]));
	const other = [...named.keys()].find(isPulumiUnknown);
	return (namespace) => {
		const labels = named.has(namespace) ? named.get(namespace) : other;
		const own = { "kubernetes.io/metadata.name": namespace };
		return isPulumiUnknown(labels) ? labels : { ...own, ...(isTree(labels) ? labels : {}) };
	};
}

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
function verifiesAll(properties: Record<string, unknown>): Known {
	const configuration = readMachineConfiguration(properties);
	const { faults, settled } = configuration;
	if (faults.length > 0) return false;
	const rules = documentsOf(settled ?? configuration, "ImageVerificationConfig").flatMap(({ rules }) =>
		elements(rules),
	);
	if (!rules.every(isTree) || rules.some(({ skip }) => skip === true)) return false;
	// What is not known yet may pass over images before the rules that are known.
	if (settled !== undefined) return "unknown";
	const last = rules.at(-1);
	return last?.image === "*" || last?.image === "**";
}

/** Whether it is a policy that enforcing-image-verification admits. */
function enforces(resource: Resource): Known {
	const token = kindOfToken(resource.type);
	if (token === undefined) return false;
	const verdicts = judgeObject(enforcingImageVerification, token, resource.properties, isPulumiUnknown);
	if (verdicts === undefined || verdicts.some(({ outcome }) => outcome !== "undecided")) return false;
	return verdicts.length === 0 ? true : "unknown";
}

function covers({ type, properties }: Resource, namespace: string, labels: unknown): Known {
	const { spec } = properties;
	const kind = kindOf({ type });
	if (kind === sigstore)
		return every(same(at(labels, "policy.sigstore.dev/include"), "true"), isEmpty(at(spec, "match")));
	const constraints = at(spec, "matchConstraints");
	const selector = at(constraints, "namespaceSelector");
	return every(
		namesPods(constraints),
		...narrowing(spec, constraints).map(isEmpty),
		kind === "policies.kyverno.io/NamespacedImageValidatingPolicy"
			? same(at(properties, "metadata", "namespace"), namespace)
			: selector === undefined || selects(selector, labels),
	);
}

const sigstore = "policy.sigstore.dev/ClusterImagePolicy";

/** Whether a rule is about the making of pods, whatever their names. */
function namesPods(constraints: unknown): Known {
	return some(
		elements(constraints, "resourceRules").map((rule) => {
			const holds = (member: string, ...either: string[]): Known =>
				some(elements(rule, member).flatMap((one) => either.map((text) => same(one, text))));
			return every(
				holds("resources", "pods", "*"),
				holds("operations", "CREATE", "*"),
				holds("apiGroups", "", "*"),
				isEmpty(at(rule, "resourceNames")),
			);
		}),
	);
}

/** What leaves pods of a namespace out: by their labels, by what they are, or by a condition. */
function narrowing(spec: unknown, constraints: unknown): unknown[] {
	return [
		at(constraints, "objectSelector", "matchLabels"),
		at(constraints, "objectSelector", "matchExpressions"),
		at(constraints, "excludeResourceRules"),
		at(spec, "matchConditions"),
	];
}

/** Whether a list or a mapping is absent, or has nothing in it. */
function isEmpty(value: unknown): Known {
	if (isPulumiUnknown(value)) return "unknown";
	return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}

/** The images that a policy is about: `images[].glob` of sigstore's, `matchImageReferences[].glob` of Kyverno's. */
function imageGlobs(policy: Resource): ((image: string) => Known)[] {
	const { spec } = policy.properties;
	const references = [...elements(spec, "images"), ...elements(spec, "matchImageReferences")];
	return references.map((one) => {
		const glob = at(one, "glob");
		if (isPulumiUnknown(glob)) return () => "unknown";
		const pattern = typeof glob === "string" ? patternOf(glob, kindOf(policy) === sigstore) : undefined;
		return (image) => pattern?.test(image) ?? false;
	});
}

/** To sigstore one asterisk ends at a slash, and two do not; to Kyverno one goes on. */
function patternOf(glob: string, endsAtSlash: boolean): RegExp {
	const pattern = glob
		.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
		.replaceAll(/\*+/g, (stars) => (endsAtSlash && stars.length === 1 ? "[^/]*" : ".*"))
		.replaceAll("?", ".");
	return new RegExp(`^${pattern}$`);
}

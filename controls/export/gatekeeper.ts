import type { Manifest } from "../admission";
import { kubernetesRules } from "../kubernetes";
import { conditionsWithoutRequest, type ExportedPolicy } from "./policies";

/**
 * Gatekeeper's ConstraintTemplate and constraint of an admission policy. The fields are those of gatekeeper 3.23
 * (pkg/drivers/k8scel/schema/schema.go: `validations`, `matchCondition` in the singular, `failurePolicy`, `generateVAP`;
 * website/docs/validating-admission-policy.md); a template's name is its constraint's kind in lower case.
 *
 * The template makes no ValidatingAdmissionPolicy of its own (`generateVAP: false`): the platform installs those of the
 * format `vap`, and two of one kind would report everything twice.
 */
export function gatekeeperManifests(exported: ExportedPolicy): Manifest[] {
	const { rule, family, policy, mandatory } = exported;
	const kind = constraintKind(exported);
	const { labels } = policy.metadata;
	const { validations, failurePolicy } = policy.spec as Record<string, readonly object[] | string>;
	const source = {
		failurePolicy,
		generateVAP: false,
		matchCondition: [...conditionsWithoutRequest(policy, isAudit), ...ownResources(family)],
		// The engine knows no `reason`: it answers every refusal as Forbidden.
		validations: (validations as readonly Record<string, unknown>[]).map(({ reason: _, ...validation }) => validation),
	};
	return [
		{
			apiVersion: "templates.gatekeeper.sh/v1",
			kind: "ConstraintTemplate",
			metadata: { name: kind.toLowerCase(), labels, annotations: { description: rule.says } },
			spec: {
				crd: { spec: { names: { kind } } },
				targets: [{ target: "admission.k8s.gatekeeper.sh", code: [{ engine: "K8sNativeValidation", source }] }],
			},
		},
		{
			apiVersion: "constraints.gatekeeper.sh/v1beta1",
			kind,
			metadata: { name: policy.metadata.name, labels },
			spec: { enforcementAction: mandatory ? "deny" : "warn", match: { kinds: kinds(family.kinds) } },
		},
	] as Manifest[];
}

/**
 * The plurals of every constraint's kind that there is, in whichever class: a role that loses one as the class changes would leave
 * Gatekeeper without a right to what it still has.
 */
export function constraintPlurals(): string[] {
	return kubernetesRules.flatMap((rule) =>
		rule.applies.families.map((family) => constraintKind({ rule, family }).toLowerCase()),
	);
}

/** An audit's request has no operation (gatekeeper 3.23.1, pkg/target: unstructuredToAdmissionRequest; seen in a running one). */
const isAudit = 'request.?operation.orValue("") == ""';

/** A constraint names kinds, and a subresource comes as its object's: what the admission policy is not asked about is not judged. */
function ownResources({ kinds }: ExportedPolicy["family"]): { name: string; expression: string }[] {
	if (kinds.some(({ resource }) => resource.includes("/"))) return [];
	return [{ name: "no-subresource", expression: 'request.?subResource.orValue("") == ""' }];
}

/** One entry a group. A subresource is judged as its object's kind. */
function kinds(of: readonly { apiGroup: string; kind: string }[]): { apiGroups: string[]; kinds: string[] }[] {
	const groups = new Map<string, Set<string>>();
	for (const { apiGroup, kind } of of) groups.set(apiGroup, (groups.get(apiGroup) ?? new Set()).add(kind));
	return [...groups].map(([group, names]) => ({ apiGroups: [group], kinds: [...names] }));
}

/** `SEC-001-restricted-pods-workloads` is GxpLabSec001RestrictedPodsWorkloads. */
function constraintKind({ rule, family }: Pick<ExportedPolicy, "rule" | "family">): string {
	const words = `${rule.id}-${rule.slug}-${family.name}`.toLowerCase().split("-");
	const kind = `GxpLab${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("")}`;
	// The kind's plural is a DNS label, and it is the kind itself in lower case.
	if (kind.length > 63) throw new Error(`${kind}: is longer than 63 characters; shorten the rule's slug`);
	return kind;
}

import { admissionPolicies, type Manifest, NOT_BY_THE_API_SERVER, NOT_ONLY_LEAVING } from "../admission";
import { controlById } from "../catalogue";
import type { Exception } from "../exceptions";
import { kubernetesRules } from "../kubernetes";
import { WHEN_CREATED } from "../kubernetes/exceptionConditions";
import type { KubernetesRule } from "../kubernetes/rule";
import type { Family } from "../kubernetes/scope";
import { policyName } from "../policyNames";
import type { EnvironmentClass } from "../types";

/** One admission policy as the API server takes it, with what it was made from: what other engines' policies are made from. */
export interface ExportedPolicy {
	rule: KubernetesRule;
	family: Family;
	policy: Manifest;
	binding: Manifest;
	mandatory: boolean;
}

export function exportedPolicies(
	environmentClass: EnvironmentClass,
	exceptions: readonly Exception[],
): ExportedPolicy[] {
	const made = admissionPolicies(environmentClass, exceptions);
	const find = (kind: string, name: string): Manifest | undefined =>
		made.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
	const exported = kubernetesRules.flatMap((rule) =>
		rule.applies.families.flatMap((family): ExportedPolicy[] => {
			const name = `gxp-lab-${policyName(rule.id, rule.slug)}-${family.name}`;
			const policy = find("ValidatingAdmissionPolicy", name);
			const binding = find("ValidatingAdmissionPolicyBinding", name);
			if (policy === undefined || binding === undefined) return [];
			const mandatory = controlById(rule.id).enforcement[environmentClass] === "mandatory";
			return [{ rule, family, policy, binding, mandatory }];
		}),
	);
	if (exported.length * 2 !== made.length)
		throw new Error(
			`admission policies: ${made.length / 2} were made, and ${exported.length} were found by their names`,
		);
	return exported;
}

interface MatchCondition {
	name: string;
	expression: string;
}

/**
 * A policy's match conditions for an engine that also judges what is already there. Nobody asks for that: an audit's request has no user
 * (measured with gator 3.23.1: "no such key: username", which fails closed on every object), and no object before. `isAudit` is how an
 * engine's audit is told from a request. Then
 *
 * - an exception of what a controller made asks for the owner alone: who made it was asked when it came;
 * - what is on its way out is judged like the rest: it has effect as long as it is there, and nothing was before it;
 * - the API server's own roles are known by the label that it gives them (kubernetes.io: Using RBAC, auto-reconciliation).
 *
 * Neither lets anything into the cluster: a request is no audit, and the admission policies judge it too.
 */
export function conditionsWithoutRequest(policy: Manifest, isAudit: string): MatchCondition[] {
	return (policy.spec.matchConditions as MatchCondition[]).map(({ name, expression }) => {
		const asked = expression
			.replaceAll("request.userInfo.username", 'request.userInfo.?username.orValue("")')
			.replaceAll(`(${WHEN_CREATED} ? `, `(${isAudit} ? true : ${WHEN_CREATED} ? `);
		if (name === NOT_ONLY_LEAVING) return { name, expression: `${isAudit} || ${asked}` };
		if (name === NOT_BY_THE_API_SERVER) {
			const inAudit = isOfRbac(policy) ? `!(${bootstrapped})` : "true";
			return { name, expression: `${isAudit} ? ${inAudit} : ${asked}` };
		}
		return { name, expression: asked };
	});
}

const bootstrapped = 'object.metadata.?labels[?"kubernetes.io/bootstrapping"].orValue("") == "rbac-defaults"';

/** Only there does the API server make objects of its own that a rule is about; elsewhere the label is anybody's. */
function isOfRbac(policy: Manifest): boolean {
	const { resourceRules } = policy.spec.matchConstraints as { resourceRules: { apiGroups: string[] }[] };
	return resourceRules.every(({ apiGroups }) => apiGroups.join() === "rbac.authorization.k8s.io");
}

import { admissionPolicies, type Manifest } from "../admission";
import { controlById } from "../catalogue";
import type { Exception } from "../exceptions";
import { kubernetesRules } from "../kubernetes";
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
 * A policy's match conditions for an engine that also judges what is already there: an audit has no request, so that nobody's
 * name is in it (measured with gator 3.23.1: "no such key: username", which fails closed on every object).
 */
export function conditionsWithoutRequest(policy: Manifest): MatchCondition[] {
	return (policy.spec.matchConditions as MatchCondition[]).map(({ name, expression }) => ({
		name,
		expression: expression.replaceAll("request.userInfo.username", 'request.userInfo.?username.orValue("")'),
	}));
}

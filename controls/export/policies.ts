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

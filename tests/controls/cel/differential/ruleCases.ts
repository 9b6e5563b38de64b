import { admissionPolicies } from "../../../../controls/admission";
import { isUnknownSymbol } from "../../../../controls/cel/unknown";
import { kubernetesRules } from "../../../../controls/kubernetes";
import { judgeObject } from "../../../../controls/kubernetes/judge";
import { familyOf } from "../../../../controls/kubernetes/scope";
import { policyName } from "../../../../controls/policyNames";
import type { Case, Policy } from "./case";
import { workload } from "./pods";
import type { Random } from "./random";

/** The project's own rules, as the admission policies have them, over generated workloads. */
export function ruleCases(random: Random, objects: number): { cases: Case[]; policies: Policy[] } {
	const policies = new Map<string, Policy>();
	for (const { kind, metadata, spec } of admissionPolicies("production", [])) {
		if (kind !== "ValidatingAdmissionPolicy") continue;
		const validations = spec.validations as { expression: string }[];
		const variables = validations.map(({ expression }, i) => ({ name: `v${i}`, expression }));
		const all = variables.map(({ name }) => `variables.${name}`).join(" && ");
		const match = spec.matchConstraints as Record<string, unknown>;
		policies.set(metadata.name, { name: metadata.name, match, variables, expressions: [all] });
	}
	const used = new Map<string, Policy>();
	const cases = Array.from({ length: objects }, (): Case => {
		const { collection, object } = workload(random);
		const { apiVersion, kind } = object as { apiVersion: string; kind: string };
		const expected: Case["expected"] = [];
		for (const rule of kubernetesRules) {
			const family = familyOf(rule.applies, apiVersion, kind);
			const policy = policies.get(`gxp-lab-${policyName(rule.id, rule.slug)}-${family?.name}`);
			if (family === undefined || policy === undefined) continue;
			used.set(policy.name, policy);
			const verdicts = judgeObject(rule, { apiVersion, kind }, object, isUnknownSymbol);
			expected.push({
				policy: policy.name,
				index: 0,
				what: `${rule.id} ${rule.slug}`,
				here: verdicts?.length === 0 ? "true" : "false",
				// An error refuses the object, as what is false does.
				same: (here, there) => (here === "true") === (there === "true"),
			});
		}
		return { group: kind, collection, object, input: object, expected };
	});
	return { cases, policies: [...used.values()] };
}

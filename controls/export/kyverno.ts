import type { Manifest } from "../admission";
import { conditionsWithoutRequest, type ExportedPolicy } from "./policies";

/**
 * Kyverno's ValidatingPolicy of an admission policy (github.com/kyverno/api, api/policies.kyverno.io/v1beta1/
 * validating_policy.go, of which v1 has the fields): the admission policy's own members, and what its binding does with a
 * violation. It makes no rules for pod controllers, because the rules name every kind that carries a pod.
 */
export function kyvernoManifest({ rule, policy, binding }: ExportedPolicy): Manifest {
	return {
		apiVersion: "policies.kyverno.io/v1",
		kind: "ValidatingPolicy",
		metadata: {
			name: policy.metadata.name,
			labels: policy.metadata.labels,
			annotations: {
				"policies.kyverno.io/title": `${rule.id}: ${rule.says}`,
				"policies.kyverno.io/description": rule.why,
			},
		},
		spec: {
			validationActions: binding.spec.validationActions,
			autogen: { podControllers: { controllers: [] }, validatingAdmissionPolicy: { enabled: false } },
			...policy.spec,
			matchConditions: conditionsWithoutRequest(policy),
		},
	} as Manifest;
}

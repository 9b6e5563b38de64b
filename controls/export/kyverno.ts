import type { Manifest } from "../admission";
import { conditionsWithoutRequest, type ExportedPolicy } from "./policies";

/**
 * Kyverno's ValidatingPolicy of an admission policy: the admission policy's own members, and what its binding does with a
 * violation. What Kyverno 1.19.1 makes of it, from its source (paths of github.com/kyverno/kyverno; measured with its engine
 * and its CLI, tests/controls/export/kyverno.long.ts):
 *
 * - The kind (github.com/kyverno/api, api/policies.kyverno.io/v1alpha1/validating_policy.go; v1beta1, which is stored, and v1
 *   are the same types) requires nothing. Kyverno's own admission asks for a rule in `matchConstraints`, and compiles every
 *   expression (pkg/cel/policies/vpol/validate.go). Each rule must name its `scope`: the webhooks' rules are sorted by it, and
 *   one without it is dereferenced (pkg/controllers/webhook/utils.go, sortedRules).
 * - `evaluation` is left out: mode Kubernetes, admission and background on. `webhookConfiguration` too: 10 s, as of any webhook.
 * - The match conditions compile for the API server too, so each policy gets a webhook of its own that has them
 *   (pkg/controllers/webhook/validating.go), and the engine evaluates them again. An error in one, or in a validation, refuses
 *   as a violation does: `failurePolicy: Fail`, of the webhook and of the engine (pkg/cel/policies/vpol/compiler/policy.go).
 * - `Deny` refuses and `Warn` warns (pkg/webhooks/resource/vpol/handler.go). `Audit` alone does nothing: Kyverno's reports do
 *   not hang on it, and the API server's audit log is told nothing. A refusal names the policy's first violation only, and is
 *   a bad request (400): `reason` is not read.
 * - An empty list of `controllers` means no rules for pod controllers, none at all would mean all of them
 *   (pkg/cel/policies/vpol/autogen/autogen.go); the rules name every kind that carries a pod. No ValidatingAdmissionPolicy is
 *   generated, which is also the default (pkg/controllers/admissionpolicygenerator/generate-vap.go).
 * - A background scan is a CREATE by nobody, without an old object (pkg/controllers/report/utils/scanner.go), and evaluates the
 *   match conditions: what only leaves is judged. It reaches what the reports controller may get, list and watch. Until it may
 *   for each resource that a policy names, a subresource too, the policy's status is not ready; admission does not ask for
 *   that (pkg/controllers/policystatus/controller.go).
 * - Numbers are ints, as for the API server (pkg/utils/admission/resource.go). The CLI makes them doubles
 *   (cmd/cli/kubectl-kyverno/commands/test/test.go, ProcessResources): SEC-003's count of ports then fails, and refuses.
 * - CEL has no budget here: what Gatekeeper or the API server would break off is evaluated to the end.
 *
 * What Kyverno is not asked about, it does not judge. Its chart's defaults (charts/kyverno/values.yaml, `config`) leave out
 * kube-system, kube-public, kube-node-lease and its own namespace, every ReplicaSet and Node, and requests of the group
 * system:nodes. No webhook is asked about webhook configurations (k8s.io/apiserver, IsExemptAdmissionConfigurationResource),
 * so SEC-011's policy for them only reports. The ValidatingAdmissionPolicies have none of these gaps.
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
			matchConditions: conditionsWithoutRequest(policy, isAudit),
		},
	} as Manifest;
}

/** A scan is nobody's; whoever sends a request has a name, `system:anonymous` at the least (kubernetes.io: Authenticating). */
const isAudit = 'request.userInfo.?username.orValue("") == ""';

import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const written = (apiVersion: string, names: Record<string, string>, cluster: boolean) =>
	Object.entries(names).map(([name, plural]) => kind(apiVersion, name, plural, { cluster }));

/** SEC-011 over the policies of Kyverno, each of which becomes a webhook with its own failure policy (kyverno.io: Policy settings). */
export const failClosedEngines: KubernetesRule = {
	id: "SEC-011",
	slug: "fail-closed-engines",
	says: "A policy of Kyverno refuses what it cannot judge.",
	why: "A policy that is skipped while its engine is down refuses nothing that matters.",
	fix: "Set failurePolicy: Fail, or leave it out.",
	applies: objects({
		kyverno: [
			...written("kyverno.io/v1", { ClusterPolicy: "clusterpolicies" }, true),
			...written("kyverno.io/v1", { Policy: "policies" }, false),
			...written(
				"policies.kyverno.io/v1",
				{
					ValidatingPolicy: "validatingpolicies",
					ImageValidatingPolicy: "imagevalidatingpolicies",
					MutatingPolicy: "mutatingpolicies",
				},
				true,
			),
			...written(
				"policies.kyverno.io/v1",
				{
					NamespacedValidatingPolicy: "namespacedvalidatingpolicies",
					NamespacedImageValidatingPolicy: "namespacedimagevalidatingpolicies",
					NamespacedMutatingPolicy: "namespacedmutatingpolicies",
				},
				false,
			),
		],
	}),
	cel: [
		`object.?spec.?failurePolicy.orValue("Fail") == "Fail"`,
		`object.?spec.?webhookConfiguration.?failurePolicy.orValue("Fail") == "Fail"`,
	].join(" && "),
	finding: (path) => `${path} is not Fail`,
};

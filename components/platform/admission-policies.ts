import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Manifest } from "../../controls/admission";

export interface AdmissionPoliciesArgs {
	/** ValidatingAdmissionPolicies and their bindings, as `controls/admission.ts` makes them. */
	manifests: readonly Manifest[];
}

/**
 * The controls that the API server itself enforces. They come before the network plugin: whatever is installed from
 * then on has passed them, or is a dated exception. A binding comes after its policy.
 */
export class AdmissionPolicies extends pulumi.ComponentResource {
	readonly ready: pulumi.Resource[];

	constructor(name: string, args: AdmissionPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:AdmissionPolicies", name, {}, opts);
		const { v1 } = k8s.admissionregistration;
		const ofKind = (kind: string) => args.manifests.filter((manifest) => manifest.kind === kind);
		const policies = new Map(
			ofKind("ValidatingAdmissionPolicy").map(({ metadata, spec }) => [
				metadata.name,
				new v1.ValidatingAdmissionPolicy(`${name}-${metadata.name}`, { metadata, spec }, { parent: this }),
			]),
		);
		const bindings = ofKind("ValidatingAdmissionPolicyBinding").map(
			({ metadata, spec }) =>
				new v1.ValidatingAdmissionPolicyBinding(
					`${name}-${metadata.name}-binding`,
					{ metadata, spec: spec as never },
					{
						parent: this,
						// Its own policy and no other: with every edge between sixty of each, the engine spent minutes on a destroy
						// that goes on after an error (it follows every path).
						dependsOn: [policies.get(String(spec.policyName))].filter((policy) => policy !== undefined),
						// Denying instead of warning is no update: before the first apply, the provider's dry run merges both
						// lists (pulumi-kubernetes, fixCSAFieldManagers), and the API server refuses Deny beside Warn.
						replaceOnChanges: ["spec.validationActions"],
						deleteBeforeReplace: true,
					},
				),
		);
		const unknown = args.manifests.filter(({ kind }) => !kind.startsWith("ValidatingAdmissionPolicy"));
		if (unknown.length > 0) {
			const kinds = unknown.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(", ");
			throw new pulumi.ResourceError(
				`${name}: ${kinds} is no admission policy; it must be a ValidatingAdmissionPolicy or its binding`,
				this,
			);
		}
		// Each binding has waited for its policy.
		this.ready = bindings;
		this.registerOutputs({ policies: ofKind("ValidatingAdmissionPolicy").map(({ metadata }) => metadata.name) });
	}
}

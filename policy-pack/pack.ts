import type { Policies, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { kubernetesRules } from "../controls/kubernetes";
import { policyName } from "../controls/policyNames";
import { assess, send } from "./assess";
import type { Context } from "./context";
import { crossGuardRule } from "./kubernetes";
import { environmentPolicy, exceptionsPolicy } from "./own";
import type { Resource, ResourceRule } from "./rule";
import { resourceRules } from "./rules";
import { unwrap } from "./unknown";

/** Every rule of the pack: those over Kubernetes objects from `controls/`, and those over provider resources. */
export const rules: readonly ResourceRule[] = [...kubernetesRules.map(crossGuardRule), ...resourceRules];

/** The pack's policies: one a rule, and two about the pack itself. */
export function policies(context: Context): Policies {
	return [...rules.map((rule) => toPolicy(rule, context)), environmentPolicy(context), exceptionsPolicy(context)];
}

export function toPolicy(rule: ResourceRule, context: Context): ResourceValidationPolicy {
	return {
		name: policyName(rule.id, rule.slug),
		description: rule.says,
		enforcementLevel: "mandatory",
		validateResource: (args, report) => {
			const reports = assess(rule, toResource(args), context);
			if (typeof reports === "string") return args.notApplicable(reports);
			for (const one of reports) send(report, one);
		},
	};
}

export function toResource({ type, name, urn, props, opts }: ResourceValidationArgs): Resource {
	return { type, name, urn, properties: unwrap(props), options: opts };
}

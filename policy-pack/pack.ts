import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { controlById } from "../controls/catalogue";
import { kubernetesRules } from "../controls/kubernetes";
import { policyName } from "../controls/policyNames";
import { assess, assessStack, send, surroundingsOf } from "./assess";
import type { Context } from "./context";
import { crossGuardRule } from "./kubernetes";
import { overTalosObjects } from "./overTalosObjects";
import { environmentPolicy, exceptionsPolicy } from "./own";
import { toResource } from "./resource";
import type { ResourceRule, StackRule } from "./rule";
import { resourceRules, stackRules } from "./rules";

/** Every rule of the pack: those over Kubernetes objects from `controls/`, and those over provider resources. */
export const rules: readonly ResourceRule[] = [...kubernetesRules.map(crossGuardRule), ...resourceRules].map(
	overTalosObjects,
);

export { stackRules };

/** The pack's policies: one a rule, and two about the pack itself. */
export function policies(context: Context): Policies {
	return [
		...rules.map((rule) => toPolicy(rule, context)),
		...stackRules.map((rule) => toStackPolicy(rule, context)),
		environmentPolicy(context),
		exceptionsPolicy(context),
	];
}

export function toPolicy(rule: ResourceRule, context: Context): ResourceValidationPolicy {
	const { remediate } = rule;
	return {
		name: policyName(rule.id, rule.slug),
		description: rule.says,
		// The engine asks a policy for corrections only at this level; each report states its own.
		enforcementLevel: remediate === undefined ? "mandatory" : "remediate",
		validateResource: (args, report) => {
			const resource = toResource(args);
			context.remember(resource);
			const reports = assess(rule, resource, context);
			if (typeof reports === "string") return notApplicable(args);
			for (const one of reports) send(report, one);
		},
		...(remediate && {
			remediateResource: (args) => {
				const surroundings = surroundingsOf(args.urn, context);
				if (controlById(rule.id).enforcement[surroundings.environmentClass] !== "remediate") return undefined;
				return remediate(toResource(args), surroundings)?.properties;
			},
		}),
	};
}

export function toStackPolicy(rule: StackRule, context: Context): StackValidationPolicy {
	return {
		name: policyName(rule.id, rule.slug),
		description: rule.says,
		enforcementLevel: "mandatory",
		validateStack: (args, report) => {
			const resources = args.resources.map((resource) => context.complete(toResource(resource)));
			const reports = assessStack(rule, resources, context);
			if (typeof reports === "string") return notApplicable(args);
			for (const one of reports) send(report, one);
		},
	};
}

/**
 * Most rules say it of most resources. It is thrown, and @pulumi/policy looks at the error's class and its reason only (1.21.0,
 * server.js): one that was thrown once is thrown again. Nobody is shown a reason, so none is sent.
 */
function notApplicable(args: { notApplicable: (reason?: string) => never }): never {
	thrown ??= thrownBy(() => args.notApplicable());
	throw thrown.error;
}

let thrown: { error: unknown } | undefined;

function thrownBy(run: () => never): { error: unknown } {
	try {
		return run();
	} catch (error) {
		return { error };
	}
}

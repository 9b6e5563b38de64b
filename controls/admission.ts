import { controlById } from "./catalogue";
import type { Expression, Part } from "./cel/expression";
import type { Exception } from "./exceptions";
import { formatFinding } from "./finding";
import { kubernetesRules } from "./kubernetes";
import { exceptionConditions } from "./kubernetes/exceptionConditions";
import { expressionOf } from "./kubernetes/judge";
import type { KubernetesRule } from "./kubernetes/rule";
import type { Family } from "./kubernetes/scope";
import { policyName } from "./policyNames";
import type { EnvironmentClass } from "./types";

/** A plain Kubernetes manifest. */
export interface Manifest {
	apiVersion: string;
	kind: string;
	metadata: { name: string; labels: Record<string, string> };
	spec: Record<string, unknown>;
}

/**
 * The ValidatingAdmissionPolicies of all Kubernetes rules, each with its binding. Mandatory denies; advisory and remediate warn
 * and are written to the audit log; a control that the class does not apply is left out. An exception becomes an exact match
 * condition of its control's policies: give only those that have not expired, because Kubernetes' CEL has no clock.
 */
export function admissionPolicies(environmentClass: EnvironmentClass, exceptions: readonly Exception[]): Manifest[] {
	return kubernetesRules.flatMap((rule) => {
		const enforcement = controlById(rule.id).enforcement[environmentClass];
		if (enforcement === "none") return [];
		const own = exceptions.filter((exception) => exception.control === rule.id);
		return rule.applies.families.flatMap((family) => {
			const policy = validatingAdmissionPolicy(rule, family, own);
			return [policy, binding(rule, policy.metadata.name, enforcement === "mandatory")];
		});
	});
}

const apiVersion = "admissionregistration.k8s.io/v1";

function labels(rule: KubernetesRule): Record<string, string> {
	return { "app.kubernetes.io/part-of": "gxp-lab", "gxp-lab.io/control": rule.id };
}

function validatingAdmissionPolicy(rule: KubernetesRule, family: Family, exceptions: readonly Exception[]): Manifest {
	return {
		apiVersion,
		kind: "ValidatingAdmissionPolicy",
		metadata: { name: `gxp-lab-${policyName(rule.id, rule.slug)}-${family.name}`, labels: labels(rule) },
		spec: {
			failurePolicy: "Fail",
			matchConstraints: { matchPolicy: "Equivalent", resourceRules: resourceRules(family) },
			matchConditions: [
				// A controller that removes a finalizer updates the object; what is on its way out is let go. An ephemeral
				// container still starts in a pod that is being deleted, so those are judged to the end.
				{
					name: "not-being-deleted",
					expression: `!has(object.metadata.deletionTimestamp) || request.?subResource.orValue("") == "ephemeralcontainers"`,
				},
				...exceptionConditions(family, exceptions),
			],
			variables: family.variables,
			validations: validations(rule, family),
		},
	};
}

function binding(rule: KubernetesRule, policy: string, mandatory: boolean): Manifest {
	return {
		apiVersion,
		kind: "ValidatingAdmissionPolicyBinding",
		metadata: { name: policy, labels: labels(rule) },
		spec: { policyName: policy, validationActions: mandatory ? ["Deny"] : ["Warn", "Audit"] },
	};
}

function resourceRules(family: Family): object[] {
	return family.kinds.map((kind) => ({
		apiGroups: [kind.apiGroup],
		apiVersions: [kind.apiVersion],
		operations: kind.operations,
		resources: [kind.resource],
		scope: "Namespaced",
	}));
}

/** The expression, one validation for each of its parts: the API server's message then names the field. */
function validations(rule: KubernetesRule, family: Family): object[] {
	const found: object[] = [];
	const visit = (expression: Expression, wrap: (source: string) => string, paths: Record<string, string>): void => {
		switch (expression.kind) {
			case "and":
				for (const part of expression.parts) visit(part, wrap, paths);
				break;
			case "all": {
				const range = rename(expression.range, rule.applies.variables);
				const path = `${pattern(expression.range, paths)}[*]`;
				visit(expression.body, (source) => wrap(`${range}.all(${expression.variable}, ${source})`), {
					...paths,
					[expression.variable]: path,
				});
				break;
			}
			case "leaf":
				found.push({
					expression: wrap(rename(expression.part, rule.applies.variables)),
					message: message(rule, rule.finding(pattern(expression.part, paths))),
					reason: "Forbidden",
				});
		}
	};
	visit(expressionOf(rule), (source) => source, { ...family.paths });
	return found;
}

function message(rule: KubernetesRule, finding: string): string {
	return formatFinding({ id: rule.id, outcome: "FAIL", resource: "object", finding, fix: rule.fix });
}

function pattern(part: Part, paths: Record<string, string>): string {
	if (part.field === undefined) return "";
	return [paths[part.field.variable] ?? part.field.variable, ...part.field.selectors].join(".");
}

/** Admission policies read their variables as `variables.<name>`. */
function rename(part: Part, variables: readonly string[]): string {
	let text = part.source;
	for (const { name, start, end } of [...part.identifiers].sort((a, b) => b.start - a.start)) {
		if (variables.includes(name)) text = `${text.slice(0, start)}variables.${name}${text.slice(end)}`;
	}
	return text;
}

import { explain, type Verdict } from "../cel/explain";
import { type Compiled, compile } from "../cel/expression";
import { type IsUnknown, normalise } from "../cel/unknown";
import type { KubernetesRule } from "./rule";
import { familyOf } from "./scope";

const compiled = new WeakMap<KubernetesRule, Compiled>();

/** The rule's expression, compiled at its first use and once. */
export function expressionOf(rule: KubernetesRule): Compiled {
	let expression = compiled.get(rule);
	if (expression === undefined) {
		expression = compile(rule.cel, rule.applies.variables);
		compiled.set(rule, expression);
	}
	return expression;
}

/**
 * Judges one object. Undefined: the rule does not apply to its kind. No verdict: the control holds. A violation that is
 * decided stands beside what is undecided.
 */
export function judgeObject(
	rule: KubernetesRule,
	{ apiVersion, kind }: { apiVersion: string; kind: string },
	object: Record<string, unknown>,
	isUnknown: IsUnknown,
): Verdict[] | undefined {
	const family = familyOf(rule.applies, apiVersion, kind);
	if (family === undefined) return undefined;
	const normal = normalise(object, isUnknown) as Record<string, unknown>;
	return explain(expressionOf(rule), family.bind(normal), family.paths);
}

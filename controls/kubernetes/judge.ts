import { explain, type Verdict } from "../cel/explain";
import { type Compiled, compile } from "../cel/expression";
import { type IsUnknown, normalise } from "../cel/unknown";
import type { KubernetesRule } from "./rule";
import { type Family, familyOf } from "./scope";

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
 * Judges one object. Undefined: the rule does not apply to its kind, or to it. No verdict: the control holds. A violation that is
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
	if (!isInFamily(family, normal)) return undefined;
	// What came without it (an item of a list, a typed resource) has it from its type.
	if (!Object.hasOwn(normal, "kind")) normal.kind = kind;
	return explain(expressionOf(rule), family.bind(normal), family.paths);
}

/** What cannot be told yet, or is malformed, is judged: the rule then says so. */
function isInFamily({ only }: Family, object: Record<string, unknown>): boolean {
	try {
		return only?.holds(object) ?? true;
	} catch {
		return true;
	}
}

import { Lazy } from "../cel/evaluate";
import { explain, type Verdict } from "../cel/explain";
import { type Compiled, compile } from "../cel/expression";
import { type IsUnknown, normalise, UnknownValue } from "../cel/unknown";
import type { KubernetesRule } from "./rule";
import { type Family, familyOf, type Scope } from "./scope";

const compiled = new WeakMap<KubernetesRule, Compiled>();

/** The rule's expression, compiled at its first use and once; that its types are right is a test of every rule. */
export function expressionOf(rule: KubernetesRule): Compiled {
	let expression = compiled.get(rule);
	if (expression === undefined) {
		expression = compile(rule.cel, rule.applies.variables, { checked: false });
		compiled.set(rule, expression);
	}
	return expression;
}

/** An object made ready for any number of rules: it is copied for CEL once, and each rule's variables are worked out once. */
export class Prepared {
	readonly #normal: Lazy;
	readonly #variables = new Map<Family, Readonly<Record<string, Lazy>>>();

	constructor(
		readonly apiVersion: string,
		readonly kind: string,
		object: Record<string, unknown>,
		isUnknown: IsUnknown,
	) {
		this.#normal = new Lazy(() => {
			const normal = normalise(object, isUnknown) as Record<string, unknown>;
			// What came without it (an item of a list, a typed resource) has it from its type.
			if (!Object.hasOwn(normal, "kind")) normal.kind = kind;
			return normal;
		});
	}

	get normal(): Record<string, unknown> {
		return this.#normal.value as Record<string, unknown>;
	}

	variablesOf(family: Family): Readonly<Record<string, Lazy>> {
		let variables = this.#variables.get(family);
		if (variables === undefined) {
			const bound = family.bind(this.normal);
			variables = Object.fromEntries(Object.entries(bound).map(([name, read]) => [name, new Lazy(read)]));
			this.#variables.set(family, variables);
		}
		return variables;
	}
}

const families = new WeakMap<Scope, Map<string, Family | undefined>>();

/** The family of a kind, looked up once. */
function knownFamily(scope: Scope, apiVersion: string, kind: string): Family | undefined {
	let known = families.get(scope);
	if (known === undefined) {
		known = new Map();
		families.set(scope, known);
	}
	const key = `${apiVersion} ${kind}`;
	if (!known.has(key)) known.set(key, familyOf(scope, apiVersion, kind));
	return known.get(key);
}

/**
 * Judges one object. Undefined: the rule does not apply to its kind, or to it. No verdict: the control holds. A violation that is
 * decided stands beside what is undecided.
 */
export function judgePrepared(rule: KubernetesRule, object: Prepared): Verdict[] | undefined {
	const family = knownFamily(rule.applies, object.apiVersion, object.kind);
	const within = family === undefined ? false : isInFamily(family, object.normal);
	if (family === undefined || within === false) return undefined;
	const verdicts = explain(expressionOf(rule), object.variablesOf(family), family.paths);
	const decided = verdicts.some(({ outcome }) => outcome !== "undecided");
	return decided && within !== true ? [{ outcome: "undecided", path: within.path }] : verdicts;
}

/** Judges an object that no other rule judges. */
export function judgeObject(
	rule: KubernetesRule,
	{ apiVersion, kind }: { apiVersion: string; kind: string },
	object: Record<string, unknown>,
	isUnknown: IsUnknown,
): Verdict[] | undefined {
	return judgePrepared(rule, new Prepared(apiVersion, kind, object, isUnknown));
}

/** What is malformed is judged: the rule then says so. Of what cannot be told yet it is not decided whether it has to hold. */
function isInFamily({ only }: Family, object: Record<string, unknown>): boolean | UnknownValue {
	try {
		return only?.holds(object) ?? true;
	} catch (error) {
		return error instanceof UnknownValue ? error : true;
	}
}

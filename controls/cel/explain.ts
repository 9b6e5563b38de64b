import { Malformed, placeOf } from "./bind";
import { type Frame, Lazy } from "./evaluate";
import type { Compiled, Expression, Part } from "./expression";
import { selectorOf, UnknownValue } from "./unknown";
import { CelError, isMap, keysOf } from "./values";

/** What one part of an expression came to. `undecided` waits for the unknown value at `path`. */
export type Verdict =
	| { outcome: "violated" | "undecided"; path: string }
	| { outcome: "malformed"; path: string; what: string };

interface Scope {
	frame: Frame;
	/** Where each variable stands in the object. */
	paths: Readonly<Record<string, string>>;
}

/**
 * Evaluates an expression and, where it is not true, its pieces, and returns every piece that is not true. Nothing returned
 * means that the expression is true; a `violated` verdict means that it is false, whatever the undecided pieces turn out to be.
 */
export function explain(
	expression: Compiled,
	variables: Readonly<Record<string, Lazy | (() => unknown)>>,
	paths: Readonly<Record<string, string>>,
): Verdict[] {
	const frame: Frame = expression.variables.map((name) => {
		const variable = variables[name] ?? notBound;
		return variable instanceof Lazy ? variable : new Lazy(variable);
	});
	try {
		// Most objects hold to most rules: the pieces are wanted only where one does not.
		if (expression.whole(frame) === true) return [];
	} catch {
		// Which piece it was, and whether it waits for an unknown value, the pieces tell.
	}
	return unique(judge(expression, { frame, paths }));
}

function notBound(): never {
	throw new CelError("a variable has no value");
}

function judge(expression: Expression, scope: Scope): Verdict[] {
	switch (expression.kind) {
		case "and":
			return expression.parts.flatMap((part) => judge(part, scope));
		case "all":
			return guarded(expression.range, scope, () => judgeAll(expression, scope));
		case "or": {
			const verdicts = expression.parts.map((part) => judge(part, scope));
			if (verdicts.some((part) => part.length === 0)) return [];
			const undecided = verdicts.filter((part) => part.every(({ outcome }) => outcome === "undecided"));
			// What comes before the last operand is when the last one does not matter: the violation is of the last.
			return undecided.length > 0 ? undecided.flat() : (verdicts.at(-1) ?? []);
		}
		case "leaf":
			return guarded(expression.part, scope, () => {
				const result = expression.part.evaluate(scope.frame);
				if (result === true) return [];
				const path = pathOf(expression.part, scope);
				return [
					result === false ? { outcome: "violated", path } : { outcome: "malformed", path, what: "is malformed" },
				];
			});
	}
}

function judgeAll(expression: Extract<Expression, { kind: "all" }>, scope: Scope): Verdict[] {
	const range = expression.range.evaluate(scope.frame);
	const path = pathOf(expression.range, scope);
	const elements: unknown = isMap(range) ? keysOf(range) : range;
	if (!Array.isArray(elements)) return [{ outcome: "malformed", path, what: "is not a list" }];
	const verdicts: Verdict[] = [];
	for (let i = 0; i < elements.length; i++) {
		verdicts.push(
			...guarded(expression.range, scope, () => {
				const element: unknown = elements[i];
				const place = placeOf(element) ?? `${path}[${Array.isArray(range) ? selectorOf(element, i) : String(element)}]`;
				scope.frame[expression.slot] = element;
				return judge(expression.body, { ...scope, paths: { ...scope.paths, [expression.variable]: place } });
			}),
		);
	}
	return verdicts;
}

/** An unknown value leaves the piece undecided; any other error of the evaluation means that the object is malformed. */
function guarded(part: Part, scope: Scope, evaluate: () => Verdict[]): Verdict[] {
	try {
		return evaluate();
	} catch (error) {
		if (error instanceof UnknownValue) return [{ outcome: "undecided", path: error.path }];
		if (error instanceof Malformed) return [{ outcome: "malformed", path: error.path, what: error.what }];
		// The library's message may quote the value.
		return [{ outcome: "malformed", path: pathOf(part, scope), what: "is malformed" }];
	}
}

function pathOf(part: Part, scope: Scope): string {
	if (part.field === undefined) return "";
	const base = scope.paths[part.field.variable] ?? part.field.variable;
	return [base, ...part.field.selectors].filter((selector) => selector !== "").join(".");
}

function unique(verdicts: Verdict[]): Verdict[] {
	const seen = new Set<string>();
	return verdicts.filter((verdict) => {
		const key = `${verdict.outcome} ${verdict.path}`;
		return !seen.has(key) && seen.add(key);
	});
}

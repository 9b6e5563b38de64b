import type { Family } from "./family";
import { anything } from "./inputs";
import type { Random } from "./random";

/**
 * Expressions that nobody would write: they compare, select, combine and go over values of all types, to see that both sides
 * take them alike. Literals are `dyn(…)`, or the API server would refuse them before they run.
 */
export function randomFamily(random: Random, objects: number, count: number): Family {
	return {
		name: "random",
		objects,
		input: (inner) => ({
			x: anything(inner),
			y: anything(inner),
			z: anything(inner, 1),
			l: inner.list(3, () => anything(inner, 1)),
		}),
		expressions: Array.from({ length: count }, () => bool(random, 3, ["o.x", "o.y", "o.z", "o.l"])),
	};
}

const literals = [
	"dyn(0)",
	"dyn(1)",
	"dyn(1.5)",
	"dyn(2u)",
	"dyn(true)",
	"dyn('')",
	"dyn('a')",
	"dyn('b')",
	"dyn([])",
	"dyn([1])",
	"dyn({})",
	"dyn({'a': 1})",
	"dyn(null)",
];

function bool(random: Random, depth: number, variables: readonly string[]): string {
	const sub = (): string => value(random, depth - 1, variables);
	const test = (): string => bool(random, depth - 1, variables);
	if (depth <= 0) return `${sub()} ${random.pick(["==", "!=", "<"])} ${sub()}`;
	const variable = `v${variables.length}`;
	const inner = [...variables, variable];
	return random.pick([
		() => `${sub()} ${random.pick(["==", "!=", "<", "<=", ">", ">="])} ${sub()}`,
		() => `${sub()} in ${sub()}`,
		() => `(${test()}) && (${test()})`,
		() => `(${test()}) || (${test()})`,
		() => `!(${test()})`,
		() => `((${test()}) ? (${test()}) : (${test()}))`,
		() => `has(${random.pick(variables)}.a)`,
		() => `has(${random.pick(variables)}.a.b)`,
		() => `${sub()}.${random.pick(["all", "exists", "exists_one"])}(${variable}, ${bool(random, depth - 1, inner)})`,
		() => `${random.pick(variables)}.?a.hasValue()`,
		() => `dyn(${sub()})`,
	])();
}

function value(random: Random, depth: number, variables: readonly string[]): string {
	const sub = (): string => value(random, depth - 1, variables);
	// A constant that can be no key of anything is refused before it runs.
	const index = (): string =>
		random.pick([...variables, "dyn(0)", "dyn(1)", "dyn(2u)", "dyn(1.0)", "dyn('a')", "dyn(true)"]);
	if (depth <= 0) return random.chance(60) ? random.pick(variables) : random.pick(literals);
	const variable = `v${variables.length}`;
	return random.pick([
		() => random.pick(variables),
		() => `dyn(${sub()} ${random.pick(["+", "-", "*", "/", "%"])} ${sub()})`,
		() => `${random.pick(variables)}.a`,
		() => `${random.pick(variables)}[${index()}]`,
		() => `${random.pick(variables)}.?a.orValue(${sub()})`,
		() => `${random.pick(variables)}[?${index()}].orValue(${sub()})`,
		() => `dyn(size(${sub()}))`,
		() => `dyn([${sub()}, ${sub()}])`,
		() => `dyn({'a': ${sub()}})`,
		() => `dyn(${sub()}.map(${variable}, ${value(random, depth - 1, [...variables, variable])}))`,
		() => `dyn(${sub()}.filter(${variable}, ${bool(random, depth - 1, [...variables, variable])}))`,
		() => `dyn(string(${random.pick(variables)}))`,
	])();
}

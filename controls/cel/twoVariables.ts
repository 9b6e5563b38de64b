import type { ASTNode } from "@marcbachmann/cel-js";
import { compileNode, type Frame, type Program, type Slots } from "./evaluate";
import type { Functions } from "./library";
import { logicalError, quantify } from "./logic";
import { CelError, isMap, keyOf, keysOf, lookUpKey, noSuchOverload, typeOf } from "./values";

/** The comprehensions of two variables by their number of arguments, which the type checker must know too. */
export const twoVariableMacros: readonly (readonly [name: string, count: number])[] = [
	["all", 3],
	["exists", 3],
	["existsOne", 3],
	["exists_one", 3],
	["transformList", 3],
	["transformList", 4],
	["transformMap", 3],
	["transformMap", 4],
	["transformMapEntry", 3],
	["transformMapEntry", 4],
];

/** What a comprehension goes over: index and element of a list, key and value of a map. */
interface Steps {
	count: number;
	/** Binds both variables. The value is read here, so that an unknown one counts as one of the body. */
	bind: (i: number) => unknown;
	first: (i: number) => unknown;
}

/** `list.all(i, v, …)`, `map.transformList(k, v, …)`: cel-go 0.26, ext/comprehensions.go. */
export function overTwo(
	name: string,
	receiver: ASTNode,
	args: readonly ASTNode[],
	slots: Slots,
	functions: Functions,
): Program | undefined {
	const [first, second] = args;
	if (!twoVariableMacros.some(([known, count]) => known === name && count === args.length)) return undefined;
	if (first?.op !== "id" || second?.op !== "id") throw new Error(`CEL ${name}: its first two arguments must be names`);
	if (first.args === second.args) throw new Error(`CEL ${name}: its variables must have two names`);
	const one = slots.with(first.args);
	const two = one.slots.with(second.args);
	const range = compileNode(receiver, slots, functions);
	const bodies = args.slice(2).map((body) => compileNode(body, two.slots, functions));
	const transform = bodies.at(-1);
	const filter = bodies.length === 2 ? bodies[0] : undefined;
	if (transform === undefined) throw new Error(`CEL ${name}: has no body`);
	return (frame) => run(name, stepsOf(range(frame), frame, one.slot, two.slot), frame, transform, filter);
}

function stepsOf(range: unknown, frame: Frame, one: number, two: number): Steps {
	const keys = isMap(range) ? keysOf(range) : undefined;
	if (keys === undefined && !Array.isArray(range)) throw noSuchOverload(`a comprehension over ${typeOf(range)}`);
	const first = (i: number): unknown => (keys === undefined ? BigInt(i) : keys[i]);
	return {
		count: keys?.length ?? (range as unknown[]).length,
		first,
		bind: (i) => {
			frame[one] = first(i);
			frame[two] = isMap(range) ? lookUpKey(range, first(i)) : (range as unknown[])[i];
			return undefined;
		},
	};
}

function run(name: string, steps: Steps, frame: Frame, body: Program, filter: Program | undefined): unknown {
	if (name === "all" || name === "exists") {
		return quantify(steps.count, name === "exists", (i) => {
			steps.bind(i);
			return body(frame);
		});
	}
	const list: unknown[] = [];
	const map = new Map<unknown, unknown>();
	const insert = (key: unknown, value: unknown): void => {
		if (map.has(keyOf(key))) throw new CelError(`${name}: a key comes twice`);
		map.set(keyOf(key), value);
	};
	for (let i = 0; i < steps.count; i++) {
		steps.bind(i);
		if (filter !== undefined && !holds(filter(frame))) continue;
		const value = body(frame);
		if (name === "transformList") list.push(value);
		else if (name === "transformMap") insert(steps.first(i), value);
		else if (name !== "transformMapEntry") {
			if (holds(value)) list.push(i);
		} else if (isMap(value)) for (const key of keysOf(value)) insert(key, lookUpKey(value, key));
		else throw noSuchOverload(`${name} to ${typeOf(value)}`);
	}
	if (name === "transformList") return list;
	return name.startsWith("transform") ? map : list.length === 1;
}

function holds(value: unknown): boolean {
	if (typeof value !== "boolean") throw logicalError(value);
	return value;
}

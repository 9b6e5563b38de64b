import type { ASTNode } from "@marcbachmann/cel-js";
import { compileNode, type Frame, isPresent, type Program, type Slots } from "./evaluate";
import type { Functions } from "./library";
import { sortBy } from "./lists";
import { logicalError, quantify } from "./logic";
import { overTwo } from "./twoVariables";
import { isMap, keysOf, noSuchOverload, Optional, typeOf } from "./values";

type CallNode = Extract<ASTNode, { op: "call" | "rcall" }>;

/** What takes its arguments as expressions: `has`, the comprehensions, and the lazy functions of optional values. */
export function macro(node: CallNode, slots: Slots, functions: Functions): Program | undefined {
	if (node.op === "call") {
		const [tested] = node.args[1];
		return node.args[0] === "has" && node.args[1].length === 1 && tested !== undefined
			? presence(tested, slots, functions)
			: undefined;
	}
	const [name, receiver, args] = node.args;
	const compile = (inner: ASTNode): Program => compileNode(inner, slots, functions);
	const [first, second, third] = args;
	if ((name === "or" || name === "orValue") && args.length === 1 && first !== undefined)
		return otherwise(name, compile(receiver), compile(first));
	const two = overTwo(name, receiver, args, slots, functions);
	if (two !== undefined) return two;
	if (first?.op !== "id" || second === undefined || args.length > 3) return undefined;
	if (third !== undefined && name !== "map") return undefined;
	const inner = slots.with(first.args);
	const over = (build: Comprehension): Program => {
		const range = compile(receiver);
		const [body, more] = [second, third].map((one) => one && compileNode(one, inner.slots, functions));
		if (body === undefined) throw new Error(`CEL ${name}: has no body`);
		return (frame) => build(elementsOf(range(frame)), body, more, inner.slot, frame);
	};
	switch (name) {
		case "all":
		case "exists":
			return over((elements, body, _, slot, frame) =>
				quantify(elements.length, name === "exists", (i) => {
					frame[slot] = elements[i];
					return body(frame);
				}),
			);
		case "exists_one":
		case "existsOne":
			return over((elements, body, _, slot, frame) => kept(elements, body, slot, frame).length === 1);
		case "filter":
			return over((elements, body, _, slot, frame) => kept(elements, body, slot, frame));
		case "map":
			return over((elements, body, transform, slot, frame) => {
				const range = transform === undefined ? elements : kept(elements, body, slot, frame);
				return mapped(range, transform ?? body, slot, frame);
			});
		case "sortBy":
			return over((elements, body, _, slot, frame) => sortBy(elements, mapped(elements, body, slot, frame)));
		case "optMap":
		case "optFlatMap":
			return onValue(name, compile(receiver), compileNode(second, inner.slots, functions), inner.slot);
		default:
			return undefined;
	}
}

type Comprehension = (
	elements: unknown[],
	body: Program,
	more: Program | undefined,
	slot: number,
	frame: Frame,
) => unknown;

function elementsOf(range: unknown): unknown[] {
	if (Array.isArray(range)) return range;
	if (isMap(range)) return keysOf(range);
	throw noSuchOverload(`a comprehension over ${typeOf(range)}`);
}

function kept(elements: unknown[], predicate: Program, slot: number, frame: Frame): unknown[] {
	const list: unknown[] = [];
	for (let i = 0; i < elements.length; i++) {
		frame[slot] = elements[i];
		const value = predicate(frame);
		if (typeof value !== "boolean") throw logicalError(value);
		if (value) list.push(elements[i]);
	}
	return list;
}

function mapped(elements: unknown[], transform: Program, slot: number, frame: Frame): unknown[] {
	const list: unknown[] = [];
	for (let i = 0; i < elements.length; i++) {
		frame[slot] = elements[i];
		list.push(transform(frame));
	}
	return list;
}

/** `has(a.b)`: `a` must be there. */
function presence(tested: ASTNode, slots: Slots, functions: Functions): Program {
	if (tested.op !== "." && tested.op !== ".?") throw new Error("CEL has(): its argument is no selection of a field");
	const operand = compileNode(tested.args[0], slots, functions);
	const key = tested.args[1];
	return (frame) => isPresent(operand(frame), key);
}

function otherwise(name: "or" | "orValue", receiver: Program, other: Program): Program {
	return (frame) => {
		const optional = receiver(frame);
		if (!(optional instanceof Optional)) throw noSuchOverload(`${typeOf(optional)}.${name}()`);
		if (optional.hasValue) return name === "or" ? optional : optional.value;
		const value = other(frame);
		if (name === "or" && !(value instanceof Optional)) throw noSuchOverload(`or(${typeOf(value)})`);
		return value;
	};
}

function onValue(name: "optMap" | "optFlatMap", receiver: Program, transform: Program, slot: number): Program {
	return (frame) => {
		const optional = receiver(frame);
		if (!(optional instanceof Optional)) throw noSuchOverload(`${typeOf(optional)}.${name}()`);
		if (!optional.hasValue) return optional;
		frame[slot] = optional.value;
		const value = transform(frame);
		if (name === "optMap") return Optional.of(value);
		if (!(value instanceof Optional)) throw noSuchOverload(`${name} to ${typeOf(value)}`);
		return value;
	};
}

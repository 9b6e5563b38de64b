import type { ASTNode } from "@marcbachmann/cel-js";
import { checkFormat } from "./formatting";
import type { Call, Functions } from "./library";
import { and, logicalError, or } from "./logic";
import { macro } from "./macros";
import { binary } from "./operators";
import { compileRegex } from "./regex";
import {
	CelError,
	type CelMap,
	int64,
	isMap,
	keyOf,
	lookUpKey,
	noSuchOverload,
	Optional,
	TypeValue,
	typeOf,
	Unsigned,
} from "./values";

/** The variables of one evaluation, each in its slot; a `Lazy` one is worked out when it is first read. */
export type Frame = unknown[];

/** A compiled expression. It throws where CEL has an error, and `UnknownValue` where it would need an unknown value. */
export type Program = (frame: Frame) => unknown;

/** A variable that is worked out once, and only when it is read: one that is unknown leaves the others decided. */
export class Lazy {
	#result: { value: unknown } | { error: unknown } | undefined;
	constructor(readonly read: () => unknown) {}
	get value(): unknown {
		if (this.#result === undefined) {
			try {
				this.#result = { value: this.read() };
			} catch (error) {
				this.#result = { error };
			}
		}
		if ("error" in this.#result) throw this.#result.error;
		return this.#result.value;
	}
}

/** The slots of the variables that can be read at a place of an expression. */
export class Slots {
	private constructor(
		readonly names: ReadonlyMap<string, number>,
		readonly size: number,
	) {}
	static of(names: readonly string[]): Slots {
		return new Slots(new Map(names.map((name, i) => [name, i])), names.length);
	}
	/** With one more variable, which may hide one of the same name. */
	with(name: string): { slots: Slots; slot: number } {
		return { slots: new Slots(new Map([...this.names, [name, this.size]]), this.size + 1), slot: this.size };
	}
}

const typeNames = ["int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type", "type"];

/**
 * Compiles a syntax tree to closures with the semantics of cel-go, where values have no type before they are there: so a
 * ValidatingAdmissionPolicy evaluates (its `object` is of type dyn). Throws on what Kubernetes' CEL does not have.
 */
export function compileNode(node: ASTNode, slots: Slots, functions: Functions): Program {
	const compile = (inner: ASTNode): Program => compileNode(inner, slots, functions);
	switch (node.op) {
		case "value": {
			const value = literal(node.args);
			return () => value;
		}
		case "id":
			return identifier(node.args, slots);
		case "&&":
			return and(operands(node, "&&").map(compile));
		case "||":
			return or(operands(node, "||").map(compile));
		case "!_": {
			const operand = compile(node.args);
			return (frame) => {
				const value = operand(frame);
				if (typeof value !== "boolean") throw noSuchOverload(`!${typeOf(value)}`);
				return !value;
			};
		}
		case "-_":
			return negation(compile(node.args));
		case "?:": {
			const [condition, yes, no] = node.args.map(compile) as [Program, Program, Program];
			return (frame) => {
				const value = condition(frame);
				if (typeof value !== "boolean") throw logicalError(value);
				return value ? yes(frame) : no(frame);
			};
		}
		case ".":
		case ".?": {
			const operand = compile(node.args[0]);
			const key = node.args[1];
			return node.op === "." ? (frame) => select(operand(frame), key) : (frame) => selectOptional(operand(frame), key);
		}
		case "[]":
		case "[?]": {
			const [operand, index] = node.args.map(compile) as [Program, Program];
			const pick = node.op === "[]" ? select : selectOptional;
			return (frame) => {
				const value = operand(frame);
				// Below what is absent the index is not worked out.
				return value === Optional.none ? value : pick(value, indexKey(index(frame)));
			};
		}
		case "list": {
			const items = node.args.map(compile);
			return (frame) => items.map((item) => item(frame));
		}
		case "map": {
			const entries = node.args.map(([key, value]) => [compile(key), compile(value)] as const);
			return (frame) => new Map(entries.map(([key, value]) => [keyOf(key(frame)), value(frame)]));
		}
		case "call":
		case "rcall":
			return macro(node, slots, functions) ?? call(node, slots, functions);
		default:
			return binary(node.op, node.args, compile);
	}
}

/** The library has a class of its own for a uint, which it does not export. */
function literal(value: unknown): unknown {
	if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
	if ("value" in value && typeof value.value === "bigint") return new Unsigned(value.value);
	throw new Error("CEL: a literal of an unknown type");
}

/** The operands of a chain of `&&` or of `||`, in which brackets do not matter. */
export function operands(node: ASTNode, op: "&&" | "||"): ASTNode[] {
	return node.op === op ? node.args.flatMap((operand) => operands(operand, op)) : [node];
}

function identifier(name: string, slots: Slots): Program {
	const slot = slots.names.get(name);
	if (slot !== undefined) {
		return (frame) => {
			const value = frame[slot];
			return value instanceof Lazy ? value.value : value;
		};
	}
	if (!typeNames.includes(name)) throw new Error(`Unknown variable: ${name}`);
	const type = new TypeValue(name);
	return () => type;
}

function negation(operand: Program): Program {
	return (frame) => {
		const value = operand(frame);
		if (typeof value === "number") return -value;
		if (typeof value !== "bigint") throw noSuchOverload(`-${typeOf(value)}`);
		if (value === -(2n ** 63n)) throw new CelError("integer overflow");
		return -value;
	};
}

function call(node: Extract<ASTNode, { op: "call" | "rcall" }>, slots: Slots, functions: Functions): Program {
	const { run, args } = resolve(node, slots, functions);
	const [name] = node.args;
	if (run === undefined) throw new Error(`Kubernetes' CEL has no function ${name} of ${args.length} arguments here`);
	const pattern = ["matches", "find", "findAll"].includes(name) ? args[1] : undefined;
	// The API server refuses a policy with a pattern that is none.
	if (pattern?.op === "value" && typeof pattern.args === "string") compileRegex(pattern.args);
	if (name === "format" && node.op === "rcall" && args[0]?.op === "value") checkFormat(String(args[0].args));
	const programs = args.map((argument) => compileNode(argument, slots, functions));
	const [first, second] = programs;
	if (first !== undefined && second === undefined) return (frame) => run(first(frame));
	if (first !== undefined && second !== undefined && programs.length === 2)
		return (frame) => run(first(frame), second(frame));
	return (frame) => run(...programs.map((program) => program(frame)));
}

function resolve(
	node: Extract<ASTNode, { op: "call" | "rcall" }>,
	slots: Slots,
	functions: Functions,
): { run: Call | undefined; args: ASTNode[] } {
	if (node.op === "call") return { run: functions.global(node.args[0], node.args[1].length), args: node.args[1] };
	const [name, receiver, args] = node.args;
	if (receiver.op === "id" && !slots.names.has(receiver.args) && functions.isNamespace(receiver.args))
		return { run: functions.inNamespace(receiver.args, name, args.length), args };
	return { run: functions.method(name, args.length + 1), args: [receiver, ...args] };
}

/** `a.b` and `a[b]`: an error where there is none; below an optional value, an optional value. */
function select(operand: unknown, key: unknown): unknown {
	if (operand instanceof Optional) return operand.hasValue ? selectOptional(operand.value, key) : operand;
	const value = find(operand, key);
	if (value === undefined) throw new CelError("no such key");
	return value;
}

/** `a.?b` and `a[?b]`: what is not there, and what can hold nothing, is absent. */
function selectOptional(operand: unknown, key: unknown): Optional {
	if (operand instanceof Optional) return operand.hasValue ? selectOptional(operand.value, key) : operand;
	return Optional.of(find(operand, key));
}

/** What may stand in `a[…]`; whether `a` has it is another question. */
function indexKey(key: unknown): unknown {
	switch (typeof key) {
		case "string":
		case "bigint":
		case "number":
		case "boolean":
			return key;
		default:
			if (key instanceof Unsigned) return key;
			throw new CelError(`an index of type ${typeOf(key)}`);
	}
}

/** Whether `a.b` is there: `has(a.b)`. */
export function isPresent(operand: unknown, key: string): boolean {
	if (operand instanceof Optional) return operand.hasValue && isPresent(operand.value, key);
	return find(operand, key) !== undefined;
}

function find(operand: unknown, key: unknown): unknown {
	if (Array.isArray(operand)) {
		const index = indexOf(key);
		return index < operand.length ? operand[index] : undefined;
	}
	return isMap(operand) ? lookUpKey(operand as CelMap, key) : undefined;
}

function indexOf(key: unknown): number {
	const index = keyOf(key);
	if (typeof index !== "bigint") throw noSuchOverload(`list[${typeOf(key)}]`);
	int64(index);
	return index < 0n || index > 2n ** 31n ? Number.POSITIVE_INFINITY : Number(index);
}

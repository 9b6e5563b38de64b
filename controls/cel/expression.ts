import { type ASTNode, serialize } from "@marcbachmann/cel-js";
import { celEnvironment, functions } from "./environment";
import { compileNode, type Frame, operands, type Program, Slots } from "./evaluate";

/**
 * One CEL expression, compiled once and taken apart at its `&&` and `.all(x, …)`. The parts say where a violation is; their
 * conjunction is the expression itself, so that what the policy pack decides is what the API server decides.
 */
export type Expression =
	| { kind: "and"; parts: Expression[] }
	| { kind: "all"; range: Part; variable: string; slot: number; body: Expression }
	/** `a || b`: taken apart too, because the library does not absorb an unknown element of a list inside a leaf. */
	| { kind: "or"; part: Part; parts: Expression[] }
	| { kind: "leaf"; part: Part };

/** An expression with what it comes to as a whole, and with its variables in the order of their slots. */
export type Compiled = Expression & { whole: Program; variables: readonly string[] };

/** A piece of the source: evaluable, and with the field that it is about. */
export interface Part {
	evaluate: (frame: Frame) => unknown;
	/** The field that it reads: the variable, and the selectors below it. */
	field: { variable: string; selectors: string[] } | undefined;
	/** Worked out when it is asked for: who evaluates it does not need it. */
	readonly written: Written;
}

/** A piece as text. */
export interface Written {
	source: string;
	/** Positions of the variables in `source`: a renderer renames them. */
	identifiers: { name: string; start: number; end: number }[];
}

/**
 * Compiles an expression of type bool over the given variables; throws on a syntax error, an unknown function or an unknown
 * variable. `checked: false` leaves out whether the parts' types are right and each can be written out: for an expression that a
 * test has checked, because every start would check it again.
 */
export function compile(source: string, variables: readonly string[], { checked = true } = {}): Compiled {
	const { ast } = celEnvironment().parse(source);
	const slots = Slots.of(variables);
	const nodes: [ASTNode, Slots][] = [];
	const expression = take(ast, slots, (node, inner) => nodes.push([node, inner]));
	// Before the whole is compiled: the type checker has the better message.
	if (checked) for (const [node, inner] of nodes) check(node, inner);
	return { ...expression, whole: compileNode(ast, slots, functions), variables };
}

function check(node: ASTNode, { names }: Slots): void {
	const { source } = write(node, new Set(names.keys()));
	const formats = walk(node).some((inner) => inner.op === "rcall" && inner.args[0] === "format");
	const environment = celEnvironment({ formats });
	for (const variable of names.keys()) environment.registerVariable(variable, "dyn");
	const checked = environment.check(source);
	if (!checked.valid) throw new Error(`CEL ${JSON.stringify(source)}: ${checked.error?.message}`);
}

/** Is told of each part's node. */
type Seen = (node: ASTNode, slots: Slots) => void;

function take(node: ASTNode, slots: Slots, seen: Seen): Expression {
	if (node.op === "&&") {
		const [left, right] = node.args;
		const parts = [take(left, slots, seen), take(right, slots, seen)];
		return { kind: "and", parts: parts.flatMap((part) => (part.kind === "and" ? part.parts : [part])) };
	}
	if (node.op === "||") {
		const parts = node.args.map((operand) => take(operand, slots, seen));
		return {
			kind: "or",
			part: part(node, slots, seen),
			parts: parts.flatMap((one) => (one.kind === "or" ? one.parts : [one])),
		};
	}
	if (node.op === "rcall" && node.args[0] === "all" && node.args[2].length === 2) {
		const [, range, [variable, body]] = node.args;
		if (variable?.op === "id" && body !== undefined) {
			const inner = slots.with(variable.args);
			return {
				kind: "all",
				range: part(range, slots, seen),
				variable: variable.args,
				slot: inner.slot,
				body: take(body, inner.slots, seen),
			};
		}
	}
	return { kind: "leaf", part: part(node, slots, seen) };
}

function part(node: ASTNode, slots: Slots, seen: Seen): Part {
	seen(node, slots);
	const variables = new Set(slots.names.keys());
	let evaluate: Program | undefined;
	let written: Written | undefined;
	return {
		evaluate: (frame) => {
			evaluate ??= compileNode(node, slots, functions);
			return evaluate(frame);
		},
		field: field(node, variables),
		get written() {
			written ??= write(node, variables);
			return written;
		},
	};
}

/** The serialised text, not a slice: a node's range leaves out the parentheses around its first operand. */
function write(node: ASTNode, variables: ReadonlySet<string>): Written {
	const source = serialize(node);
	const { ast } = celEnvironment().parse(source);
	if (!sameStructure(ast, node)) throw new Error(`CEL ${source}: changed its meaning when it was written out`);
	const identifiers = walk(ast).flatMap((inner) =>
		inner.op === "id" && variables.has(inner.args)
			? [{ name: inner.args, start: inner.range.start, end: inner.range.end }]
			: [],
	);
	return { source, identifiers };
}

/**
 * The field that a leaf is about: in `a || b` that of `b` (what comes before is when it does not matter), then the longest
 * chain of selectors of the variable that was bound last; `has(x.y)` is about `x`.
 */
function field(node: ASTNode, variables: ReadonlySet<string>): Part["field"] {
	if (node.op === "||") return field(node.args[1], variables) ?? field(node.args[0], variables);
	const order = [...variables];
	let best: Part["field"];
	for (const found of chains(node)) {
		if (!variables.has(found.variable)) continue;
		const rank = order.indexOf(found.variable) - (best === undefined ? -1 : order.indexOf(best.variable));
		if (best === undefined || rank > 0) best = found;
		else if (rank === 0 && startsWith(found.selectors, best.selectors)) best = found;
	}
	return best;
}

function chains(node: ASTNode): NonNullable<Part["field"]>[] {
	const own = chain(node);
	if (own !== undefined) return [own];
	if (node.op === "call" && node.args[0] === "has") {
		const tested = node.args[1][0] && chain(node.args[1][0]);
		return tested === undefined ? [] : [{ ...tested, selectors: tested.selectors.slice(0, -1) }];
	}
	return children(node).flatMap(chains);
}

function startsWith(long: string[], short: string[]): boolean {
	return long.length > short.length && short.every((selector, i) => long[i] === selector);
}

function chain(node: ASTNode): { variable: string; selectors: string[] } | undefined {
	if (node.op === "id") return { variable: node.args, selectors: [] };
	if (node.op === "." || node.op === ".?") {
		const inner = chain(node.args[0]);
		return inner && { variable: inner.variable, selectors: [...inner.selectors, node.args[1]] };
	}
	return undefined;
}

/** A node and every one below it. */
export function walk(node: ASTNode): ASTNode[] {
	return [node, ...children(node).flatMap(walk)];
}

/** The nodes right below a node. */
export function children(node: ASTNode): ASTNode[] {
	const found: ASTNode[] = [];
	const visit = (value: unknown): void => {
		if (Array.isArray(value)) for (const item of value) visit(item);
		else if (isNode(value)) found.push(value);
	};
	visit(node.args);
	return found;
}

function isNode(value: unknown): value is ASTNode {
	return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

/** The operators and operands alone: two texts that mean the same have the same structure. */
function structure(value: unknown): unknown {
	// `a || (b || c)` is written without its brackets, and means the same.
	if (isNode(value) && (value.op === "&&" || value.op === "||"))
		return [value.op, ...operands(value, value.op).map(structure)];
	if (isNode(value)) return [value.op, structure(value.args)];
	if (Array.isArray(value)) return value.map(structure);
	return typeof value === "bigint" ? `${value}n` : value;
}

function sameStructure(a: ASTNode, b: ASTNode): boolean {
	return JSON.stringify(structure(a)) === JSON.stringify(structure(b));
}

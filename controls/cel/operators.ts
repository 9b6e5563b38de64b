import type { ASTNode } from "@marcbachmann/cel-js";
import type { Program } from "./evaluate";
import { plus, unsigned } from "./lists";
import { Duration, Timestamp } from "./time";
import { CelError, compare, equal, int64, isMap, lookUpKey, noSuchOverload, typeOf, Unsigned } from "./values";

type Operation = (left: unknown, right: unknown) => unknown;

const operations: Readonly<Record<string, Operation>> = {
	"==": equal,
	"!=": differs,
	"<": (left, right) => compare(left, right) < 0,
	"<=": (left, right) => compare(left, right) <= 0,
	">": (left, right) => compare(left, right) > 0,
	">=": (left, right) => compare(left, right) >= 0,
	in: isIn,
	"+": add,
	"-": subtract,
	"*": (left, right) => calculate("*", left, right),
	"/": (left, right) => calculate("/", left, right),
	"%": (left, right) => calculate("%", left, right),
};

/** What cannot be compared is not equal: cel-go 0.26 asks only whether `==` is true. */
function differs(left: unknown, right: unknown): boolean {
	try {
		return !equal(left, right);
	} catch (error) {
		if (error instanceof CelError) return true;
		throw error;
	}
}

/** An operator of two operands, both of which are evaluated. */
export function binary(
	op: string,
	operands: readonly [ASTNode, ASTNode],
	compile: (node: ASTNode) => Program,
): Program {
	const operation = operations[op];
	if (operation === undefined) throw new Error(`Kubernetes' CEL has no operator ${op}`);
	const [left, right] = [compile(operands[0]), compile(operands[1])];
	const strings = op === "in" ? literalStrings(operands[1]) : undefined;
	// A string among string literals: the usual list of what is allowed.
	if (strings !== undefined) return (frame) => strings.has(left(frame));
	return (frame) => operation(left(frame), right(frame));
}

function literalStrings(node: ASTNode): ReadonlySet<unknown> | undefined {
	if (node.op !== "list") return undefined;
	const strings = new Set<unknown>();
	for (const item of node.args) {
		if (item.op !== "value" || typeof item.args !== "string") return undefined;
		strings.add(item.args);
	}
	return strings;
}

function isIn(value: unknown, range: unknown): boolean {
	if (Array.isArray(range)) {
		// No `some`: it passes over the elements that are not there.
		for (let i = 0; i < range.length; i++) if (equal(range[i], value)) return true;
		return false;
	}
	if (isMap(range)) return lookUpKey(range, value) !== undefined;
	throw noSuchOverload(`in ${typeOf(range)}`);
}

function add(left: unknown, right: unknown): unknown {
	if (typeof left === "string" && typeof right === "string") return left + right;
	if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
	if (left instanceof Uint8Array && right instanceof Uint8Array) return new Uint8Array([...left, ...right]);
	if (left instanceof Timestamp && right instanceof Duration) return left.plus(right);
	if (left instanceof Duration && right instanceof Timestamp) return right.plus(left);
	return plus(left, right);
}

function subtract(left: unknown, right: unknown): unknown {
	if (left instanceof Timestamp && right instanceof Timestamp) return left.since(right);
	if (left instanceof Timestamp && right instanceof Duration) return left.minus(right);
	if (left instanceof Duration && right instanceof Duration) return left.minus(right);
	return calculate("-", left, right);
}

function calculate(op: "-" | "*" | "/" | "%", left: unknown, right: unknown): unknown {
	if (typeof left === "bigint" && typeof right === "bigint") return int64(integers(op, left, right));
	if (left instanceof Unsigned && right instanceof Unsigned) return unsigned(integers(op, left.value, right.value));
	if (typeof left === "number" && typeof right === "number" && op !== "%")
		return op === "-" ? left - right : op === "*" ? left * right : left / right;
	throw noSuchOverload(`${typeOf(left)} ${op} ${typeOf(right)}`);
}

function integers(op: "-" | "*" | "/" | "%", left: bigint, right: bigint): bigint {
	if (op === "-") return left - right;
	if (op === "*") return left * right;
	if (right === 0n) throw new CelError("division by zero");
	// int64: what is left of the smallest number divided by -1 is refused as the quotient is.
	if (op === "%" && left === -(2n ** 63n) && right === -1n) throw new CelError("integer overflow");
	return op === "/" ? left / right : left % right;
}

import type { ASTNode } from "@marcbachmann/cel-js";
import { celEnvironment } from "../../../controls/cel/environment";
import { children, walk } from "../../../controls/cel/expression";
import { isConstant } from "./constantConditions";

/** What is wrong with an expression that decides what is judged. */
export type Fault = "pattern" | "label" | "constant" | "unreadable";

export interface Reading {
	/** A match condition, whose only use is to leave out: a namespace stands there to be compared with exact names. */
	condition: boolean;
	/** Variables (`variables.<name>`) that hold a namespace's name. */
	aliases: ReadonlySet<string>;
}

/** What leaves a namespace's name as it is; names are in lower case. */
const unchanged = ["orValue", "value", "lowerAscii", "upperAscii", "trim"];
const partly =
	/^(startsWith|endsWith|contains|matches|find|findAll|indexOf|lastIndexOf|charAt|substring|split|replace|reverse)$/;
const macros = ["all", "exists", "exists_one", "existsOne", "filter", "map"];

/** What is wrong with an expression, by its syntax: blanks, parentheses and comments make no difference. */
export function faultsOf(source: string, reading: Reading): Fault[] {
	let ast: ASTNode;
	try {
		ast = celEnvironment().parse(source).ast;
	} catch {
		return ["unreadable"];
	}
	const faults = new Reader(reading).visit(ast, new Set());
	return [...new Set<Fault>(reading.condition && isConstant(ast) ? [...faults, "constant"] : faults)];
}

/** Whether an expression is a namespace's name and nothing else, so that a variable of it is one too. */
export function isNamespaceItself(source: string, aliases: ReadonlySet<string>): boolean {
	try {
		return new Reader({ condition: true, aliases }).carries(celEnvironment().parse(source).ast);
	} catch {
		return false;
	}
}

class Reader {
	constructor(private readonly reading: Reading) {}

	/** `exact` holds the variables of macros over lists of exact names. */
	visit(node: ASTNode, exact: ReadonlySet<string>): Fault[] {
		if (this.isPartOfName(node)) return ["pattern"];
		// A validation may well use a namespace's name otherwise: a host name ends in it.
		const allowed = this.reading.condition ? this.allowed(node, exact) : undefined;
		if (allowed !== undefined) return allowed;
		return children(node).flatMap((one) => this.visit(one, exact));
	}

	/** What a condition makes of a namespace; undefined where the parts of the node tell. */
	private allowed(node: ASTNode, exact: ReadonlySet<string>): Fault[] | undefined {
		if (node.op === "==" || node.op === "!=") {
			const [left, right] = node.args;
			if (isId(left, "namespaceObject") && right.op === "value") return [];
			if (isMetadata(left) && isMetadata(right)) return [];
			if (this.carries(left) || this.carries(right)) return this.compared(left, right, exact);
		}
		if (node.op === "in" && this.carries(node.args[0])) return this.compared(...node.args, exact);
		if (node.op === "call" && node.args[0] === "has") {
			const [tested] = node.args[1];
			if (tested !== undefined && (this.isNamespace(tested) || isMetadata(tested))) return [];
		}
		if (node.op === "rcall" && node.args[0] === "hasValue" && this.isNamespace(node.args[1])) return [];
		if (node.op === "rcall" && macros.includes(node.args[0]) && this.isExact(node.args[1], exact)) {
			const [variable, ...bodies] = node.args[2];
			if (variable?.op === "id") return bodies.flatMap((body) => this.visit(body, new Set([...exact, variable.args])));
		}
		if (this.carries(node)) return ["pattern"];
		// What anybody who may change a namespace writes in it.
		if (isId(node, "namespaceObject")) return ["label"];
		// A macro or a function would hide what becomes of it.
		if (isId(node, "request") || isMetadata(node)) return isOfNamespaceObject(node) ? ["label"] : ["pattern"];
		const of = memberOf(node)?.of;
		if (of === undefined) return undefined;
		if (isMetadata(of))
			return isOfNamespaceObject(of) ? ["label"] : children(bare(of)).flatMap((one) => this.visit(one, exact));
		return isId(bare(of), "request") ? [] : undefined;
	}

	private compared(left: ASTNode, right: ASTNode, exact: ReadonlySet<string>): Fault[] {
		return [left, right].flatMap((side): Fault[] => {
			if (this.carries(side)) return this.around(side, exact);
			return this.isExact(side, exact) ? [] : ["pattern"];
		});
	}

	/** What stands around a namespace's name that is compared as a whole. */
	private around(node: ASTNode, exact: ReadonlySet<string>): Fault[] {
		const inner = bare(node);
		const parts = inner.op === "+" || inner.op === "?:" ? [...inner.args] : [];
		return parts.flatMap((one) => (this.carries(one) ? this.around(one, exact) : this.visit(one, exact)));
	}

	/** A name that is looked at in part, or looked for in a text that names several. */
	private isPartOfName(node: ASTNode): boolean {
		if (node.op === "call") return node.args[0] === "matches" && node.args[1].some((one) => this.carries(one));
		if (node.op !== "rcall" || !partly.test(node.args[0])) return false;
		const [, receiver, given] = node.args;
		return (
			this.carries(receiver) ||
			(!walk(receiver).some((one) => one.op === "id") && given.some((one) => this.carries(one)))
		);
	}

	/** A namespace's name, alone or among what it is put together with. */
	carries(node: ASTNode): boolean {
		const inner = bare(node);
		if (inner.op === "+") return inner.args.some((one) => this.carries(one));
		if (inner.op === "?:") return inner.args.slice(1).some((one) => this.carries(one));
		return this.isNamespace(inner);
	}

	private isNamespace(node: ASTNode): boolean {
		const selected = memberOf(bare(node));
		if (selected === undefined) return false;
		const of = bare(selected.of);
		if (isId(of, "variables")) return selected.name !== undefined && this.reading.aliases.has(selected.name);
		// What is worked out may be any member.
		if (isId(of, "request") || isMetadata(of))
			return selected.name === undefined || selected.name === (isOfNamespaceObject(of) ? "name" : "namespace");
		return false;
	}

	/** Exact names: literals, lists of them, parameters. */
	private isExact(node: ASTNode, exact: ReadonlySet<string>): boolean {
		const inner = bare(node);
		if (inner.op === "value") return true;
		if (inner.op === "list" || inner.op === "+") return [...inner.args].every((one) => this.isExact(one, exact));
		if (inner.op === "id") return exact.has(inner.args);
		return isOfParameters(inner);
	}
}

function isId(node: ASTNode, name: string): boolean {
	return node.op === "id" && node.args === name;
}

/** `x.name`, `x.?name`, `x["name"]`; without a name where it is worked out. */
function memberOf(node: ASTNode): { of: ASTNode; name: string | undefined } | undefined {
	if (node.op === "." || node.op === ".?") return { of: node.args[0], name: node.args[1] };
	if (node.op !== "[]" && node.op !== "[?]") return undefined;
	const [of, key] = node.args;
	return { of, name: key.op === "value" && typeof key.args === "string" ? key.args : undefined };
}

/** Without what changes nothing: `dyn(x)`, `string(x)`, `x.orValue("")`, `x.lowerAscii()`, `optional.of(x)`. */
function bare(node: ASTNode): ASTNode {
	if (node.op === "call" && (node.args[0] === "dyn" || node.args[0] === "string")) {
		const [inner] = node.args[1];
		if (inner !== undefined) return bare(inner);
	}
	if (node.op === "rcall") {
		const [name, receiver, [given]] = node.args;
		if (unchanged.includes(name)) return bare(receiver);
		if (name === "of" && isId(receiver, "optional") && given !== undefined) return bare(given);
	}
	return node;
}

function isMetadata(node: ASTNode): boolean {
	const selected = memberOf(bare(node));
	if (selected === undefined || selected.name !== undefined) return selected?.name === "metadata";
	const of = bare(selected.of);
	return ["object", "oldObject", "namespaceObject"].some((one) => isId(of, one));
}

function isOfNamespaceObject(metadata: ASTNode): boolean {
	const selected = memberOf(bare(metadata));
	return selected !== undefined && isId(bare(selected.of), "namespaceObject");
}

function isOfParameters(node: ASTNode): boolean {
	const of = memberOf(node)?.of;
	return of !== undefined && (isId(bare(of), "params") || isOfParameters(bare(of)));
}

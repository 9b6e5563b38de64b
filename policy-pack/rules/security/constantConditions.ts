import { type ASTNode, serialize } from "@marcbachmann/cel-js";
import { walk } from "../../../controls/cel/expression";

const roots = new Set(["request", "object", "oldObject", "authorizer", "params", "namespaceObject", "variables"]);

/** Whether an expression is the same for every request: nothing is judged by it, or it leaves nothing out. */
export function isConstant(node: ASTNode): boolean {
	return constant(node) !== undefined || !walk(node).some((one) => one.op === "id" && roots.has(one.args));
}

/** What an expression comes to whatever the request is, where its operators alone tell. */
function constant(node: ASTNode): boolean | undefined {
	switch (node.op) {
		case "value":
			return typeof node.args === "boolean" ? node.args : undefined;
		case "!_": {
			const inner = constant(node.args);
			return inner === undefined ? undefined : !inner;
		}
		case "&&":
		case "||": {
			const decisive = node.op === "||";
			const sides = node.args.map(constant);
			if (sides.includes(decisive)) return decisive;
			return sides.includes(undefined) ? undefined : !decisive;
		}
		case "?:": {
			const [condition, ...branches] = node.args.map(constant);
			if (condition !== undefined) return branches[condition ? 0 : 1];
			return branches[0] === branches[1] ? branches[0] : undefined;
		}
		case "==":
		case "!=": {
			const [left, right] = node.args;
			const equal = serialize(left) === serialize(right);
			if (!equal && !(left.op === "value" && right.op === "value")) return undefined;
			return equal === (node.op === "==");
		}
		case "in":
			return isEmptyList(node.args[1]) ? false : undefined;
		case "rcall": {
			const [name, range] = node.args;
			if (!isEmptyList(range)) return undefined;
			return name === "all" ? true : name === "exists" ? false : undefined;
		}
	}
	return undefined;
}

function isEmptyList(node: ASTNode): boolean {
	return node.op === "list" && node.args.length === 0;
}

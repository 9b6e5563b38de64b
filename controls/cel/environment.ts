import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import { formatLibrary } from "./format";
import { formattingLibrary } from "./formatting";
import { Functions, type Library, parseSignature } from "./library";
import { listsLibrary } from "./lists";
import { networkLibrary } from "./network";
import { quantityLibrary } from "./quantity";
import { regexLibrary } from "./regex";
import { semverLibrary } from "./semver";
import { standardLibrary } from "./standard";
import { stringsLibrary } from "./strings";
import { timeLibrary } from "./time";
import { twoVariableMacros } from "./twoVariables";
import { urlLibrary } from "./url";

/** What Kubernetes' CEL has of functions (apiserver 0.36, pkg/cel/environment/base.go), as far as rules may use it. */
const libraries: readonly Library[] = [
	standardLibrary,
	timeLibrary,
	stringsLibrary,
	regexLibrary,
	listsLibrary,
	quantityLibrary,
	networkLibrary,
	urlLibrary,
	formatLibrary,
	formattingLibrary,
	semverLibrary,
];

/** What a call comes to when it runs. A function that is not here is refused when a rule is compiled. */
export const functions = new Functions(libraries);

/** Kubernetes refuses a list or map literal of several types. */
const strict = declare(new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: true }));
const mixed = declare(new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false }));

/**
 * A CEL environment that parses expressions and checks their types; variables are the caller's. `format` takes values of several
 * types in its list, as in Kubernetes.
 */
export function celEnvironment({ formats = false } = {}): Environment {
	return (formats ? mixed : strict).clone();
}

/** Tells the library's type checker what there is; it evaluates nothing. */
function declare(environment: Environment): Environment {
	const known = new Set(["optional"]);
	for (const { types = {}, namespaces = [] } of libraries) {
		for (const [name, type] of Object.entries(types)) {
			if (name.startsWith("google.")) continue;
			environment.registerType(name, type as unknown as new () => unknown);
			environment.registerOperator(`${name} == ${name}`, evaluatesNothing);
		}
		for (const namespace of namespaces) {
			if (known.has(namespace)) continue;
			const Namespace = class {};
			environment.registerType(namespaceType(namespace), Namespace);
			environment.registerConstant(namespace, namespaceType(namespace), new Namespace());
			known.add(namespace);
		}
	}
	for (const [signature] of libraries.flatMap(({ overloads }) => overloads)) {
		const { receiver, name, parameters, result } = parseSignature(signature);
		const type = receiver !== undefined && known.has(receiver) ? namespaceType(receiver) : receiver;
		const declared = `${type === undefined ? "" : `${type}.`}${name}(${parameters.join(", ")}): ${result}`;
		try {
			environment.registerFunction(declared, evaluatesNothing, { async: false });
		} catch (error) {
			// The library's own declaration of the same function serves as well.
			if (!(error instanceof Error && error.message.includes("overlaps with existing overload"))) throw error;
		}
	}
	environment.registerOperator("optional<A> == optional<A>", evaluatesNothing);
	for (const operator of ["<", "<=", ">", ">="])
		environment.registerOperator(`bytes ${operator} bytes`, evaluatesNothing);
	environment.registerFunction("list<A>.sortBy(ast, ast): list<dyn>", binds(1));
	environment.registerFunction("list<A>.existsOne(ast, ast): bool", binds(1));
	environment.registerFunction("optional<A>.optMap(ast, ast): optional<dyn>", binds(1));
	environment.registerFunction("optional<A>.optFlatMap(ast, ast): optional<dyn>", binds(1));
	for (const [name, count] of twoVariableMacros)
		environment.registerFunction(`list<A>.${name}(${new Array<string>(count).fill("ast").join(", ")}): dyn`, binds(2));
	return environment;
}

interface Checker {
	check: (node: ASTNode, context: CheckContext) => unknown;
	getType: (name: string) => unknown;
}

interface CheckContext {
	forkWithVariable: (name: string, type: unknown) => CheckContext;
}

/** Tells the type checker of a macro like `sortBy(x, …)`, whose last arguments read the variables that the first ones name. */
function binds(count: number): (call: { args: ASTNode[]; receiver: ASTNode }) => object {
	return ({ args, receiver }) => {
		const typeCheck = (checker: Checker, _: unknown, context: CheckContext): unknown => {
			checker.check(receiver, context);
			let inner = context;
			for (const variable of args.slice(0, count)) {
				if (variable.op !== "id") throw new Error("CEL: the first arguments must be names of variables");
				inner = inner.forkWithVariable(variable.args, checker.getType("dyn"));
			}
			for (const body of args.slice(count)) checker.check(body, inner);
			return checker.getType("dyn");
		};
		return { args, typeCheck, evaluate: evaluatesNothing, async: false };
	};
}

function namespaceType(namespace: string): string {
	return `${namespace.charAt(0).toUpperCase()}${namespace.slice(1)}Namespace`;
}

function evaluatesNothing(): never {
	throw new Error("CEL: the type checker's declaration of a function was called");
}

import { isMap, noSuchOverload, Opaque, Optional, typeOf, Unsigned } from "./values";

/** One overload: a CEL signature (`string.find(string): string`; `ip.isCanonical(string): bool` in a namespace) and what it does. */
export type Overload = readonly [signature: string, run: (...args: never[]) => unknown];

/** Functions of one library of Kubernetes' CEL, and the types that they bring. */
export interface Library {
	overloads: readonly Overload[];
	types?: Readonly<Record<string, { prototype: Opaque }>>;
	/** Names that stand before a dot and are no value: `sets` in `sets.contains(…)`. */
	namespaces?: readonly string[];
}

/** A function by its name and its number of arguments, the receiver being the first. */
export type Call = (...args: unknown[]) => unknown;

interface Signature {
	receiver: string | undefined;
	name: string;
	parameters: string[];
	result: string;
}

export function parseSignature(signature: string): Signature {
	const match = /^(?:([\w.<>]+)\.)?(\w+)\((.*)\): (.+)$/.exec(signature);
	if (match === null) throw new Error(`CEL signature ${signature}: cannot be read`);
	const [, receiver, name = "", parameters = "", result = ""] = match;
	return { receiver, name, parameters: parameters === "" ? [] : parameters.split(/, (?![^<]*>)/), result };
}

type Matcher = (value: unknown) => boolean;

/**
 * The functions of several libraries, each called with values whose types are known only when it runs. As in cel-go, a list's
 * elements are told by its first one, and arguments that fit no overload are an error.
 */
export class Functions {
	readonly #calls = new Map<string, Call>();
	readonly #namespaces: ReadonlySet<string>;

	constructor(libraries: readonly Library[]) {
		this.#namespaces = new Set(libraries.flatMap(({ namespaces }) => namespaces ?? []));
		const overloads = new Map<string, { matchers: Matcher[]; run: Call }[]>();
		for (const [signature, run] of libraries.flatMap((library) => library.overloads)) {
			const { receiver, name, parameters } = parseSignature(signature);
			const inNamespace = receiver !== undefined && this.#namespaces.has(receiver);
			const types = receiver === undefined || inNamespace ? parameters : [receiver, ...parameters];
			const key = inNamespace
				? `${receiver}.${name}/${types.length}`
				: `${receiver === undefined ? "" : "."}${name}/${types.length}`;
			const list = overloads.get(key) ?? [];
			list.push({ matchers: types.map(matcher), run: run as Call });
			overloads.set(key, list);
		}
		for (const [key, list] of overloads) this.#calls.set(key, dispatch(key, list));
	}

	isNamespace(name: string): boolean {
		return this.#namespaces.has(name);
	}

	global(name: string, count: number): Call | undefined {
		return this.#calls.get(`${name}/${count}`);
	}

	/** `count` includes the receiver. */
	method(name: string, count: number): Call | undefined {
		return this.#calls.get(`.${name}/${count}`);
	}

	inNamespace(namespace: string, name: string, count: number): Call | undefined {
		return this.#calls.get(`${namespace}.${name}/${count}`);
	}
}

function dispatch(key: string, overloads: readonly { matchers: Matcher[]; run: Call }[]): Call {
	return (...args) => {
		for (const { matchers, run } of overloads) {
			let fits = true;
			for (let i = 0; fits && i < matchers.length; i++) fits = matchers[i]?.(args[i]) === true;
			if (fits) return run(...args);
		}
		throw noSuchOverload(`${key}(${args.map(typeOf).join(", ")})`);
	};
}

function matcher(type: string): Matcher {
	switch (type) {
		case "string":
			return (value) => typeof value === "string";
		case "int":
			return (value) => typeof value === "bigint";
		case "double":
			return (value) => typeof value === "number";
		case "bool":
			return (value) => typeof value === "boolean";
		case "uint":
			return (value) => value instanceof Unsigned;
		case "bytes":
			return (value) => value instanceof Uint8Array;
		case "list":
			return Array.isArray;
		case "map":
			return isMap;
	}
	if (type === "dyn" || /^[A-Z]$/.test(type)) return () => true;
	if (type.startsWith("optional")) return (value) => value instanceof Optional;
	const inner = /^list<(.+)>$/.exec(type)?.[1];
	if (inner !== undefined) {
		const element = matcher(inner);
		return (value) => Array.isArray(value) && (value.length === 0 || element(value[0]));
	}
	return (value) => value instanceof Opaque && value.typeName === type;
}

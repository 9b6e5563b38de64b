import type { Library, Overload } from "./library";
import { Duration } from "./time";
import { CelError, compare, equal, int64, noSuchOverload, Optional, typeOf, Unsigned } from "./values";

const comparable = [
	"int",
	"uint",
	"double",
	"bool",
	"google.protobuf.Duration",
	"google.protobuf.Timestamp",
	"string",
	"bytes",
];

function forEach(types: readonly string[], overload: (type: string) => Overload): Overload[] {
	return types.map(overload);
}

/**
 * Kubernetes' functions over lists (apiserver 0.36, pkg/cel/library/lists.go), those of CEL's list extension in version 3 and its
 * sets (cel-go 0.26, ext/lists.go and ext/sets.go), and `first` and `last` of its optional types.
 */
export const listsLibrary: Library = {
	namespaces: ["lists", "sets"],
	overloads: [
		...forEach(comparable, (type) => [`list<${type}>.isSorted(): bool`, isSorted]),
		...forEach(comparable, (type) => [`list<${type}>.min(): ${type}`, (list: unknown[]) => extreme(list, 1)]),
		...forEach(comparable, (type) => [`list<${type}>.max(): ${type}`, (list: unknown[]) => extreme(list, -1)]),
		["list<int>.sum(): int", (list: unknown[]) => total(list, 0n)],
		["list<uint>.sum(): uint", (list: unknown[]) => total(list, new Unsigned(0n))],
		["list<double>.sum(): double", (list: unknown[]) => total(list, 0)],
		[
			"list<google.protobuf.Duration>.sum(): google.protobuf.Duration",
			(list: unknown[]) => total(list, new Duration(0n)),
		],
		["list<A>.indexOf(A): int", (list: unknown[], item: unknown) => BigInt(list.findIndex((one) => equal(one, item)))],
		[
			"list<A>.lastIndexOf(A): int",
			(list: unknown[], item: unknown) => BigInt(list.findLastIndex((one) => equal(one, item))),
		],
		["list<A>.slice(int, int): list<A>", slice],
		["list<A>.flatten(): list<dyn>", (list: unknown[]) => list.flat()],
		["list<A>.flatten(int): list<dyn>", flatten],
		...forEach(comparable, (type) => [`list<${type}>.sort(): list<${type}>`, (list: unknown[]) => sortBy(list, list)]),
		["list<A>.reverse(): list<A>", (list: unknown[]) => [...list].reverse()],
		["list<A>.distinct(): list<A>", distinct],
		["list<A>.first(): optional<A>", (list: unknown[]) => Optional.of(list[0])],
		["list<A>.last(): optional<A>", (list: unknown[]) => Optional.of(list.at(-1))],
		[
			"lists.range(int): list<int>",
			(count: bigint) => Array.from({ length: Math.max(0, Number(count)) }, (_, i) => BigInt(i)),
		],
		["sets.contains(list<A>, list<A>): bool", contains],
		["sets.equivalent(list<A>, list<A>): bool", (a: unknown[], b: unknown[]) => contains(a, b) && contains(b, a)],
		["sets.intersects(list<A>, list<A>): bool", (a: unknown[], b: unknown[]) => a.some((one) => contains(b, [one]))],
	],
};

function mustHaveOrder(value: unknown): void {
	if (!comparable.includes(typeOf(value))) throw noSuchOverload(`an order of ${typeOf(value)}`);
}

/** Values of two types, which have no order, count as equal: Kubernetes does not look at the error. */
function order(a: unknown, b: unknown): number {
	try {
		return compare(a, b);
	} catch (error) {
		if (error instanceof CelError) return 0;
		throw error;
	}
}

function isSorted(list: unknown[]): boolean {
	for (const [i, one] of list.entries()) {
		mustHaveOrder(one);
		if (i > 0 && order(list[i - 1], one) > 0) return false;
	}
	return true;
}

function extreme(list: unknown[], replace: 1 | -1): unknown {
	if (list.length === 0) throw new CelError("min or max of an empty list");
	list.forEach(mustHaveOrder);
	return list.reduce((best, one) => (order(best, one) === replace ? one : best));
}

function total(list: unknown[], zero: unknown): unknown {
	return list.reduce(plus, zero);
}

/** The sum of two values of one type. */
export function plus(a: unknown, b: unknown): unknown {
	if (typeof a === "bigint" && typeof b === "bigint") return int64(a + b);
	if (typeof a === "number" && typeof b === "number") return a + b;
	if (a instanceof Unsigned && b instanceof Unsigned) return unsigned(a.value + b.value);
	if (a instanceof Duration && b instanceof Duration) return a.plus(b);
	throw noSuchOverload(`${typeOf(a)} + ${typeOf(b)}`);
}

export function unsigned(value: bigint): Unsigned {
	if (value < 0n || value >= 2n ** 64n) throw new CelError("unsigned integer overflow");
	return new Unsigned(value);
}

function slice(list: unknown[], start: bigint, end: bigint): unknown[] {
	if (start < 0n || end < start || end > BigInt(list.length)) throw new CelError("slice: out of range");
	return list.slice(Number(start), Number(end));
}

function flatten(list: unknown[], depth: bigint): unknown[] {
	if (depth < 0n) throw new CelError("flatten: the level is negative");
	return list.flat(Number(depth));
}

/** The list in the order of its keys, which are of one type that has an order. */
export function sortBy(list: unknown[], keys: unknown[]): unknown[] {
	const type = typeOf(keys[0]);
	if (keys.length > 0 && !comparable.includes(type)) throw new CelError("sort: the elements have no order");
	if (keys.length > 1 && keys.some((key) => typeOf(key) !== type))
		throw new CelError("sort: elements of several types");
	const order = list.map((_, i) => i);
	order.sort((i, j) => compare(keys[i], keys[j]));
	return order.map((i) => list[i]);
}

function distinct(list: unknown[]): unknown[] {
	const kept: unknown[] = [];
	for (const one of list) if (!contains(kept, [one])) kept.push(one);
	return kept;
}

function contains(list: unknown[], part: unknown[]): boolean {
	return part.every((one) => list.some((other) => equal(other, one)));
}

import { failures } from "../../controls/finding";
import type { StackRule } from "../../policy-pack/rule";
import { type Fixture, renamed } from "./declared";
import { isFailure, stackReportsOf } from "./others";
import { isRefused, type Shown } from "./shown";

/** A fixture of a rule over the whole stack, under the names that it is declared with. */
export interface Packed {
	shown: Shown<StackRule>;
	fixture: Fixture;
}

/**
 * Whole stacks that share a preview: at most one of each rule, and only where the rule says of all of them together what it says of
 * its own alone. Where two would disturb each other, one waits for the next preview. What is refused is not put beside what is admitted.
 */
export function packs(all: readonly Shown<StackRule>[]): Packed[][] {
	let count = 0;
	const packed = all.flatMap((shown) =>
		shown.fixtures.map((fixture): Packed => ({ shown, fixture: renamed(fixture, count++) })),
	);
	return [
		...sharing(packed.filter(({ fixture }) => isRefused(fixture))),
		...sharing(packed.filter(({ fixture }) => !isRefused(fixture))),
	];
}

function sharing(all: readonly Packed[]): Packed[][] {
	const result: Packed[][] = [];
	for (let waiting = [...all]; waiting.length > 0; ) {
		const pack: Packed[] = [];
		const next: Packed[] = [];
		for (const one of waiting) (fits([...pack, one]) ? pack : next).push(one);
		if (pack.length === 0) throw new Error(`${waiting[0]?.fixture.says}: is not what its rule says of it`);
		result.push(pack);
		waiting = next;
	}
	return result;
}

function fits(pack: readonly Packed[]): boolean {
	if (new Set(pack.map(({ shown }) => shown.policy)).size < pack.length) return false;
	const resources = pack.flatMap(({ fixture }) => fixture.resources);
	// The engine shows a stack's resources in no order of its own (pulumi/pkg, step_generator.go, AnalyzeResources: a map).
	return [resources, resources.toReversed()].every((ordered) =>
		pack.every(({ shown, fixture }) =>
			isSame(
				stackReportsOf(shown.rule, ordered)
					.filter(isFailure)
					.map(({ message }) => message),
				failures(fixture.messages),
			),
		),
	);
}

/** Whether both say the same, in whatever order. */
export function isSame(said: readonly string[], expected: readonly string[]): boolean {
	return said.length === expected.length && [...said].sort().join("\n") === [...expected].sort().join("\n");
}

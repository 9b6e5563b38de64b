import { basename, join } from "node:path";
import { z } from "zod";
import { controlById } from "../catalogue";
import type { Exception } from "../exceptions";
import { readYaml } from "../readYaml";
import { type EnvironmentClass, environmentClasses } from "../types";

/**
 * Where a control has something to judge: resources of the program, the whole stack of them, objects that the stack's charts make
 * (by the API server, and by `lab controls check --rendered`), the repository.
 */
const places = {
	resources: "resources",
	whole: "the whole stack",
	charts: "what charts make",
	repository: "the repository",
};
export type StandingPlace = keyof typeof places;

const stackStanding = z.strictObject({
	environmentClass: z.enum(environmentClasses),
	/** By control; empty where there is nothing to judge. No counts: they would change with every resource. */
	controls: z.record(z.string(), z.array(z.enum(Object.keys(places) as StandingPlace[]))),
});

export type StackStanding = z.output<typeof stackStanding>;
/** A stack with its name. */
export type NamedStack = readonly [name: string, stack: StackStanding];
export type Standing = Readonly<Record<string, StackStanding>>;

/** Written by `node --import tsx docs/standing.ts`, from judging each stack's program; a test fails when it is stale. */
export const STANDING_FILE = "controls/documents/judged-in-stacks.yaml";

/** What each stack's program gives the controls to judge, by the stack's name. */
export function readStanding(): Standing {
	const file = join(__dirname, basename(STANDING_FILE));
	return z.record(z.string(), stackStanding).parse(readYaml(file, STANDING_FILE));
}

/** The standing of the stack that is bound to a class; undefined where the repository has no such stack. */
export function standingOf(standing: Standing, environmentClass: EnvironmentClass): NamedStack | undefined {
	return Object.entries(standing).find(([, one]) => one.environmentClass === environmentClass);
}

export const nothingToJudge = "nothing there to judge yet";

/** What a control judges in a stack, and how many exceptions from it hold there, in words. */
export function standingText(id: string, [name, stack]: NamedStack, exceptions: readonly Exception[]): string {
	if (controlById(id).enforcement[stack.environmentClass] === "none") return "not applied";
	const judged = stack.controls[id] ?? [];
	if (judged.length === 0) return nothingToJudge;
	const count = exceptionsIn(name, id, exceptions);
	const excepted = count === 0 ? "" : `; ${count} exception${count === 1 ? "" : "s"}`;
	return `judged: ${judged.map((place) => places[place]).join(", ")}${excepted}`;
}

function exceptionsIn(name: string, id: string, exceptions: readonly Exception[]): number {
	return exceptions.filter(({ control, stack }) => control === id && (stack ?? name) === name).length;
}

/** The values that OSCAL gives an implementation's status (oscal_implementation-common_metaschema.xml), as far as they are used. */
export function implementationStatus(
	id: string,
	[name, stack]: NamedStack,
	exceptions: readonly Exception[],
): "implemented" | "partial" | "planned" | "not-applicable" {
	if (controlById(id).enforcement[stack.environmentClass] === "none") return "not-applicable";
	if ((stack.controls[id] ?? []).length === 0) return "planned";
	return exceptionsIn(name, id, exceptions) > 0 ? "partial" : "implemented";
}

import { basename, join } from "node:path";
import { z } from "zod";
import { controlById } from "../catalogue";
import { type Exception, isApproved, ofReleases } from "../exceptions";
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
	/** The Helm releases of its platform: an exception for what another chart makes is for another stack. */
	releases: z.array(z.string()),
	/** What the committed locks leave open of a control, in words. */
	open: z.record(z.string(), z.string()),
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

/** What a control judges in a stack, how many exceptions from it hold there, and what is still open, in words. */
export function standingText(id: string, stack: NamedStack, exceptions: readonly Exception[]): string {
	const [, { controls, environmentClass }] = stack;
	if (controlById(id).enforcement[environmentClass] === "none") return "not applied";
	const judged = controls[id] ?? [];
	if (judged.length === 0) return nothingToJudge;
	const count = ofStack(stack, exceptions).filter(({ control }) => control === id).length;
	const open = openText(id, stack, exceptions);
	return [
		`judged: ${judged.map((place) => places[place]).join(", ")}`,
		...(count === 0 ? [] : [`${count} exception${count === 1 ? "" : "s"}`]),
		...(open === undefined ? [] : [`open: ${open}`]),
	].join("; ");
}

function ofStack([name, { releases }]: NamedStack, exceptions: readonly Exception[]): Exception[] {
	return ofReleases(exceptions, releases).filter(({ stack }) => (stack ?? name) === name);
}

/** What the committed files themselves say that a control would refuse in a real lab. */
function openText(id: string, stack: NamedStack, exceptions: readonly Exception[]): string | undefined {
	if (id !== "CHG-011") return stack[1].open[id];
	const own = ofStack(stack, exceptions);
	const unapproved = own.filter((one) => !isApproved(one)).length;
	return unapproved === 0 ? undefined : `${unapproved} of ${own.length} exceptions are approved by nobody`;
}

/**
 * The values that OSCAL gives an implementation's status (oscal_implementation-common_metaschema.xml), as far as they are used.
 * `implemented` says that there is something to judge, no exception and nothing open in the committed files; it is no verdict of a run.
 */
export function implementationStatus(
	id: string,
	stack: NamedStack,
	exceptions: readonly Exception[],
): "implemented" | "partial" | "planned" | "not-applicable" {
	const [, { controls, environmentClass }] = stack;
	if (controlById(id).enforcement[environmentClass] === "none") return "not-applicable";
	if ((controls[id] ?? []).length === 0) return "planned";
	const excepted = ofStack(stack, exceptions).some(({ control }) => control === id);
	return excepted || openText(id, stack, exceptions) !== undefined ? "partial" : "implemented";
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { controlById } from "../catalogue";
import { type EnvironmentClass, environmentClasses } from "../types";

/** What a control has to judge in the platform as a stack's program declares it. */
const controlStanding = z.strictObject({
	/** How many resources of the program its rules judged. */
	resources: z.int().min(0),
	/** Whether a rule over the whole stack judged it. */
	whole: z.boolean(),
	/** Whether objects that the stack's charts may make are judged: by the API server, and by `lab controls check --rendered`. */
	charts: z.boolean(),
	repository: z.boolean(),
	/** How many exceptions from it hold in the stack: in its program, in what charts and Talos make, in the repository. */
	exceptions: z.int().min(0),
});

const stackStanding = z.strictObject({
	environmentClass: z.enum(environmentClasses),
	controls: z.record(z.string(), controlStanding),
});

export type ControlStanding = z.output<typeof controlStanding>;
export type StackStanding = z.output<typeof stackStanding>;
export type Standing = Readonly<Record<string, StackStanding>>;

/** Written by `node --import tsx docs/standing.ts`, from judging each stack's program; a test fails when it is stale. */
export const STANDING_FILE = "controls/documents/judged-in-stacks.json";

/** What each stack's program gives the controls to judge, by the stack's name. */
export function readStanding(): Standing {
	const text = readFileSync(join(__dirname, "judged-in-stacks.json"), "utf8");
	return z.record(z.string(), stackStanding).parse(JSON.parse(text));
}

/** The standing of the stack that is bound to a class; undefined where the repository has no such stack. */
export function standingOf(standing: Standing, environmentClass: EnvironmentClass): StackStanding | undefined {
	return Object.values(standing).find((one) => one.environmentClass === environmentClass);
}

export const nothingToJudge = "nothing there to judge yet";

/** What a control judges in a stack, and how much of it is excepted, in words. */
export function standingText(id: string, { environmentClass, controls }: StackStanding): string {
	if (controlById(id).enforcement[environmentClass] === "none") return "not applied";
	const one = controls[id];
	const judged = one === undefined ? [] : judgedOn(one);
	if (one === undefined || judged.length === 0) return nothingToJudge;
	const exceptions = one.exceptions === 0 ? "" : `; ${counted(one.exceptions, "exception")}`;
	return `judged: ${judged.join(", ")}${exceptions}`;
}

function judgedOn({ resources, whole, charts, repository }: ControlStanding): string[] {
	return [
		...(resources > 0 ? [counted(resources, "resource")] : []),
		...(whole ? ["the whole stack"] : []),
		...(charts ? ["what charts make"] : []),
		...(repository ? ["the repository"] : []),
	];
}

function counted(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The values that OSCAL gives an implementation's status (oscal_implementation-common_metaschema.xml), as far as they are used. */
export function implementationStatus(
	id: string,
	stack: StackStanding,
): "implemented" | "partial" | "planned" | "not-applicable" {
	if (controlById(id).enforcement[stack.environmentClass] === "none") return "not-applicable";
	const one = stack.controls[id];
	if (one === undefined || judgedOn(one).length === 0) return "planned";
	return one.exceptions > 0 ? "partial" : "implemented";
}

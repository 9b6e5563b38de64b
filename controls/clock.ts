import { RunError } from "@pulumi/pulumi";

/** Set by a rehearsal's sandbox, and by nothing else: only with it may a variable of the environment change what is judged. */
export const REHEARSAL_VARIABLE = "GXP_LAB_REHEARSAL";
const NOW_VARIABLE = "GXP_LAB_NOW";

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

export function isRehearsal(environment: ProcessEnvironment = process.env): boolean {
	return (environment[REHEARSAL_VARIABLE] ?? "") !== "";
}

/** The names of the variables that are set although this is no rehearsal, each with what to do; empty in a rehearsal. */
export function onlyInRehearsals(names: readonly string[], environment: ProcessEnvironment = process.env): string[] {
	if (isRehearsal(environment)) return [];
	return names
		.filter((name) => (environment[name] ?? "") !== "")
		.map((name) => `${name}: is set, and only a rehearsal may set it; unset it`);
}

/**
 * What is wrong where the variable of a rehearsal is set and the state is not the rehearsal's own: one that was left behind in a
 * shell would let a real `up` stand on exceptions that nobody approved.
 */
export function notARehearsalsState(environment: ProcessEnvironment = process.env): string[] {
	const folder = environment[REHEARSAL_VARIABLE] ?? "";
	if (folder === "" || (environment.PULUMI_BACKEND_URL ?? "").startsWith(`file://${folder}/`)) return [];
	return [`${REHEARSAL_VARIABLE}: is set, and the state is not in the rehearsal's folder; unset it`];
}

/**
 * The time that dated exceptions are judged by. In a rehearsal it is an input (`GXP_LAB_NOW`, ISO 8601); elsewhere the
 * variable is refused, because it would bring an expired exception back.
 */
export function clock(environment: ProcessEnvironment = process.env): Date {
	const [fault] = onlyInRehearsals([NOW_VARIABLE], environment);
	if (fault !== undefined) throw new RunError(fault);
	const stated = environment[NOW_VARIABLE];
	if (stated === undefined || stated === "") return new Date();
	const now = new Date(stated);
	if (Number.isNaN(now.getTime())) throw new RunError(`${NOW_VARIABLE}: ${stated} is not a time; it must be ISO 8601`);
	return now;
}

import { neverComes } from "../../../controls/kubernetes/continuity/neverComes";
import { every, isText, type Known, not } from "../known";

const never = new RegExp(neverComes);

/** Whether a schedule is stated, and for a day that there is. */
export function comesRound(schedule: unknown): Known {
	const stated = isText(schedule);
	return stated === true ? every(stated, not(never.test(String(schedule)))) : stated;
}

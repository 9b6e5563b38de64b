import type { IsUnknown } from "../cel/unknown";

/** A field that a remedy sets: one that was not there. */
export interface Setting {
	/** From the object's top: keys, and places in lists. */
	path: readonly (string | number)[];
	value: string;
}

/** What is to be set in a pod specification that stands at `at` of its object; nothing that is there is named. */
export type Remedy = (podSpec: Record<string, unknown>, at: readonly string[], isUnknown: IsUnknown) => Setting[];

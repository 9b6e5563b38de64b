import type { Random } from "./random";

/** Functions that belong together: inputs that are made for them, and expressions over these inputs (`o`). */
export interface Family {
	name: string;
	/** How many objects are made. */
	objects: number;
	input: (random: Random) => Record<string, unknown>;
	expressions: readonly string[];
}

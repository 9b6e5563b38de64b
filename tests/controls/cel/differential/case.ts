import type { Outcome } from "./main";

/** Expressions that the API server evaluates together, over the objects that `match` names. */
export interface Policy {
	name: string;
	match: Record<string, unknown>;
	variables: { name: string; expression: string }[];
	expressions: string[];
}

/** An object that is sent, and what the library made of it. */
export interface Case {
	/** Objects of one group are judged by the same policies. */
	group: string;
	collection: string;
	object: Record<string, unknown>;
	/** What a disagreement shows. */
	input: unknown;
	expected: {
		policy: string;
		index: number;
		what: string;
		here: Outcome;
		/** Whether two outcomes are one. */
		same?: (here: Outcome, there: Outcome) => boolean;
	}[];
}

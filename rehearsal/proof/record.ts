import { z } from "zod";

/**
 * What must come of a fixture. In `up` a rule over a resource refuses it before it is made, although no preview could; a rule over
 * the whole stack is told of it at the end, when all is made, and the run fails.
 */
export const outcomes = ["refused", "admitted", "refused before it is made", "failed at the end"] as const;

/** One thing that was shown, or was not: a fixture, what the control must make of it, and what came of it where. */
export const proofRecord = z.strictObject({
	control: z.string(),
	/** The rule's policy name. */
	rule: z.string(),
	/** What the fixture is. */
	fixture: z.string(),
	/** Where it was shown: the API server's admission, a preview or an `up` of the real engine, the check of the repository. */
	where: z.enum(["admission", "preview", "up", "repository"]),
	expected: z.enum(outcomes),
	actual: z.string(),
	/** Absent: it cannot be shown there, and `actual` says why. Nothing is concluded from it. */
	held: z.boolean().optional(),
});

export type ProofRecord = z.output<typeof proofRecord>;

/** A place where a rule must be shown, and what must be shown of it there. */
export interface Place {
	control: string;
	rule: string;
	where: ProofRecord["where"];
	shows: readonly ProofRecord["expected"][];
}

export interface Conclusion {
	controls: number;
	proven: number;
	unproven: { control: string; why: string }[];
}

/**
 * A control is proven when every rule of it, in every place where it is judged, was shown to do all that it must there (refuse at
 * least one fixture and admit at least one; in `up` refuse what no preview could, or fail the run), and nothing came out otherwise.
 */
export function conclude(
	expected: readonly Place[],
	controls: readonly string[],
	records: readonly ProofRecord[],
): Conclusion {
	const unproven = controls.flatMap((control) => {
		const places = expected.filter((one) => one.control === control);
		if (places.length === 0) return [{ control, why: "nothing judges it" }];
		const faults = places.flatMap(({ rule, where, shows }) => {
			const own = records.filter((one) => one.rule === rule && one.where === where);
			const wrong = own.find(({ held }) => held === false);
			if (wrong !== undefined) return [`${rule} in ${where}: ${wrong.fixture}: ${wrong.actual}`];
			for (const outcome of shows)
				if (!own.some((one) => one.held === true && one.expected === outcome))
					return [`${rule} in ${where}: no fixture was ${outcome}`];
			return [];
		});
		const [why] = faults;
		return why === undefined ? [] : [{ control, why }];
	});
	return { controls: controls.length, proven: controls.length - unproven.length, unproven };
}

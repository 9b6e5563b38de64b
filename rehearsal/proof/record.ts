/** One thing that was shown, or was not: a fixture, what the control must make of it, and what came of it where. */
export interface ProofRecord {
	control: string;
	/** The rule's policy name. */
	rule: string;
	/** What the fixture is. */
	fixture: string;
	/** Where it was shown: the API server's admission, a preview of the real engine, the check of the repository. */
	where: "admission" | "preview" | "repository";
	expected: "refused" | "admitted";
	actual: string;
	/** Undefined: it cannot be shown there, and `actual` says why. Nothing is concluded from it. */
	held: boolean | undefined;
}

export interface Conclusion {
	controls: number;
	proven: number;
	unproven: { control: string; why: string }[];
}

/**
 * A control is proven when every rule of it, in every place where it is judged, refused at least one fixture and admitted at
 * least one, and nothing came out otherwise than it must.
 */
export function conclude(
	expected: readonly { control: string; rule: string; where: ProofRecord["where"] }[],
	controls: readonly string[],
	records: readonly ProofRecord[],
): Conclusion {
	const unproven = controls.flatMap((control) => {
		const places = expected.filter((one) => one.control === control);
		if (places.length === 0) return [{ control, why: "nothing judges it" }];
		const faults = places.flatMap(({ rule, where }) => {
			const own = records.filter((one) => one.rule === rule && one.where === where);
			const wrong = own.find(({ held }) => held === false);
			if (wrong !== undefined) return [`${rule} in ${where}: ${wrong.fixture}: ${wrong.actual}`];
			for (const outcome of ["refused", "admitted"] as const)
				if (!own.some((one) => one.held === true && one.expected === outcome))
					return [`${rule} in ${where}: no fixture was ${outcome}`];
			return [];
		});
		const [why] = faults;
		return why === undefined ? [] : [{ control, why }];
	});
	return { controls: controls.length, proven: controls.length - unproven.length, unproven };
}

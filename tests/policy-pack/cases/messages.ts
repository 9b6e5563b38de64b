/** What a rule prints of a resource that is called `proof`, as `controls/report.ts` has it. */
export interface Messages {
	fail: (finding: string) => string;
	undecided: (path: string) => string;
	waived: (finding: string) => string;
	expired: (finding: string) => string;
}

/** For a rule's id and fix; `shown` is what a report calls the resource. */
export function messagesOf({ id, fix }: { id: string; fix: string }, shown = "proof"): Messages {
	const line = (outcome: string, finding: string): string =>
		`[${id}] ${outcome} ${shown}: ${finding}; ${fix.replaceAll(";", ",")}`;
	return {
		fail: (finding) => line("FAIL", finding),
		undecided: (path) => line("NOT EVALUATED", `${path} is not known yet`),
		waived: (finding) => line("WAIVED", `${finding} (excepted until 2026-12-31, rehearsal - not approved)`),
		expired: (finding) => line("FAIL", `${finding} (its exception ended on 2026-12-31)`),
	};
}
